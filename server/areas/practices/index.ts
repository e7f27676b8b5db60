export { isServiceType, serviceCategories } from './flagged-services.ts';
export { listLinkablePractices } from './linkable-practices.ts';
export type { PracticeChoices, PracticeSummary, ShownConsent } from './practice-views.ts';
export { createPractices, type Practices } from './practices.ts';
export type { ShownValidation } from './statements/shown-validations.ts';
export { countAskedConsents, publishedPractices, type PublishedPractice } from './store/practices.ts';
export { listSupports, type StoredSupport } from './store/supports.ts';
export { listThemes, publishedThemes } from './store/themes.ts';
export type { Owner, OwnerSummary } from './supports/owners.ts';
export {
  openCitedContent,
  type PresentBlock,
  type CitedItem,
  type CitedContent
} from './supports/cited-content.ts';
export { listDependents, type Dependent } from './supports/dependents.ts';
export type { SourcePassage } from './source-passages.ts';
export { statesOfSupports, type SupportReader, type SupportView } from './supports/support-views.ts';
export { createSupports, type Citation, type CiteInput, type Supports } from './supports.ts';
export { listLinkableThemes } from './themes/linkable-themes.ts';
export { createThemes, type Themes, type ThemeSummary } from './themes/themes.ts';
