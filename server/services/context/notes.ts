/**
 * Manages the internal notes of the research: talks with solution providers, and permissions to print images of
 * others. Neither is readable for cities and observers.
 */
import {
  mayEnterReport,
  mostImages,
  validateImage,
  type ImageInput,
  type OutsideImage
} from '#domain/image-permission.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { mostTalks, validateTalk, type Talk, type TalkInput } from '#domain/provider-talk.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { countOf } from '../../store/citations.ts';
import type { Db } from '../../store/open.ts';
import {
  deleteImage,
  deleteTalk,
  insertImage,
  insertTalk,
  listImages,
  listTalks,
  updateImage,
  updateTalk
} from '../../store/research-notes.ts';
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
      validate: (_, __, input) => Promise.resolve(validateTalk(input)),
      count: (trx, { studyId }) => countOf(trx, 'providerTalk', studyId),
      find: async (trx, { studyId }, id) => (await listTalks(trx, studyId)).find((talk) => talk.id === id),
      insert: insertTalk,
      update: updateTalk,
      remove: (trx, { studyId }, id) => deleteTalk(trx, studyId, id)
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
      validate: (_, __, input) => Promise.resolve(validateImage(input)),
      count: (trx, { studyId }) => countOf(trx, 'outsideImage', studyId),
      find: async (trx, { studyId }, id) => (await listImages(trx, studyId)).find((image) => image.id === id),
      insert: insertImage,
      update: updateImage,
      remove: (trx, { studyId }, id) => deleteImage(trx, studyId, id)
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

/** Says what is recorded of an image, for those who compose a report. */
export type ImageClearance =
  | { readonly kind: 'free'; readonly image: OutsideImage }
  | { readonly kind: 'barred'; readonly image: OutsideImage }
  | { readonly kind: 'unknown' };

/**
 * Asks whether an image may enter a report, by its id in the register or by the SHA-256 of its bytes. An image
 * with several records is free only if all of them permit it; `unknown` where none is recorded, as for an image
 * of the study's own.
 */
export async function findImageClearance(
  db: Db,
  studyId: StudyId,
  wanted: { readonly id: string } | { readonly hash: string }
): Promise<ImageClearance> {
  const images = (await listImages(db, studyId)).filter((image) =>
    'id' in wanted ? image.id === wanted.id : wanted.hash !== '' && image.hash === wanted.hash
  );
  const barred = images.find((image) => !mayEnterReport(image));
  if (barred) return { kind: 'barred', image: barred };
  const [image] = images;
  return image ? { kind: 'free', image } : { kind: 'unknown' };
}
