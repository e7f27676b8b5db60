/** Serves reports, for pages and the API: composition, builds, publication. Each is in a file of its own. */
import { createBuilds } from './builds.ts';
import type { BuildsTools } from './build-requests.ts';
import { createComposing } from './composing.ts';
import { openContents } from './contents.ts';
import { openDraftFiles } from './draft-files.ts';
import { createErrata } from './errata.ts';
import type { ManifestTools } from './manifest.ts';
import { openOpenFindings } from './open-findings.ts';
import { createPublishing } from './publishing.ts';
import type { PublishingTools } from './publication-signing.ts';
import { openUnstoredFailures } from './unstored-failures.ts';

export type ReportsTools = Omit<ManifestTools, 'quotable'> &
  Omit<BuildsTools, 'contents' | 'unstoredFailures'> &
  Omit<PublishingTools, 'contents' | 'quotable' | 'unstoredFailures'>;

export type Reports = ReturnType<typeof createReports>['reports'];

/** Creates the services, and what the runner of builds needs of them. */
export const createReports = (tools: ReportsTools) => {
  const contents = openContents(tools.store.db);
  const unstoredFailures = openUnstoredFailures();
  const building = {
    ...tools,
    unstoredFailures,
    quotable: async (studyId: string, hash: string) =>
      new Map((await contents.quotable(studyId, hash)).map(({ block, print }) => [block, print]))
  };
  return {
    building,
    reports: {
      composing: createComposing(building),
      builds: createBuilds({ ...tools, contents, unstoredFailures }),
      publishing: createPublishing({ ...building, contents }),
      errata: createErrata({ ...tools, contents }),
      /** Serves the practices, trends and challenges of published reports to anyone. */
      openFindings: openOpenFindings(tools.store.db),
      draftFiles: openDraftFiles(building)
    }
  };
};
