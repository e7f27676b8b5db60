/** Versions of a text: listed, kept under a name, read, compared with one another and with the live text, and restored. */
import type { Cells } from '#document/answers.ts';
import type { AuthoredSection, DrawnComparison, DrawnSection } from '#document/drawn-versions.ts';
import { cellsOfVersion } from '#document/kept-answers.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { DocumentVersion, SectionContent } from '#domain/version.ts';
import { visibleVersions, type VersionKind } from '#domain/version-sight.ts';
import type { Db } from '../../store/open.ts';
import { findVersion, listVersions, type VersionLine, type VersionRow } from '../../store/versions.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { decide, type DeskTools } from '../desk.ts';
import { readContent, sectionIdsOf } from './freezing.ts';
import { authorshipOf } from './authorship.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import {
  aboutText,
  abilityTo,
  enterText,
  enterTextToDecide,
  type EnteredText,
  type TextPlace
} from './text-door.ts';
import { bytesOf, keepVersion, subjectOf, versionOfDocument } from './version-keeping.ts';

export interface VersionEntry {
  readonly id: string;
  readonly number: number;
  readonly kind: VersionKind;
  readonly name: Bilingual;
  readonly hash: string;
  readonly generation: number;
  /** Null where the clock kept it. */
  readonly by: NamedPerson | null;
  readonly at: string;
}

export interface VersionList {
  readonly kind: TextPlace['kind'];
  readonly subject: string;
  /** Newest first. */
  readonly versions: readonly VersionEntry[];
  readonly mayKeep: boolean;
  /** The text is open, and the reader writes it: a version can be restored. */
  readonly mayRestore: boolean;
  /** The live text may be compared as well: by who reads all versions, and by a city that writes its response. */
  readonly mayCompareLive: boolean;
  /** Who wrote what may be read. */
  readonly maySeeAuthors: boolean;
}

export interface LoadedVersion {
  readonly entry: VersionEntry;
  readonly sections: readonly DrawnSection[];
  readonly framework: DocumentVersion['framework'];
  readonly levels: DocumentVersion['levels'];
  readonly evidence: number;
  /** The cells of a response; null for another text. */
  readonly answers: Cells | null;
}

export interface VersionAuthors {
  readonly sections: readonly AuthoredSection[];
  /** By their numbers in the text; null stands for words that came with the text, and for people who are gone. */
  readonly authors: readonly (NamedPerson | null)[];
}

type HeldForChips = Pick<DocumentVersion, 'levels' | 'framework'>;

export interface Comparison extends DrawnComparison {
  readonly before: VersionEntry;
  /** What the two hold of levels, and in which framework they are written: for the chips in their texts. */
  readonly held: { readonly before: HeldForChips; readonly after: HeldForChips };
  /** Null is the live text. */
  readonly after: VersionEntry | null;
}

/** The live text, where a version is compared with it. */
export const live = 'live';

export interface Versions {
  /** Those that this reader may read. */
  list(actor: Actor, studySlug: string, place: TextPlace): Promise<Result<VersionList>>;
  /** Keeps the text as it stands, under a name in at least one language. */
  keep(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    name: Bilingual
  ): Promise<Result<{ readonly id: string; readonly number: number }>>;
  load(actor: Actor, studySlug: string, place: TextPlace, versionId: string): Promise<Result<LoadedVersion>>;
  /** Who wrote what of it; for those who read all versions. */
  authors(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string
  ): Promise<Result<VersionAuthors>>;
  /** The canonical bytes, as they are hashed and signed. */
  bytes(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string }>>;
  /** One section as the nodes that are written back into the text. */
  section(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string,
    section: string
  ): Promise<Result<SectionContent>>;
  /** All that a response held, to be written back into it. */
  held(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string
  ): Promise<Result<Pick<DocumentVersion, 'sections' | 'answers'>>>;
  /** From the older to the newer, whichever is named first; `live` is newer than all. */
  compare(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    one: string,
    other: string
  ): Promise<Result<Comparison>>;
  /** Records that a section was written back from a version, as an edit of this person's; null where it was the whole text. */
  restored(
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string,
    section: string | null
  ): Promise<Result<null>>;
}

export interface VersionsTools extends DeskTools {
  readonly workshop: Pick<
    Workshop,
    'content' | 'answered' | 'merge' | 'drawVersion' | 'compareVersions' | 'authors'
  >;
}

export const longestName = 200;

/** Whoever writes an open response reads it anyway, and what was handed in of it. */
const comparesLive = ({ document, may }: EnteredText): boolean =>
  may('versions') || (document.kind === 'response' && may('write'));

export function openVersions(tools: VersionsTools): Versions {
  const { workshop, store } = tools;
  const { db } = store;

  const visible = async (entered: EnteredText): Promise<VersionLine[]> =>
    visibleVersions(
      entered.abilities,
      entered.document,
      await listVersions(db, entered.study.id, subjectOf(entered.document))
    );

  /** A version that this reader may read, of this text. */
  const find = async (
    actor: Actor,
    studySlug: string,
    place: TextPlace,
    versionId: string
  ): Promise<Result<{ entered: EnteredText; version: VersionRow }>> => {
    const entered = await enterText(db, actor, studySlug, place);
    if (!entered.ok) return entered;
    const line = (await visible(entered.value)).find(({ id }) => id === versionId);
    const version = line && (await findVersion(db, entered.value.study.id, line.id));
    return line && version
      ? ok({ entered: entered.value, version: { ...version, number: line.number } })
      : refuse('not-found');
  };

  const contentIn = ({ bytes }: VersionRow): DocumentVersion =>
    JSON.parse(new TextDecoder().decode(bytes)) as DocumentVersion;

  const heldIn = ({ levels, framework }: DocumentVersion): HeldForChips => ({ levels, framework });

  return {
    async list(actor, studySlug, place) {
      const entered = await enterText(db, actor, studySlug, place);
      if (!entered.ok) return entered;
      const { may, document } = entered.value;
      const lines = await visible(entered.value);
      return ok({
        kind: place.kind,
        subject: subjectOf(document),
        versions: await entriesOf(db, entered.value.study.id, lines),
        mayKeep: may('keep'),
        mayRestore: may('write'),
        mayCompareLive: comparesLive(entered.value),
        maySeeAuthors: may('versions')
      });
    },

    async keep(actor, studySlug, place, name) {
      const entered = await enterText(db, actor, studySlug, place, 'keep');
      if (!entered.ok) return entered;
      if (name.en.trim() === '' && name.zh.trim() === '') return refuse('invalid', { field: 'name' });
      if (name.en.length > longestName || name.zh.length > longestName)
        return refuse('invalid', { field: 'name' });
      // Read before the decision, whose transaction would hold up all others meanwhile.
      const read = await readContent(db, workshop, entered.value.document, actor.userId);
      return decide(tools, async ({ trx, at, tell }) => {
        const now = await enterTextToDecide(trx, actor, studySlug, place, 'keep');
        if (!now.ok) return now;
        const { study, document, acting } = now.value;
        if (document.generation !== read.generation) return refuse('stale');
        const line = await keepVersion(trx, document, read, {
          id: tools.newId(),
          kind: 'named',
          name,
          userId: actor.userId,
          at
        });
        await tell(study.id, acting, {
          kind: 'version.kept',
          needs: abilityTo('versions', document.kind),
          ...aboutText(document),
          payload: { versionId: line.id, number: line.number, subject: line.subject }
        });
        return ok({ id: line.id, number: line.number });
      });
    },

    async load(actor, studySlug, place, versionId) {
      const found = await find(actor, studySlug, place, versionId);
      if (!found.ok) return found;
      const { version, entered } = found.value;
      const { framework, levels, evidence, answers } = contentIn(version);
      const sections = await workshop.drawVersion(version.bytes, actor.userId);
      const entry = await entryOf(db, entered.study.id, version);
      return ok({
        entry,
        sections,
        framework,
        levels,
        evidence: evidence.length,
        answers: answers ? cellsOfVersion(answers) : null
      });
    },

    async authors(actor, studySlug, place, versionId) {
      const entered = await enterText(db, actor, studySlug, place, 'versions');
      if (!entered.ok) return entered;
      const found = await find(actor, studySlug, place, versionId);
      if (!found.ok) return found;
      const { sections, authors } = await authorshipOf(db, workshop, found.value.version, actor.userId);
      const people = await namedPeople(db, entered.value.study.id, authors);
      return ok({ sections, authors: authors.map((id) => (id === null ? null : (people.get(id) ?? null))) });
    },

    async bytes(actor, studySlug, place, versionId) {
      const found = await find(actor, studySlug, place, versionId);
      if (!found.ok) return found;
      const { bytes, subject, number } = found.value.version;
      return ok({ bytes, fileName: `${studySlug}-${subject.replace(':', '-')}-${number}.json` });
    },

    async section(actor, studySlug, place, versionId, section) {
      const found = await find(actor, studySlug, place, versionId);
      if (!found.ok) return found;
      const content = contentIn(found.value.version).sections.find(({ id }) => id === section);
      return content ? ok(content) : refuse('not-found');
    },

    async held(actor, studySlug, place, versionId) {
      const found = await find(actor, studySlug, place, versionId);
      return found.ok ? ok(contentIn(found.value.version)) : found;
    },

    async compare(actor, studySlug, place, one, other) {
      const [first, second] = one === live ? [other, one] : [one, other];
      const before = await find(actor, studySlug, place, first);
      if (!before.ok) return before;
      const { entered } = before.value;
      if (second === live) {
        if (!comparesLive(entered)) return refuse('not-found');
        const { document } = entered;
        const now = await versionOfDocument(
          db,
          document,
          await readContent(db, workshop, document, actor.userId)
        );
        const compared = await workshop.compareVersions(
          before.value.version.bytes,
          bytesOf(now),
          actor.userId
        );
        const held = { before: heldIn(contentIn(before.value.version)), after: heldIn(now) };
        return ok({
          before: await entryOf(db, entered.study.id, before.value.version),
          after: null,
          held,
          ...compared
        });
      }
      const after = await find(actor, studySlug, place, second);
      if (!after.ok) return after;
      const [older, newer] = [before.value.version, after.value.version].sort((a, b) => a.number - b.number);
      if (!older || !newer) return refuse('not-found');
      const compared = await workshop.compareVersions(older.bytes, newer.bytes, actor.userId);
      const [was, is] = [
        await entryOf(db, entered.study.id, older),
        await entryOf(db, entered.study.id, newer)
      ];
      return ok({
        before: was,
        after: is,
        held: { before: heldIn(contentIn(older)), after: heldIn(contentIn(newer)) },
        ...compared
      });
    },

    restored: (actor, studySlug, place, versionId, section) =>
      decide(tools, async ({ trx, tell }) => {
        const entered = await enterTextToDecide(trx, actor, studySlug, place, 'write');
        if (!entered.ok) return entered;
        const { study, document, abilities, acting } = entered.value;
        const versions = visibleVersions(
          abilities,
          document,
          await listVersions(trx, study.id, subjectOf(document))
        );
        const version = versions.find(({ id }) => id === versionId);
        if (!version || (section !== null && !(await sectionIdsOf(trx, document)).includes(section)))
          return refuse('not-found');
        await tell(study.id, acting, {
          kind: 'version.restored',
          needs: abilityTo('versions', document.kind),
          ...aboutText(document),
          payload: {
            versionId,
            number: version.number,
            subject: version.subject,
            ...(section === null ? {} : { section })
          }
        });
        return ok(null);
      })
  };
}

const entryFrom = (
  { id, number, kind, nameEn, nameZh, hash, generation, userId, at }: VersionLine,
  people: ReadonlyMap<string, NamedPerson>
): VersionEntry => ({
  id,
  number,
  kind,
  hash,
  at,
  name: { en: nameEn, zh: nameZh },
  generation: generation ?? 0,
  by: userId === null ? null : (people.get(userId) ?? null)
});

async function entriesOf(db: Db, studyId: string, lines: readonly VersionLine[]): Promise<VersionEntry[]> {
  const people = await namedPeople(
    db,
    studyId,
    lines.map(({ userId }) => userId)
  );
  return lines.map((line) => entryFrom(line, people));
}

const entryOf = async (db: Db, studyId: string, line: VersionLine): Promise<VersionEntry> =>
  entryFrom(line, await namedPeople(db, studyId, [line.userId]));
