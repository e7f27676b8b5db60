export { createFrameworkDrafts, type FrameworkDrafts } from './drafts.ts';
export type { FileReason } from './file.ts';
export { openFrameworkFiles } from './files.ts';
export { createFrameworks, type Frameworks, type FrameworkSource } from './frameworks.ts';
export { loadOutline, type Outline, type PartOf } from './outline.ts';
export { faultOfRubric, type RubricFault } from './rubric-fault.ts';
export { longestFramework, parseFramework, readRubric } from './store/framework-shape.ts';
export {
  findFramework,
  findFrameworkVersion,
  findRubric,
  listFrameworks,
  listFrameworkSummaries,
  replaceRubric
} from './store/frameworks.ts';
export { standardFramework, standardRubric } from './store/standard-framework.ts';
export {
  countsOf,
  createFrameworkVersions,
  type FrameworkVersionsService,
  type VersionOfFramework,
  type VersionUses
} from './versions.ts';
