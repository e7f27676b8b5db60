/**
 * Manages the internal notes of the research: talks with solution providers, and permissions to print images of
 * others. Neither is readable for cities and observers.
 */
import {
  mostImages,
  validateImage,
  type ImageInput,
  type OutsideImage
} from '#rules/context/image-permission.ts';
import { mostTalks, validateTalk, type Talk, type TalkInput } from '#rules/context/provider-talk.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { images, listImages, listTalks, talks } from './store/research-notes.ts';
import { studySubject } from '#areas/study';
import { bindEdits, editsOf } from '#areas/bibliography';

export interface TalkList {
  readonly mayWrite: boolean;
  readonly talks: readonly Talk[];
}

export interface ImageList {
  readonly mayWrite: boolean;
  readonly images: readonly OutsideImage[];
}

const talkEdits = editsOf<TalkInput>({
  name: 'talk',
  event: 'talk.changed',
  most: mostTalks,
  nameOf: ({ party }) => party,
  validate: (_, __, input) => validateTalk(input),
  store: talks
});

const imageEdits = editsOf<ImageInput>({
  name: 'image',
  event: 'image.changed',
  most: mostImages,
  nameOf: ({ title }) => title,
  validate: (_, __, input) => validateImage(input),
  store: images
});

const read = readsOf<CommandDeps>();

const listOfTalks = read(
  { name: 'context.talks', subject: studySubject, needs: 'study.research' },
  async ({ db, abilities, subject: { study } }): Promise<TalkList> => ({
    mayWrite: abilities.has('study.research-edit'),
    talks: await listTalks(db, study.id)
  })
);

const listOfImages = read(
  { name: 'context.images', subject: studySubject, needs: 'study.research' },
  async ({ db, abilities, subject: { study } }): Promise<ImageList> => ({
    mayWrite: abilities.has('study.research-edit'),
    images: await listImages(db, study.id)
  })
);

export const createTalks = (tools: CommandDeps) => ({
  ...bindEdits(tools, talkEdits),
  ...bind(tools, { list: listOfTalks })
});

export const createOutsideImages = (tools: CommandDeps) => ({
  ...bindEdits(tools, imageEdits),
  ...bind(tools, { list: listOfImages })
});
