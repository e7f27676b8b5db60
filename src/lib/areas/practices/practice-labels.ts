/** Names the parts and states of good practices, in the reader's language. */
import type { PracticeStage, PracticeText, Publication } from '#rules/practices/practice.ts';
import type { Locale } from '#base/locale.ts';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { m } from '#lib/paraglide/messages.js';

const texts: LabelTable<PracticeText> = {
  title: m.label_title,
  problem: m.practices_text_problem,
  solution: m.practices_text_solution,
  results: m.practices_text_results,
  conditions: m.practices_text_conditions,
  transferability: m.practices_text_transferability,
  resources: m.practices_text_resources
};
const stages: LabelTable<PracticeStage> = {
  draft: m.label_draft,
  validated: m.practices_stage_validated,
  asked: m.practices_stage_asked,
  published: m.label_published,
  closed: m.practices_stage_closed
};
const publications: LabelTable<Publication> = {
  'text-missing': m.practices_publication_text_missing,
  'not-validated': m.practices_publication_not_validated,
  'not-asked': m.practices_publication_not_asked,
  asked: m.practices_stage_asked,
  refused: m.practices_publication_refused,
  withdrawn: m.practices_publication_withdrawn,
  'consent-void': m.practices_publication_consent_void,
  published: m.label_published
};
const lacks = {
  texts: m.practices_lack_texts,
  supports: m.practices_lack_supports,
  changed: m.practices_lack_changed
} as const;

export const practiceTextLabel = (name: PracticeText, language?: Locale): string =>
  labelFrom(texts, name, language);
export const practiceStageLabel = (stage: PracticeStage): string => labelFrom(stages, stage);
export const publicationLabel = (publication: Publication): string => labelFrom(publications, publication);
export const practiceLackSentence = (lack: keyof typeof lacks): string => lacks[lack]();
