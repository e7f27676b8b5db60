/**
 * Lists the chapters of a study that a person may read, each with its room. The secretariat adds chapters, each
 * with its empty document, renames them while they are open, and removes those in which nothing was written.
 */
import { isSlug } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import { chapterAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Abilities, ChapterAbility } from '#base/abilities.ts';
import { documentAccess, type Access } from '#base/document-rights.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { chapterIsOpen } from '#base/states.ts';
import { emptyDocument } from '#document/empty.ts';
import { roomName } from '#document/rooms.ts';
import { listChapters, type Chapter } from './store/assessments.ts';
import {
  insertChapter,
  isUsed,
  listChapterSlugs,
  placeChapters,
  removeChapter,
  renameChapter
} from './store/chapter-founding.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studyEdits, studySubject } from '#areas/study';

const mostChapters = 100;
const longestTitle = 300;

export interface ChapterSummary extends Chapter {
  readonly room: string;
  readonly access: Exclude<Access, 'none'>;
}

export interface ChapterView extends ChapterSummary {
  readonly study: Study;
  readonly abilities: Abilities<ChapterAbility>;
}

const edit = studyEdits<CommandDeps, Chapter>(listChapters);

interface SeenChapter {
  readonly slug: string;
  readonly version: number;
}

/** The chapter comes after the others. Its address is made from the title, once. */
export const addChapter = edit(
  { name: 'chapter.add' },
  async ({ trx, at, deps, append, parts: chapters, subject: { study } }, title: Bilingual) => {
    take(validate(title));
    if (chapters.length >= mostChapters) throw refused('too-many');
    const slug = freeSlug(title, await listChapterSlugs(trx, study.id));
    const id = deps.newId();
    await insertChapter(trx, {
      id,
      studyId: study.id,
      slug,
      position: Math.max(-1, ...chapters.map(({ position }) => position)) + 1,
      titleEn: title.en,
      titleZh: title.zh,
      bytes: emptyDocument,
      at
    });
    append({
      kind: 'chapter.changed',
      needs: 'chapter.read',
      documentId: id,
      payload: { act: 'added', slug, nameEn: title.en, nameZh: title.zh }
    });
    return { slug };
  }
);

export const retitleChapter = edit(
  { name: 'chapter.rename' },
  async ({ trx, append, parts: chapters }, { slug, version }: SeenChapter, title: Bilingual) => {
    const chapter = chapters.find((one) => one.slug === slug);
    if (!chapter) throw refused('not-found');
    take(validate(title));
    // The title is part of what is read and signed from then on.
    if (!chapterIsOpen(chapter.state)) throw refused('wrong-state');
    if (!(await renameChapter(trx, { id: chapter.id, version }, title))) throw refused('stale');
    append({
      kind: 'chapter.changed',
      needs: 'chapter.read',
      documentId: chapter.id,
      payload: { act: 'renamed', slug, nameEn: title.en, nameZh: title.zh }
    });
    return null;
  }
);

/** Past its neighbour, both named by their slugs. `stale` where they are no neighbours any more. */
export const moveChapter = edit(
  { name: 'chapter.move' },
  async (
    { trx, append, parts: chapters },
    { slug, past }: { readonly slug: string; readonly past: string }
  ) => {
    const order = take(
      movedPast(
        chapters.map((one) => one.slug),
        slug,
        past
      )
    );
    const bySlug = new Map(chapters.map((one) => [one.slug, one]));
    const placed = order.flatMap((one) => bySlug.get(one) ?? []);
    await placeChapters(
      trx,
      placed.map(({ id }) => id)
    );
    const chapter = bySlug.get(slug);
    if (!chapter) throw refused('not-found');
    append({
      kind: 'chapter.changed',
      needs: 'chapter.read',
      documentId: chapter.id,
      payload: { act: 'moved', slug, nameEn: chapter.title.en, nameZh: chapter.title.zh }
    });
    return null;
  }
);

/** `in-use` where anything was ever written, said or kept in it. */
export const takeOutChapter = edit(
  { name: 'chapter.remove' },
  async ({ trx, append, signalAfterCommit, parts: chapters }, { slug, version }: SeenChapter) => {
    const chapter = chapters.find((one) => one.slug === slug);
    if (!chapter) throw refused('not-found');
    if (!chapterIsOpen(chapter.state)) throw refused('wrong-state');
    if (await isUsed(trx, chapter.id)) throw refused('in-use');
    if (!(await removeChapter(trx, { id: chapter.id, version }))) throw refused('stale');
    append({
      kind: 'chapter.changed',
      // A removed document has no readers of its own, so the right of the study decides.
      needs: 'study.edit',
      payload: { act: 'removed', slug, nameEn: chapter.title.en, nameZh: chapter.title.zh }
    });
    signalAfterCommit({ kind: 'document-moved', documentId: chapter.id });
    return null;
  }
);

const read = readsOf<CommandDeps>();

const list = read(
  { name: 'chapter.list', subject: studySubject },
  async ({ db, grants, subject: { study } }): Promise<ChapterSummary[]> =>
    (await listChapters(db, study.id)).flatMap((chapter) => summaryFrom(study, grants, chapter) ?? [])
);

const load = read(
  { name: 'chapter.load', subject: studySubject },
  async ({ db, grants, subject: { study } }, chapterSlug: string): Promise<ChapterView> => {
    const chapter = (await listChapters(db, study.id)).find((candidate) => candidate.slug === chapterSlug);
    const summary = chapter && summaryFrom(study, grants, chapter);
    if (!summary) throw refused('not-found');
    return { ...summary, study, abilities: chapterAbilitiesOf(grants, summary) };
  }
);

export type Chapters = ReturnType<typeof createChapters>;

export const createChapters = (tools: CommandDeps) =>
  bind(tools, {
    list,
    load,
    add: addChapter,
    rename: retitleChapter,
    move: moveChapter,
    remove: takeOutChapter
  });

function validate(title: Bilingual): Result<null> {
  if (title.en.trim() === '' && title.zh.trim() === '') return refuse('title-required');
  return title.en.length > longestTitle || title.zh.length > longestTitle ? refuse('too-large') : ok(null);
}

const longestSlug = 48;

/**
 * Makes an address from the English title, or from a number where that has no letters. The address of a removed
 * chapter is never given again: a browser may still hold a copy under its name.
 */
function freeSlug(title: Bilingual, taken: ReadonlySet<string>): string {
  const letters = title.en
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '');
  const base = isSlug(letters) ? letters : 'chapter';
  for (let number = 1; ; number += 1) {
    const slug = number === 1 && base !== 'chapter' ? base : `${base}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}

function summaryFrom(study: Study, grants: readonly Grant[], chapter: Chapter): ChapterSummary | undefined {
  const access = documentAccess(grants, { kind: 'chapter', state: chapter.state });
  if (access === 'none') return undefined;
  const { slug, generation } = chapter;
  return { ...chapter, access, room: roomName({ studySlug: study.slug, kind: 'chapter', slug, generation }) };
}
