/** The words for a consultation's closed sets, in the reader's language unless another is named. */
import type {
  Answer,
  CommentKind,
  Disposition,
  Origin,
  RoundStanding,
  Stance
} from '#domain/consultation.ts';
import type { Locale } from '#domain/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';

type Word = (facts?: object, options?: { locale?: Locale }) => string;

const kinds: Readonly<Record<CommentKind, Word>> = {
  fact: m.consultation_kind_fact,
  judgement: m.consultation_kind_judgement,
  confidentiality: m.consultation_kind_confidentiality,
  wording: m.consultation_kind_wording
};
const kindHints: Readonly<Record<CommentKind, Word>> = {
  fact: m.consultation_kind_fact_hint,
  judgement: m.consultation_kind_judgement_hint,
  confidentiality: m.consultation_kind_confidentiality_hint,
  wording: m.consultation_kind_wording_hint
};
const stances: Readonly<Record<Stance, Word>> = {
  accept: m.consultation_stance_accept,
  comment: m.consultation_stance_comment,
  propose: m.consultation_stance_propose
};
const dispositions: Readonly<Record<Disposition, Word>> = {
  accepted: m.consultation_disposition_accepted,
  partly: m.consultation_disposition_partly,
  rejected: m.consultation_disposition_rejected,
  noted: m.consultation_disposition_noted
};
const answers: Readonly<Record<Answer, Word>> = {
  acknowledged: m.consultation_answer_acknowledged,
  contested: m.consultation_answer_contested
};
const origins: Readonly<Record<Origin, Word>> = {
  city: m.consultation_origin_city,
  paper: m.consultation_origin_paper,
  event: m.consultation_origin_event,
  chamber: m.consultation_origin_chamber,
  outside: m.consultation_origin_outside,
  reader: m.consultation_origin_reader
};
const standings: Readonly<Record<RoundStanding, Word>> = {
  'not-opened': m.consultation_standing_not_opened,
  running: m.consultation_standing_running,
  submitted: m.consultation_standing_submitted,
  'no-comment': m.consultation_standing_no_comment,
  'called-off': m.consultation_standing_called_off
};

const wordIn =
  <K extends string>(words: Readonly<Record<K, Word>>) =>
  (key: K, language: Locale = locale()): string =>
    words[key]({}, { locale: language });

export const kindWord = wordIn(kinds);
export const kindHint = wordIn(kindHints);
export const stanceWord = wordIn(stances);
export const dispositionWord = wordIn(dispositions);
export const answerWord = wordIn(answers);
export const originWord = wordIn(origins);

/** `comments` of the city in this round: to have submitted none is another thing than silence. */
export const standingWord = (
  standing: RoundStanding,
  comments: number,
  language: Locale = locale()
): string =>
  standing === 'submitted' && comments === 0
    ? m.consultation_standing_submitted_none({}, { locale: language })
    : standings[standing]({}, { locale: language });

/** The number as it is cited: with its round where the city has been asked more than once. */
export const citedNumber = (
  { round, number }: { readonly round: number; readonly number: number },
  rounds: number
): string => (rounds > 1 ? `${round}.${number}` : String(number));
