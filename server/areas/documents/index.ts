export {
  chapterSections,
  factsOf,
  findReadable,
  findRoom,
  findRoomOfDocument,
  listRoomsOfDocuments,
  readableAmong,
  rootsOf,
  sectionsInAll,
  sectionsOf
} from './access.ts';
export { authorizedText } from './authorized-text.ts';
export {
  createDocuments,
  locksOfText,
  operatedText,
  readOther,
  type Begun,
  type Documents,
  type DocumentsTools
} from './documents.ts';
export { dueDocument } from './due-document.ts';
export { endedGenerations } from './ended-generations.ts';
export {
  beginGeneration,
  closedContent,
  closeText,
  confidentialOf,
  endText,
  openText,
  type TextsBefore
} from './freezing.ts';
export {
  currentOf,
  partsOf,
  readContent,
  readFrozen,
  readParts,
  readUnits,
  readWhole,
  sectionIdsOf,
  type FreezingTools,
  type GenerationRead,
  type ReadContent,
  type WholeText
} from './frozen-content.ts';
export { createGoals, type Goals } from './goals.ts';
export {
  createLateProposals,
  type LateEntry,
  type LateList,
  type LateProposals,
  type ShownLate
} from './late-proposals.ts';
export { levelChipNames, namesWithSources } from './level-chip-names.ts';
export { contentOfGeneration } from './stable-document.ts';
export { contentPrint } from './store/content-print.ts';
export { listWithHistory } from './store/ended-generations.ts';
export { countLateProposals } from './store/late-proposals.ts';
export {
  findOpenClarification,
  isOpen,
  listOpenSince,
  listReopenings,
  openSince,
  type Reopening
} from './store/reopenings.ts';
export { listSteps, listStepSections } from './store/step-sections.ts';
export type { DocumentTable } from './store/tables.ts';
export { abilityTo, aboutText, type AuthorizedText, type TextLocation } from './text-access.ts';
export { textSubject, type LoadedText } from './text-subject.ts';
