/** Defines the labels of a consultation's closed sets, in the reader's language unless another is named. */
import type {
  Answer,
  CommentKind,
  Disposition,
  Origin,
  RoundStatus,
  Stance
} from '#rules/consultation/consultation.ts';
import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from '#lib/i18n/locale.ts';

type LabelMessage = (facts?: object, options?: { locale?: Locale }) => string;

const kinds: Readonly<Record<CommentKind, LabelMessage>> = {
  fact: m.consultation_kind_fact,
  judgement: m.consultation_kind_judgement,
  confidentiality: m.consultation_kind_confidentiality,
  wording: m.consultation_kind_wording
};
const kindHints: Readonly<Record<CommentKind, LabelMessage>> = {
  fact: m.consultation_kind_fact_hint,
  judgement: m.consultation_kind_judgement_hint,
  confidentiality: m.consultation_kind_confidentiality_hint,
  wording: m.consultation_kind_wording_hint
};
const stances: Readonly<Record<Stance, LabelMessage>> = {
  accept: m.consultation_stance_accept,
  comment: m.consultation_stance_comment,
  propose: m.consultation_stance_propose
};
const dispositions: Readonly<Record<Disposition, LabelMessage>> = {
  accepted: m.consultation_disposition_accepted,
  partly: m.consultation_disposition_partly,
  rejected: m.consultation_disposition_rejected,
  noted: m.consultation_disposition_noted
};
const answers: Readonly<Record<Answer, LabelMessage>> = {
  acknowledged: m.consultation_answer_acknowledged,
  contested: m.consultation_answer_contested
};
const origins: Readonly<Record<Origin, LabelMessage>> = {
  city: m.consultation_origin_city,
  paper: m.consultation_origin_paper,
  event: m.consultation_origin_event,
  chamber: m.consultation_origin_chamber,
  outside: m.consultation_origin_outside,
  reader: m.consultation_origin_reader
};
const statuses: Readonly<Record<RoundStatus, LabelMessage>> = {
  'not-opened': m.consultation_status_not_opened,
  running: m.consultation_status_running,
  submitted: m.consultation_status_submitted,
  'no-comment': m.consultation_status_no_comment,
  'called-off': m.consultation_status_called_off
};

const labelIn =
  <K extends string>(labels: Readonly<Record<K, LabelMessage>>) =>
  (key: K, language: Locale = locale()): string =>
    labels[key]({}, { locale: language });

export const kindLabel = labelIn(kinds);
export const kindHint = labelIn(kindHints);
export const stanceLabel = labelIn(stances);
export const dispositionLabel = labelIn(dispositions);
export const answerLabel = labelIn(answers);
export const originLabel = labelIn(origins);

/**
 * Returns the label of a round. `comments` counts those of the city in this round: to have submitted none
 * differs from silence.
 */
export const statusLabel = (
  status: RoundStatus,
  hasCommented: boolean,
  language: Locale = locale()
): string =>
  status === 'submitted' && !hasCommented
    ? m.consultation_status_submitted_none({}, { locale: language })
    : statuses[status]({}, { locale: language });

/** Returns the number as it is cited: with its round where the city has had more than one. */
export const citedNumber = (
  { round, number }: { readonly round: number; readonly number: number },
  rounds: number
): string => (rounds > 1 ? `${round}.${number}` : String(number));
