export { dropHeldBackFindings } from './accepted-findings.ts';
export { longestFindingReason, longestFindingWords, mostAcceptedFindings } from './contradictions.ts';
export { openGlossaryFiles } from './glossary-files.ts';
export { createGlossary, type Glossary } from './glossary.ts';
export { loadPairFacts, statesIn, type SeenPair } from './pair-facts.ts';
export { openPairStates, type SectionPairs } from './pair-states.ts';
export { draftedIn, passageNotesOf } from './passage-notes.ts';
export { loadCheckBasis, openPreparedChecks } from './prepared-checks.ts';
export { openStaleSections, type StaleSections } from './stale-sections.ts';
export {
  countAcceptedFindings,
  deleteAcceptedFinding,
  listAcceptedFindings,
  saveAcceptedFinding
} from './store/accepted-findings.ts';
export {
  mapConfirmedBlocks,
  packFingerprints,
  saveConfirmedTranslation
} from './store/confirmed-translations.ts';
export { listTerms } from './store/glossary.ts';
export { listDrafts, type MachineDraft } from './store/machine-drafts.ts';
export { mapPairBlocks } from './store/translation-pairs.ts';
export { openTextUnits } from './text-units.ts';
export { sectionFacts } from './translation-facts.ts';
export {
  createTranslationPairs,
  type ListedText,
  type TextPairs,
  type TranslationPairs
} from './translation-pairs.ts';
export {
  createTranslationStatus,
  type TranslationStatus,
  type TranslationStatuses
} from './translation-status.ts';
export { untouchedDraftsAmong } from './translation/machine-acceptance.ts';
export { openReadableTexts } from './translation/readable-texts.ts';
export { openTranslationClient } from './translation/translation-client.ts';
export { createTranslationDrafts, draftAllowance, type TranslationDrafts } from './translation-drafts.ts';
export { createTranslationMemory, type TranslationMemory } from './translation-memory.ts';
