/** Reads the passages of a report or a shorter paper, each with the state of the place on which it rests. */
import type { ReportKind } from '#rules/report/report-content.ts';
import type { PassageSource, ReportPassage } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import type { Db } from '#server/store/open.ts';
import { findNewestDone } from './store/report-builds.ts';
import { listPublications } from './store/publications.ts';
import { listPassages } from './store/reports.ts';
import type { TextFreezingTools } from './frozen-texts.ts';

export interface PassageTools extends Pick<TextFreezingTools, 'store' | 'config'> {
  /** Returns the blocks of a report that passages of a shorter paper may rest on, by id. */
  readonly quotable: (studyId: string, contentHash: string) => Promise<ReadonlyMap<string, string>>;
}

/** Returns the passages by part, each with how the place of the report is now on which it rests. */
export async function passagesOf(
  { store: { db }, quotable, config }: PassageTools,
  study: Study,
  kind: ReportKind
): Promise<Map<string, (ReportPassage & { readonly version: number })[]>> {
  const stored = await listPassages(db, study.id, kind);
  const rests = stored.some(({ source }) => source !== null);
  const prints = rests ? await presentPrints(db, study, quotable) : new Map<string, string>();
  const published = (await listPublications(db, study.id, 'report')).at(-1);
  const byPart = new Map<string, (ReportPassage & { readonly version: number })[]>();
  for (const { id, partId, text, source, version } of stored) {
    const address =
      published && source
        ? `${config.origin}/reports/${study.slug}/${published.number}/${source.part}#${source.block}`
        : null;
    const passage = {
      id,
      text,
      version,
      source: source && { ...source, address },
      state: stateOf(source, prints)
    };
    byPart.set(partId, [...(byPart.get(partId) ?? []), passage]);
  }
  return byPart;
}

const stateOf = (
  source: PassageSource | null,
  prints: ReadonlyMap<string, string>
): ReportPassage['state'] => {
  if (source === null) return 'unlinked';
  const print = prints.get(source.block);
  return print === undefined ? 'gone' : print === source.print ? 'current' : 'changed';
};

/** Returns the fingerprints of the blocks of the newest report that was built. */
async function presentPrints(
  db: Db,
  study: Study,
  quotable: PassageTools['quotable']
): Promise<ReadonlyMap<string, string>> {
  const newest = await findNewestDone(db, study.id, 'report');
  return newest?.contentHash ? quotable(study.id, newest.contentHash) : new Map();
}
