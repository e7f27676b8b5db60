/**
 * Lists the chapters of a study that a person may read, each with its room. The secretariat adds chapters, each
 * with its empty document, renames them while they are open, and removes those in which nothing was written.
 */
import { isSlug } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import { movedPast } from '#domain/order.ts';
import {
  chapterAbilitiesOf,
  documentAccess,
  type Abilities,
  type Access,
  type Actor,
  type ChapterAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { chapterIsOpen } from '#domain/workflow.ts';
import { emptyDocument } from '#document/empty.ts';
import { roomName } from '#document/rooms.ts';
import { listChapters, type Chapter } from '../store/assessments.ts';
import {
  insertChapter,
  isUsed,
  listChapterSlugs,
  placeChapters,
  removeChapter,
  renameChapter
} from '../store/chapter-founding.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import { authorizeStudy } from './study-access.ts';
import { studyEdits } from './study-edits.ts';

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

export interface Chapters {
  list(actor: Actor, studySlug: string): Promise<Result<ChapterSummary[]>>;
  load(actor: Actor, studySlug: string, chapterSlug: string): Promise<Result<ChapterView>>;
  /** Adds a chapter after the others. Its address is made from the title, once. */
  add(actor: Actor, studySlug: string, title: Bilingual): Promise<Result<{ readonly slug: string }>>;
  rename(
    actor: Actor,
    studySlug: string,
    chapter: { readonly slug: string; readonly version: number },
    title: Bilingual
  ): Promise<Result<null>>;
  /** Moves a chapter past its neighbour, both named by their slugs. `stale` where they are no neighbours any more. */
  move(
    actor: Actor,
    studySlug: string,
    move: { readonly slug: string; readonly past: string }
  ): Promise<Result<null>>;
  /** Removes a chapter. `in-use` where anything was ever written, said or kept in it. */
  remove(
    actor: Actor,
    studySlug: string,
    chapter: { readonly slug: string; readonly version: number }
  ): Promise<Result<null>>;
}

export function openChapters(tools: CommandDeps): Chapters {
  const { db } = tools.store;
  const edit = studyEdits(tools, listChapters);

  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      return ok(
        (await listChapters(db, study.id)).flatMap((chapter) => summaryFrom(study, grants, chapter) ?? [])
      );
    },

    async load(actor, studySlug, chapterSlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const chapter = (await listChapters(db, study.id)).find((candidate) => candidate.slug === chapterSlug);
      const summary = chapter && summaryFrom(study, grants, chapter);
      return summary
        ? ok({ ...summary, study, abilities: chapterAbilitiesOf(grants, summary) })
        : refuse('not-found');
    },

    add: (actor, studySlug, title) =>
      edit(actor, studySlug, async (command, chapters) => {
        const { trx, at, study, acting } = command;
        const fault = faultOf(title);
        if (fault) return fault;
        if (chapters.length >= mostChapters) return refuse('too-many');
        const slug = freeSlug(title, await listChapterSlugs(trx, study.id));
        const id = tools.newId();
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
        await command.appendEvent(study.id, acting, {
          kind: 'chapter.changed',
          needs: 'chapter.read',
          documentId: id,
          payload: { act: 'added', slug, nameEn: title.en, nameZh: title.zh }
        });
        return ok({ slug });
      }),

    rename: (actor, studySlug, { slug, version }, title) =>
      edit(actor, studySlug, async (command, chapters) => {
        const { trx, study, acting } = command;
        const chapter = chapters.find((one) => one.slug === slug);
        if (!chapter) return refuse('not-found');
        const fault = faultOf(title);
        if (fault) return fault;
        // The title is part of what is read and signed from then on.
        if (!chapterIsOpen(chapter.state)) return refuse('wrong-state');
        if (!(await renameChapter(trx, { id: chapter.id, version }, title))) return refuse('stale');
        await command.appendEvent(study.id, acting, {
          kind: 'chapter.changed',
          needs: 'chapter.read',
          documentId: chapter.id,
          payload: { act: 'renamed', slug, nameEn: title.en, nameZh: title.zh }
        });
        return ok(null);
      }),

    move: (actor, studySlug, { slug, past }) =>
      edit(actor, studySlug, async (command, chapters) => {
        const { trx, study, acting } = command;
        const order = movedPast(
          chapters.map((one) => one.slug),
          slug,
          past
        );
        if (!order.ok) return order;
        const bySlug = new Map(chapters.map((one) => [one.slug, one]));
        const placed = order.value.flatMap((one) => bySlug.get(one) ?? []);
        await placeChapters(
          trx,
          placed.map(({ id }) => id)
        );
        const chapter = bySlug.get(slug);
        if (!chapter) return refuse('not-found');
        await command.appendEvent(study.id, acting, {
          kind: 'chapter.changed',
          needs: 'chapter.read',
          documentId: chapter.id,
          payload: { act: 'moved', slug, nameEn: chapter.title.en, nameZh: chapter.title.zh }
        });
        return ok(null);
      }),

    remove: (actor, studySlug, { slug, version }) =>
      edit(actor, studySlug, async (command, chapters) => {
        const { trx, study, acting } = command;
        const chapter = chapters.find((one) => one.slug === slug);
        if (!chapter) return refuse('not-found');
        if (!chapterIsOpen(chapter.state)) return refuse('wrong-state');
        if (await isUsed(trx, chapter.id)) return refuse('in-use');
        if (!(await removeChapter(trx, { id: chapter.id, version }))) return refuse('stale');
        await command.appendEvent(study.id, acting, {
          kind: 'chapter.changed',
          // A removed document has no readers of its own, so the right of the study decides.
          needs: 'study.edit',
          payload: { act: 'removed', slug, nameEn: chapter.title.en, nameZh: chapter.title.zh }
        });
        command.signalAfterCommit({ kind: 'document-moved', documentId: chapter.id });
        return ok(null);
      })
  };
}

function faultOf(title: Bilingual): ReturnType<typeof refuse> | undefined {
  if (title.en.trim() === '' && title.zh.trim() === '') return refuse('title-required');
  return title.en.length > longestTitle || title.zh.length > longestTitle ? refuse('too-large') : undefined;
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
