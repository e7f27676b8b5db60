import type { WantedPart } from '#document/text-parts.ts';
import { type DocumentVersion, subjectOf } from '#rules/versions/version.ts';
import { visibleVersions } from '#rules/versions/version-sight.ts';
import type { Db } from '#server/store/open.ts';
import type { Storage } from '#server/store/storage.ts';
import { findVersion, listVersions, type VersionSummary, type VersionRow } from './store/versions.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { type AuthorizedText, authorizedText, textSubject } from '#areas/documents';
import type { Reading as ReadingOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { versionsFor, withoutConfidentialFacts, type ReadableVersion } from './readable-version.ts';

export type HeldForChips = Pick<DocumentVersion, 'levels' | 'framework'> & {
  readonly facts: NonNullable<DocumentVersion['facts']>;
};

export interface VersionsTools extends CommandDeps {
  readonly workers: Pick<
    DocumentWorkers,
    'content' | 'answered' | 'next' | 'renderVersion' | 'compareVersions' | 'authors' | 'presentAuthors'
  >;
  readonly storage: Pick<Storage, 'hasRoom'>;
}

export const firstPart: WantedPart = { page: 1 };

export type Reading = ReadingOf<VersionsTools, typeof textSubject>;

export const visible = async (
  db: Db,
  { abilities, document, study }: AuthorizedText
): Promise<VersionSummary[]> =>
  visibleVersions(abilities, document, await listVersions(db, study.id, subjectOf(document)));

/** Finds a version of this text that this reader may read. */
export async function find(reading: Reading, versionId: string): Promise<ReadableVersion> {
  const { db } = reading;
  const text = authorizedText(reading);
  const summary = (await visible(db, text)).find(({ id }) => id === versionId);
  const version = summary && (await findVersion(db, text.study.id, summary.id));
  if (!summary || !version) throw refused('not-found');
  const { document, abilities } = text;
  const readable =
    document.kind === 'findings' || document.kind === 'chapter'
      ? await withoutConfidentialFacts(db, document, version)
      : (await versionsFor(db, document, abilities))(version);
  return { ...readable, number: summary.number };
}

export const contentIn = ({ bytes }: VersionRow): DocumentVersion =>
  JSON.parse(new TextDecoder().decode(bytes)) as DocumentVersion;

export const heldIn = ({ levels, facts = [], framework }: DocumentVersion): HeldForChips => ({
  levels,
  facts,
  framework
});
