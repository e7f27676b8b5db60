export { createOverview, type Overview } from './overview.ts';
export { createSetup, type Setup } from './setup.ts';
export { createStudies, type Studies, type StudyView } from './studies.ts';
