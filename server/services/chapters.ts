/** Lists the chapters of a study that a person may read, each with its room. */
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
import { authorizeStudy } from './study-access.ts';

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
}

export function openChapters({ store: { db } }: { readonly store: Store }): Chapters {
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
    }
  };
}

function summaryFrom(study: Study, grants: readonly Grant[], chapter: Chapter): ChapterSummary | undefined {
  const access = documentAccess(grants, { kind: 'chapter', state: chapter.state });
  if (access === 'none') return undefined;
  const { slug, generation } = chapter;
  return { ...chapter, access, room: roomName({ study: study.slug, kind: 'chapter', slug, generation }) };
}
