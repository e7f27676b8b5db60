export { saveConfidentialVersion } from './confidential-versions.ts';
export { dailyVersions } from './daily-versions.ts';
export {
  findNewestVersion,
  findVersion,
  findVersionBytes,
  findVersionSummary,
  insertVersions,
  listNewestVersions,
  listVersions,
  nextVersionNumber,
  summaryColumns,
  type VersionRow,
  type VersionSummary
} from './store/versions.ts';
export { createVersionRestore, type VersionRestore } from './version-restore.ts';
export { versionsFor, withoutConfidentialFacts, type ReadableVersion } from './readable-version.ts';
export {
  prepareVersion,
  saveVersion,
  summaryOf,
  versionOfDocument,
  type PreparedVersion,
  type VersionInput
} from './version-storage.ts';
export {
  createVersions,
  type LoadedVersion,
  type PresentAuthors,
  type VersionAuthors,
  type VersionList,
  type Versions
} from './versions.ts';
export type { TextDiff } from './text-diff.ts';
export type { VersionEntry } from './version-entries.ts';
