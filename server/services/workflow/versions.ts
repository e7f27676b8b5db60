/**
 * Manages versions of a text: lists, saves under a name, reads, compares with one another and with the live
 * text, and restores them.
 */
import type { Cells } from '#document/answers.ts';
import type { AuthoredSection, RenderedTextDiff, RenderedSection } from '#document/rendered-versions.ts';
import { cellsOfVersion } from '#document/stored-answers.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { fitsVersionQuota } from '#domain/quota.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { DocumentVersion, PassageNote, SectionContent } from '#domain/version.ts';
import { visibleVersions, type VersionKind } from '#domain/version-sight.ts';
import type { Db } from '../../store/open.ts';
import type { Storage } from '../../store/storage.ts';
import {
  countNamedVersions,
  findVersion,
  listVersions,
  type VersionSummary,
  type VersionRow
} from '../../store/versions.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { MadePresentAuthors } from '../../workers/version-jobs.ts';
import { findReadable } from '../access.ts';
import { listWriters } from '../../store/updates.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import {
  versionsFor,
  withoutConfidentialFacts,
  type ReadableVersion
} from '../confidential/readable-version.ts';
import { partsOf, readContent, sectionIdsOf } from './freezing.ts';
import { authorshipOf } from './authorship.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import {
  aboutText,
  abilityTo,
  authorizeText,
  authorizeTextCommand,
  type AuthorizedText,
  type TextLocation
} from './text-access.ts';
import { bytesOf, saveVersion, subjectOf, versionOfDocument } from './version-storage.ts';

export interface VersionEntry {
  readonly id: string;
  readonly number: number;
  readonly kind: VersionKind;
  readonly name: Bilingual;
  readonly hash: string;
  readonly generation: number;
  /** Names the user who saved it; null where the clock saved it. */
  readonly by: NamedPerson | null;
  readonly at: string;
}

export interface VersionList {
  readonly kind: TextLocation['kind'];
  readonly subject: string;
  /** Lists the versions, newest first. */
  readonly versions: readonly VersionEntry[];
  readonly maySave: boolean;
  /** Says that the text is open, and the reader writes it: a version can be restored. */
  readonly mayRestore: boolean;
  /**
   * Says that the live text may be compared as well: by a reader of all versions, and by a city that writes
   * its response.
   */
  readonly mayCompareLive: boolean;
  /** Says that the reader may see who wrote what. */
  readonly maySeeAuthors: boolean;
}

export interface LoadedVersion {
  readonly entry: VersionEntry;
  readonly sections: readonly RenderedSection[];
  readonly framework: DocumentVersion['framework'];
  readonly levels: DocumentVersion['levels'];
  /** Holds the values of the fields that the text names. */
  readonly facts: NonNullable<DocumentVersion['facts']>;
  readonly evidence: number;
  /** Lists what the version says about pairs of its passages. */
  readonly notes: readonly PassageNote[];
  /** Counts the passages that began as a draft of a translation service. */
  readonly drafted: number;
  /** Holds the cells of a response; null for another text. */
  readonly answers: Cells | null;
  /** Says that something confidential was left out, so that the bytes do not match the hash. */
  readonly isWithout: boolean;
}

export interface VersionAuthors {
  readonly sections: readonly AuthoredSection[];
  /**
   * Lists the authors by their numbers in the text; null is for text that came with the document, and for
   * people who are gone.
   */
  readonly authors: readonly (NamedPerson | null)[];
}

export interface PresentAuthors extends VersionAuthors {
  /** Lists the times of writing, by the numbers in the text. */
  readonly times: MadePresentAuthors['times'];
  /** Counts the characters of each author in each language. */
  readonly characters: MadePresentAuthors['characters'];
  readonly fingerprints: MadePresentAuthors['fingerprints'];
  /** Says when the text was read. */
  readonly at: string;
}

type HeldForChips = Pick<DocumentVersion, 'levels' | 'framework'> & {
  readonly facts: NonNullable<DocumentVersion['facts']>;
};

export interface TextDiff extends RenderedTextDiff {
  readonly before: VersionEntry;
  /** Holds the levels, the facts and the framework of the two versions: for the chips in their texts. */
  readonly held: { readonly before: HeldForChips; readonly after: HeldForChips };
  /** Holds the newer version; null is the live text. */
  readonly after: VersionEntry | null;
}

/** Names the live text, where a version is compared with it. */
export const live = 'live';

export interface Versions {
  /** Lists the versions that this reader may read. */
  list(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<VersionList>>;
  /** Saves the present text, under a name in at least one language. */
  keep(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    name: Bilingual
  ): Promise<Result<{ readonly id: string; readonly number: number }>>;
  load(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string
  ): Promise<Result<LoadedVersion>>;
  /** Returns who wrote which text of it; for those who read all versions. */
  authors(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string
  ): Promise<Result<VersionAuthors>>;
  /** Returns who wrote which text of these sections as they are now, and when; for those who read all versions. */
  presentAuthors(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    sections: readonly string[]
  ): Promise<Result<PresentAuthors>>;
  /**
   * Returns the canonical bytes, as they are hashed and signed; without what is confidential, in a file that
   * is named so, for those who may not read that.
   */
  bytes(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string
  ): Promise<Result<{ readonly bytes: Uint8Array; readonly fileName: string }>>;
  /** Returns one section as the nodes that are written back into the text. */
  section(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string,
    section: string
  ): Promise<Result<SectionContent>>;
  /** Returns all that a response held, to be written back into it. */
  held(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string
  ): Promise<Result<Pick<DocumentVersion, 'sections' | 'answers'>>>;
  /** Compares from the older to the newer, whichever is named first; `live` is newer than all. */
  compare(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    one: string,
    other: string
  ): Promise<Result<TextDiff>>;
  /**
   * Records that a section was written back from a version, as an edit of this person's; null where it was
   * the whole text.
   */
  restored(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string,
    section: string | null
  ): Promise<Result<null>>;
}

export interface VersionsTools extends CommandDeps {
  readonly workers: Pick<
    DocumentWorkers,
    'content' | 'answered' | 'next' | 'renderVersion' | 'compareVersions' | 'authors' | 'presentAuthors'
  >;
  readonly storage: Pick<Storage, 'hasRoom'>;
}

export const longestName = 200;

/**
 * Checks whether the person may compare with the live text: a writer of an open response reads it anyway, and
 * its submitted versions.
 */
const comparesLive = ({ document, may }: AuthorizedText): boolean =>
  may('versions') || (document.kind === 'response' && may('write'));

export function openVersions(tools: VersionsTools): Versions {
  const { workers, store } = tools;
  const { db } = store;

  const visible = async (authorized: AuthorizedText): Promise<VersionSummary[]> =>
    visibleVersions(
      authorized.abilities,
      authorized.document,
      await listVersions(db, authorized.study.id, subjectOf(authorized.document))
    );

  /** Finds a version of this text that this reader may read. */
  const find = async (
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    versionId: string
  ): Promise<Result<{ authorized: AuthorizedText; version: ReadableVersion }>> => {
    const authorized = await authorizeText(db, actor, studySlug, location);
    if (!authorized.ok) return authorized;
    const summary = (await visible(authorized.value)).find(({ id }) => id === versionId);
    const version = summary && (await findVersion(db, authorized.value.study.id, summary.id));
    if (!summary || !version) return refuse('not-found');
    const { document, abilities } = authorized.value;
    const readable =
      document.kind === 'findings' || document.kind === 'chapter'
        ? await withoutConfidentialFacts(db, document, version)
        : (await versionsFor(db, document, abilities))(version);
    return ok({ authorized: authorized.value, version: { ...readable, number: summary.number } });
  };

  const contentIn = ({ bytes }: VersionRow): DocumentVersion =>
    JSON.parse(new TextDecoder().decode(bytes)) as DocumentVersion;

  const heldIn = ({ levels, facts = [], framework }: DocumentVersion): HeldForChips => ({
    levels,
    facts,
    framework
  });

  return {
    async list(actor, studySlug, location) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { may, document } = authorized.value;
      const summaries = await visible(authorized.value);
      return ok({
        kind: location.kind,
        subject: subjectOf(document),
        versions: await entriesOf(db, authorized.value.study.id, summaries),
        maySave: may('keep'),
        // An answer that is held back is restored by no version: it may be held back no more.
        mayRestore: may('write') && location.kind !== 'confidential',
        mayCompareLive: comparesLive(authorized.value),
        maySeeAuthors: may('versions')
      });
    },

    async keep(actor, studySlug, location, name) {
      const authorized = await authorizeText(db, actor, studySlug, location, 'keep');
      if (!authorized.ok) return authorized;
      if (name.en.trim() === '' && name.zh.trim() === '') return refuse('invalid', { field: 'name' });
      if (name.en.length > longestName || name.zh.length > longestName)
        return refuse('invalid', { field: 'name' });
      if (!(await tools.storage.hasRoom())) return refuse('storage-low');
      // The content is read before the transaction, which would otherwise block all others meanwhile.
      const read = await readContent(db, workers, authorized.value.document, actor.userId);
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        const now = await authorizeTextCommand(trx, actor, studySlug, location, 'keep');
        if (!now.ok) return now;
        const { study, document, acting } = now.value;
        if (document.generation !== read.generation) return refuse('stale');
        const fits = fitsVersionQuota(
          await countNamedVersions(trx, {
            studyId: study.id,
            subject: subjectOf(document),
            userId: actor.userId
          })
        );
        if (!fits.ok) return fits;
        const summary = await saveVersion(trx, document, read, {
          id: tools.newId(),
          kind: 'named',
          name,
          userId: actor.userId,
          at
        });
        await appendEvent(study.id, acting, {
          kind: 'version.kept',
          needs: abilityTo('versions', document.kind),
          ...aboutText(document),
          payload: { versionId: summary.id, number: summary.number, subject: summary.subject }
        });
        return ok({ id: summary.id, number: summary.number });
      });
    },

    async load(actor, studySlug, location, versionId) {
      const found = await find(actor, studySlug, location, versionId);
      if (!found.ok) return found;
      const { version, authorized } = found.value;
      const {
        framework,
        levels,
        facts = [],
        evidence,
        answers,
        notes = [],
        drafted = 0
      } = contentIn(version);
      const sections = await workers.renderVersion(version.bytes, actor.userId);
      const entry = await entryOf(db, authorized.study.id, version);
      return ok({
        entry,
        sections,
        framework,
        levels,
        facts,
        evidence: evidence.length,
        notes,
        drafted,
        answers: answers ? cellsOfVersion(answers) : null,
        isWithout: version.isWithout
      });
    },

    async authors(actor, studySlug, location, versionId) {
      const authorized = await authorizeText(db, actor, studySlug, location, 'versions');
      if (!authorized.ok) return authorized;
      const found = await find(actor, studySlug, location, versionId);
      if (!found.ok) return found;
      const { sections, authors } = await authorshipOf(db, workers, found.value.version, actor.userId);
      const people = await namedPeople(db, authorized.value.study.id, authors);
      return ok({ sections, authors: authors.map((id) => (id === null ? null : (people.get(id) ?? null))) });
    },

    async presentAuthors(actor, studySlug, location, sections) {
      const authorized = await authorizeText(db, actor, studySlug, location, 'versions');
      if (!authorized.ok) return authorized;
      const { document, study } = authorized.value;
      const generation = await findReadable(db, actor, document.id);
      const known = await sectionIdsOf(db, document);
      if (generation === undefined || !sections.every((section) => known.includes(section)))
        return refuse('not-found');
      const at = tools.now().toISOString();
      const parts = await partsOf(db, document.id, generation);
      const writers = await listWriters(db, document.id, generation);
      const made = await workers.presentAuthors(parts, { sections, writers }, actor.userId);
      const people = await namedPeople(db, study.id, made.authors);
      return ok({
        ...made,
        at,
        authors: made.authors.map((id) => (id === null ? null : (people.get(id) ?? null)))
      });
    },

    async bytes(actor, studySlug, location, versionId) {
      const found = await find(actor, studySlug, location, versionId);
      if (!found.ok) return found;
      const { bytes, subject, number, isWithout } = found.value.version;
      const name = `${studySlug}-${subject.replace(':', '-')}-${number}`;
      return ok({ bytes, fileName: `${name}${isWithout ? '-without-confidential' : ''}.json` });
    },

    async section(actor, studySlug, location, versionId, section) {
      const found = await find(actor, studySlug, location, versionId);
      if (!found.ok) return found;
      const content = contentIn(found.value.version).sections.find(({ id }) => id === section);
      return content ? ok(content) : refuse('not-found');
    },

    async held(actor, studySlug, location, versionId) {
      const found = await find(actor, studySlug, location, versionId);
      return found.ok ? ok(contentIn(found.value.version)) : found;
    },

    async compare(actor, studySlug, location, one, other) {
      const [first, second] = one === live ? [other, one] : [one, other];
      const before = await find(actor, studySlug, location, first);
      if (!before.ok) return before;
      const { authorized } = before.value;
      if (second === live) {
        if (!comparesLive(authorized)) return refuse('not-found');
        const { document } = authorized;
        const now = await versionOfDocument(
          db,
          document,
          await readContent(db, workers, document, actor.userId)
        );
        const compared = await workers.compareVersions(
          before.value.version.bytes,
          bytesOf(now),
          actor.userId
        );
        const held = { before: heldIn(contentIn(before.value.version)), after: heldIn(now) };
        return ok({
          before: await entryOf(db, authorized.study.id, before.value.version),
          after: null,
          held,
          ...compared
        });
      }
      const after = await find(actor, studySlug, location, second);
      if (!after.ok) return after;
      const [older, newer] = [before.value.version, after.value.version].sort((a, b) => a.number - b.number);
      if (!older || !newer) return refuse('not-found');
      const compared = await workers.compareVersions(older.bytes, newer.bytes, actor.userId);
      const [was, is] = [
        await entryOf(db, authorized.study.id, older),
        await entryOf(db, authorized.study.id, newer)
      ];
      return ok({
        before: was,
        after: is,
        held: { before: heldIn(contentIn(older)), after: heldIn(contentIn(newer)) },
        ...compared
      });
    },

    restored: (actor, studySlug, location, versionId, section) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeTextCommand(trx, actor, studySlug, location, 'write');
        if (!authorized.ok) return authorized;
        const { study, document, abilities, acting } = authorized.value;
        const versions = visibleVersions(
          abilities,
          document,
          await listVersions(trx, study.id, subjectOf(document))
        );
        const version = versions.find(({ id }) => id === versionId);
        if (!version || (section !== null && !(await sectionIdsOf(trx, document)).includes(section)))
          return refuse('not-found');
        await appendEvent(study.id, acting, {
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
  { id, number, kind, nameEn, nameZh, hash, generation, userId, at }: VersionSummary,
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

async function entriesOf(
  db: Db,
  studyId: string,
  summaries: readonly VersionSummary[]
): Promise<VersionEntry[]> {
  const people = await namedPeople(
    db,
    studyId,
    summaries.map(({ userId }) => userId)
  );
  return summaries.map((summary) => entryFrom(summary, people));
}

const entryOf = async (db: Db, studyId: string, summary: VersionSummary): Promise<VersionEntry> =>
  entryFrom(summary, await namedPeople(db, studyId, [summary.userId]));
