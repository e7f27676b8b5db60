import type { RenderedTextDiff } from '#document/rendered-versions.ts';
import type { WantedPart } from '#document/text-parts.ts';
import { bytesOf } from '#rules/versions/version.ts';
import { readContent, type AuthorizedText, authorizedText, textSubject } from '#areas/documents';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { ReadableVersion } from './readable-version.ts';
import { versionOfDocument } from './version-storage.ts';
import { type VersionEntry, entryOf } from './version-entries.ts';
import {
  type VersionsTools,
  find,
  contentIn,
  heldIn,
  type HeldForChips,
  type Reading,
  firstPart
} from './found-version.ts';

export interface TextDiff extends RenderedTextDiff {
  readonly before: VersionEntry;
  /** Holds the levels, the facts and the framework of the two versions: for the chips in their texts. */
  readonly held: { readonly before: HeldForChips; readonly after: HeldForChips };
  /** Null is the live text. */
  readonly after: VersionEntry | null;
}

/** Names the live text, where a version is compared with it. */
export const live = 'live';

const read = readsOf<VersionsTools>();

/**
 * Checks whether the person may compare with the live text: a writer of an open response reads it anyway, and
 * its submitted versions.
 */
export const comparesLive = ({ document, may }: AuthorizedText): boolean =>
  may('versions') || (document.kind === 'response' && may('write'));

/** Compares from the older to the newer, whichever is named first; `live` is newer than all. */
export const compare = read(
  { name: 'versions.compare', subject: textSubject },
  async (reading, one: string, other: string, part: WantedPart = firstPart): Promise<TextDiff> => {
    const { db, deps, actor } = reading;
    const { study } = reading.subject;
    const [first, second] = one === live ? [other, one] : [one, other];
    const before = await find(reading, first);
    if (second === live) return compareWithLive(reading, before, part);
    const after = await find(reading, second);
    const [older, newer] = before.number <= after.number ? [before, after] : [after, before];
    const compared = await deps.workers.compareVersions(older.bytes, newer.bytes, { part }, actor.userId);
    return {
      before: await entryOf(db, study.id, older),
      after: await entryOf(db, study.id, newer),
      held: { before: heldIn(contentIn(older)), after: heldIn(contentIn(newer)) },
      ...compared
    };
  }
);

async function compareWithLive(
  reading: Reading,
  before: ReadableVersion,
  part: WantedPart
): Promise<TextDiff> {
  const { db, deps, actor } = reading;
  const text = authorizedText(reading);
  if (!comparesLive(text)) throw refused('not-found');
  const { document, study } = text;
  const content = await readContent(db, deps.workers, document, actor.userId);
  const now = await versionOfDocument(db, document, content);
  const compared = await deps.workers.compareVersions(before.bytes, bytesOf(now), { part }, actor.userId);
  return {
    before: await entryOf(db, study.id, before),
    after: null,
    held: { before: heldIn(contentIn(before)), after: heldIn(now) },
    ...compared
  };
}
