/** Serves reports, for pages and the API: composition, builds, publication. Each is in a file of its own. */
import { openBuilds, type Builds, type BuildsTools } from './builds.ts';
import { openComposing, type Composing } from './composing.ts';
import { openContents } from './contents.ts';
import { openErrata, type Errata } from './errata.ts';
import { openDraftFiles, type DraftFiles } from './draft-files.ts';
import type { ManifestTools } from './manifest.ts';
import { openOpenFindings, type OpenFindings } from './open-findings.ts';
import { openUnstoredFailures, type UnstoredFailures } from './unstored-failures.ts';
import { openPublishing, type Publishing, type PublishingTools } from './publishing.ts';

export interface Reports {
  readonly composing: Composing;
  readonly builds: Builds;
  readonly publishing: Publishing;
  readonly errata: Errata;
  /** Serves the practices, trends and challenges of published reports to anyone. */
  readonly openFindings: OpenFindings;
  /** Writes drafts for the operator's tool. */
  readonly draftFiles: DraftFiles;
}

export type ReportsTools = Omit<ManifestTools, 'quotable'> &
  Omit<BuildsTools, 'contents' | 'unstoredFailures'> &
  Omit<PublishingTools, 'contents' | 'quotable' | 'unstoredFailures'>;

/** Opens the services, and what the runner of builds needs of them. */
export function openReports(tools: ReportsTools): {
  readonly reports: Reports;
  readonly building: ManifestTools & { readonly unstoredFailures: UnstoredFailures };
} {
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
      composing: openComposing(building),
      builds: openBuilds({ ...tools, contents, unstoredFailures }),
      publishing: openPublishing({ ...building, contents }),
      errata: openErrata({ ...tools, contents }),
      openFindings: openOpenFindings(tools.store.db),
      draftFiles: openDraftFiles(building)
    }
  };
}
