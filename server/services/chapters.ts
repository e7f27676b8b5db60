/** The chapters of a study that a person may read, each with its room. */
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
import { roomName } from '#document/rooms.ts';
import { listChapters, type Chapter } from '../store/assessments.ts';
import type { Store } from '../store/open.ts';
import { enterStudy } from './study-door.ts';

export interface ChapterLine extends Chapter {
  readonly room: string;
  readonly access: Exclude<Access, 'none'>;
}

export interface ChapterView extends ChapterLine {
  readonly study: Study;
  readonly abilities: Abilities<ChapterAbility>;
}

export interface Chapters {
  list(actor: Actor, studySlug: string): Promise<Result<ChapterLine[]>>;
  load(actor: Actor, studySlug: string, chapterSlug: string): Promise<Result<ChapterView>>;
}

export function openChapters({ store: { db } }: { readonly store: Store }): Chapters {
  return {
    async list(actor, studySlug) {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants } = entered.value;
      return ok(
        (await listChapters(db, study.id)).flatMap((chapter) => lineFrom(study, grants, chapter) ?? [])
      );
    },

    async load(actor, studySlug, chapterSlug) {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { study, grants } = entered.value;
      const chapter = (await listChapters(db, study.id)).find((candidate) => candidate.slug === chapterSlug);
      const line = chapter && lineFrom(study, grants, chapter);
      return line ? ok({ ...line, study, abilities: chapterAbilitiesOf(grants, line) }) : refuse('not-found');
    }
  };
}

function lineFrom(study: Study, grants: readonly Grant[], chapter: Chapter): ChapterLine | undefined {
  const access = documentAccess(grants, { kind: 'chapter', state: chapter.state });
  if (access === 'none') return undefined;
  const { slug, generation } = chapter;
  return { ...chapter, access, room: roomName({ study: study.slug, kind: 'chapter', slug, generation }) };
}
