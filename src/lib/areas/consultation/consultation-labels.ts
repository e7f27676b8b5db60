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
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { locale } from '#lib/i18n/locale.ts';

const kinds: LabelTable<CommentKind> = {
  fact: m.consultation_kind_fact,
  judgement: m.consultation_kind_judgement,
  confidentiality: m.consultation_kind_confidentiality,
  wording: m.label_wording
};
const kindHints: LabelTable<CommentKind> = {
  fact: m.consultation_kind_fact_hint,
  judgement: m.consultation_kind_judgement_hint,
  confidentiality: m.consultation_kind_confidentiality_hint,
  wording: m.consultation_kind_wording_hint
};
const stances: LabelTable<Stance> = {
  accept: m.consultation_stance_accept,
  comment: m.consultation_stance_comment,
  propose: m.propose_change
};
const dispositions: LabelTable<Disposition> = {
  accepted: m.consultation_disposition_accepted,
  partly: m.consultation_disposition_partly,
  rejected: m.consultation_disposition_rejected,
  noted: m.consultation_disposition_noted
};
const answers: LabelTable<Answer> = {
  acknowledged: m.consultation_answer_acknowledged,
  contested: m.consultation_answer_contested
};
const origins: LabelTable<Origin> = {
  city: m.consultation_origin_city,
  paper: m.consultation_origin_paper,
  event: m.consultation_origin_event,
  chamber: m.consultation_origin_chamber,
  outside: m.consultation_origin_outside,
  reader: m.consultation_origin_reader
};
const statuses: LabelTable<RoundStatus> = {
  'not-opened': m.consultation_status_not_opened,
  running: m.consultation_status_running,
  submitted: m.label_submitted,
  'no-comment': m.consultation_status_no_comment,
  'called-off': m.consultation_status_called_off
};

export const kindLabel = (kind: CommentKind, language?: Locale): string => labelFrom(kinds, kind, language);
export const kindHint = (kind: CommentKind, language?: Locale): string =>
  labelFrom(kindHints, kind, language);
export const stanceLabel = (stance: Stance, language?: Locale): string =>
  labelFrom(stances, stance, language);
export const dispositionLabel = (disposition: Disposition, language?: Locale): string =>
  labelFrom(dispositions, disposition, language);
export const answerLabel = (answer: Answer, language?: Locale): string =>
  labelFrom(answers, answer, language);
export const originLabel = (origin: Origin, language?: Locale): string =>
  labelFrom(origins, origin, language);

/** `comments` counts those of the city in this round: to have submitted none differs from silence. */
export const statusLabel = (
  status: RoundStatus,
  hasCommented: boolean,
  language: Locale = locale()
): string =>
  status === 'submitted' && !hasCommented
    ? m.consultation_status_submitted_none({}, { locale: language })
    : labelFrom(statuses, status, language);

/** With its round where the city has had more than one. */
export const citedNumber = (
  { round, number }: { readonly round: number; readonly number: number },
  rounds: number
): string => (rounds > 1 ? `${round}.${number}` : String(number));
