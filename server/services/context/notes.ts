/**
 * Manages the internal notes of the research: talks with solution providers, and permissions to print images of
 * others. Neither is readable for cities and observers.
 */
import { mostImages, validateImage, type ImageInput, type OutsideImage } from '#domain/image-permission.ts';
import type { Actor } from '#domain/permissions.ts';
import { mostTalks, validateTalk, type Talk, type TalkInput } from '#domain/provider-talk.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { images, listImages, listTalks, talks } from '../../store/research-notes.ts';
import { authorizeStudy } from '../study-access.ts';
import { editsOf, type Edits } from './edits.ts';

export interface TalkList {
  readonly mayWrite: boolean;
  readonly talks: readonly Talk[];
}

export interface ImageList {
  readonly mayWrite: boolean;
  readonly images: readonly OutsideImage[];
}

export interface Talks extends Edits<TalkInput> {
  list(actor: Actor, studySlug: string): Promise<Result<TalkList>>;
}

export interface OutsideImages extends Edits<ImageInput> {
  list(actor: Actor, studySlug: string): Promise<Result<ImageList>>;
}

export function openTalks(tools: CommandDeps): Talks {
  const { db } = tools.store;
  return {
    ...editsOf<TalkInput>(tools, {
      event: 'talk.changed',
      most: mostTalks,
      nameOf: ({ party }) => party,
      validate: (_, __, input) => validateTalk(input),
      store: talks
    }),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.research');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      return ok({
        mayWrite: abilities.has('study.research-edit'),
        talks: await listTalks(db, study.id)
      });
    }
  };
}

export function openOutsideImages(tools: CommandDeps): OutsideImages {
  const { db } = tools.store;
  return {
    ...editsOf<ImageInput>(tools, {
      event: 'image.changed',
      most: mostImages,
      nameOf: ({ title }) => title,
      validate: (_, __, input) => validateImage(input),
      store: images
    }),

    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.research');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      return ok({
        mayWrite: abilities.has('study.research-edit'),
        images: await listImages(db, study.id)
      });
    }
  };
}
