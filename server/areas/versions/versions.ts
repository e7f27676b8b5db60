/**
 * Manages versions of a text: lists, saves under a name, reads, compares with one another and with the live
 * text, and restores them.
 */
import type { RenderedVersion } from '#document/rendered-versions.ts';
import type { AuthoredSection } from '#document/rendered-authors.ts';
import type { InPart, WantedPart } from '#document/text-parts.ts';
import type { Bilingual } from '#base/locale.ts';
import { fitsVersionQuota } from '#rules/study/quota.ts';
import { type DocumentVersion, type PassageNote, subjectOf } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import { authorshipOf } from './authorship.ts';
import { countNamedVersions } from './store/versions.ts';
import type { MadePresentAuthors } from '#server/workers/version-jobs.ts';
import {
  findReadable,
  partsOf,
  readContent,
  sectionIdsOf,
  aboutText,
  abilityTo,
  type TextLocation,
  authorizedText,
  textSubject
} from '#areas/documents';
import { listWriters } from '#server/store/updates.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import { saveVersion } from './version-storage.ts';
import { type VersionEntry, entriesOf, entryOf } from './version-entries.ts';
import { type VersionsTools, find, contentIn, visible, firstPart } from './found-version.ts';
import { compare, comparesLive } from './text-diff.ts';

export interface VersionList {
  readonly kind: TextLocation['kind'];
  readonly subject: string;
  /** Newest first. */
  readonly versions: readonly VersionEntry[];
  readonly maySave: boolean;
  /** Says that the text is open, and the reader writes it: a version can be restored. */
  readonly mayRestore: boolean;
  /**
   * Says that the live text may be compared as well: by a reader of all versions, and by a city that writes
   * its response.
   */
  readonly mayCompareLive: boolean;
  readonly maySeeAuthors: boolean;
}

export interface LoadedVersion extends RenderedVersion {
  readonly entry: VersionEntry;
  readonly framework: DocumentVersion['framework'];
  readonly levels: DocumentVersion['levels'];
  /** Holds the values of the fields that the text names. */
  readonly facts: NonNullable<DocumentVersion['facts']>;
  readonly evidence: number;
  readonly notes: readonly PassageNote[];
  /** Counts the passages that began as a draft of a translation service. */
  readonly drafted: number;
  /** Says that something confidential was left out, so that the bytes do not match the hash. */
  readonly isWithout: boolean;
}

export interface VersionAuthors extends InPart<AuthoredSection> {
  /**
   * Lists the authors by their numbers in the text; null is for text that came with the document, and for
   * people who are gone.
   */
  readonly authors: readonly (NamedPerson | null)[];
}

export interface PresentAuthors extends VersionAuthors {
  /** By the numbers in the text. */
  readonly times: MadePresentAuthors['times'];
  /** Counts the characters of each author in each language. */
  readonly characters: MadePresentAuthors['characters'];
  readonly fingerprints: MadePresentAuthors['fingerprints'];
  /** Says when the text was read. */
  readonly at: string;
}

export const longestName = 200;

const command = commandsOf<VersionsTools>();
const read = readsOf<VersionsTools>();

/** The version has a name in at least one language. */
const keep = command(
  {
    name: 'versions.keep',
    subject: textSubject,
    needs: 'keep',
    locks: ['document'],
    prepare: async ({ db, deps, actor, subject: { document } }, name: Bilingual) => {
      if (name.en.trim() === '' && name.zh.trim() === '') throw refused('invalid', { field: 'name' });
      if (name.en.length > longestName || name.zh.length > longestName)
        throw refused('invalid', { field: 'name' });
      if (!(await deps.storage.hasRoom())) throw refused('storage-low');
      return readContent(db, deps.workers, document, actor.userId);
    }
  },
  async ({ trx, at, deps, actor, append, prepared: read, subject: { study, document } }, name: Bilingual) => {
    if (document.generation !== read.generation) throw refused('stale');
    take(
      fitsVersionQuota(
        await countNamedVersions(trx, {
          studyId: study.id,
          subject: subjectOf(document),
          userId: actor.userId
        })
      )
    );
    const summary = await saveVersion(trx, document, read, {
      id: deps.newId(),
      kind: 'named',
      name,
      userId: actor.userId,
      at
    });
    append({
      kind: 'version.kept',
      needs: abilityTo('versions', document.kind),
      ...aboutText(document),
      payload: { versionId: summary.id, number: summary.number, subject: summary.subject }
    });
    return { id: summary.id, number: summary.number };
  }
);

/**
 * Records that a section was written back from a version, as an edit of this person's; null where it was
 * the whole text.
 */
const restored = command(
  { name: 'versions.restored', subject: textSubject, needs: 'write' },
  async (decision, versionId: string, section: string | null) => {
    const { trx, append } = decision;
    const text = authorizedText(decision);
    const { document } = text;
    const version = (await visible(trx, text)).find(({ id }) => id === versionId);
    if (!version || (section !== null && !(await sectionIdsOf(trx, document)).includes(section)))
      throw refused('not-found');
    append({
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
    return null;
  }
);

const list = read({ name: 'versions.list', subject: textSubject }, async (reading): Promise<VersionList> => {
  const { db } = reading;
  const text = authorizedText(reading);
  const { may, document, study } = text;
  return {
    kind: document.kind,
    subject: subjectOf(document),
    versions: await entriesOf(db, study.id, await visible(db, text)),
    maySave: may('keep'),
    // An answer that is held back is restored by no version: it may be held back no more.
    mayRestore: may('write') && document.kind !== 'confidential',
    mayCompareLive: comparesLive(text),
    maySeeAuthors: may('versions')
  };
});

const load = read(
  { name: 'versions.load', subject: textSubject },
  async (reading, versionId: string, part: WantedPart = firstPart): Promise<LoadedVersion> => {
    const { db, deps, actor, subject } = reading;
    const version = await find(reading, versionId);
    const { framework, levels, facts = [], evidence, notes = [], drafted = 0 } = contentIn(version);
    return {
      entry: await entryOf(db, subject.study.id, version),
      ...(await deps.workers.renderVersion(version.bytes, part, actor.userId)),
      framework,
      levels,
      facts,
      evidence: evidence.length,
      notes,
      drafted,
      isWithout: version.isWithout
    };
  }
);

/** For those who read all versions. */
const authors = read(
  { name: 'versions.authors', subject: textSubject, needs: 'versions' },
  async (reading, versionId: string, part: WantedPart = firstPart): Promise<VersionAuthors> => {
    const { db, deps, actor, subject } = reading;
    const version = await find(reading, versionId);
    const written = await authorshipOf(db, deps.workers, { version, part }, actor.userId);
    const people = await namedPeople(db, subject.study.id, written.authors);
    return { ...written, authors: written.authors.map(nameIn(people)) };
  }
);

const nameIn =
  (people: ReadonlyMap<string, NamedPerson>) =>
  (id: string | null): NamedPerson | null =>
    id === null ? null : (people.get(id) ?? null);

/** Returns who wrote which text of these sections as they are now, and when; for those who read all versions. */
const presentAuthors = read(
  { name: 'versions.present-authors', subject: textSubject, needs: 'versions' },
  async (
    { db, deps, actor, subject: { study, document } },
    sections: readonly string[],
    part: WantedPart = firstPart
  ): Promise<PresentAuthors> => {
    const generation = await findReadable(db, actor, document.id);
    const known = await sectionIdsOf(db, document);
    if (generation === undefined || !sections.every((section) => known.includes(section)))
      throw refused('not-found');
    const at = deps.now().toISOString();
    const parts = await partsOf(db, document.id, generation);
    const writers = await listWriters(db, document.id, generation);
    const made = await deps.workers.presentAuthors(parts, { sections, writers, part }, actor.userId);
    const people = await namedPeople(db, study.id, made.authors);
    return { ...made, at, authors: made.authors.map(nameIn(people)) };
  }
);

/**
 * Returns the canonical bytes, as they are hashed and signed; without what is confidential, in a file that
 * is named so, for those who may not read that.
 */
const bytesOfVersion = read(
  { name: 'versions.bytes', subject: textSubject },
  async (reading, versionId: string) => {
    const { bytes, subject, number, isWithout } = await find(reading, versionId);
    const name = `${reading.subject.study.slug}-${subject.replace(':', '-')}-${number}`;
    return { bytes, fileName: `${name}${isWithout ? '-without-confidential' : ''}.json` };
  }
);

/** Returns one section as the nodes that are written back into the text. */
const sectionOf = read(
  { name: 'versions.section', subject: textSubject },
  async (reading, versionId: string, section: string): Promise<SectionContent> => {
    const content = contentIn(await find(reading, versionId)).sections.find(({ id }) => id === section);
    if (!content) throw refused('not-found');
    return content;
  }
);

/** All that a response held, to be written back into it. */
const held = read(
  { name: 'versions.held', subject: textSubject },
  async (reading, versionId: string): Promise<Pick<DocumentVersion, 'sections' | 'answers'>> =>
    contentIn(await find(reading, versionId))
);

export type Versions = ReturnType<typeof createVersions>;

export const createVersions = (tools: VersionsTools) =>
  bind(tools, {
    list,
    keep,
    load,
    authors,
    presentAuthors,
    bytes: bytesOfVersion,
    section: sectionOf,
    held,
    compare,
    restored
  });
