/** Tells of studies: of each one line, or what the caller sees of it. */
import { z } from 'zod';
import type { Side, Study } from '#rules/study/study.ts';
import { roles } from '#base/permissions.ts';
import { chapterStates } from '#base/states.ts';
import type { ChapterSummary } from '#areas/assessments';
import type { StudyView } from '#areas/home';
import { bilingual, shapes } from './shapes.ts';

const side = z
  .strictObject({ id: z.string(), code: z.string(), name: bilingual })
  .register(shapes, { id: 'Side' });

const chapter = z
  .strictObject({
    slug: z.string(),
    title: bilingual,
    state: z.enum(chapterStates),
    room: z.string(),
    generation: z.int().min(1),
    access: z.enum(['read', 'write'])
  })
  .register(shapes, { id: 'Chapter', description: 'A chapter that the caller may at least read.' });

const studySummary = z
  .strictObject({ slug: z.string(), title: bilingual, shortTitle: bilingual, sides: z.array(side).length(2) })
  .register(shapes, { id: 'StudyLine' });

export const studyList = z
  .strictObject({ studies: z.array(studySummary) })
  .register(shapes, { id: 'StudyList' });

export const studyDetail = z
  .strictObject({
    ...studySummary.shape,
    programme: bilingual,
    purpose: bilingual,
    scope: bilingual,
    roles: z.array(z.enum(roles)).describe('The roles that the caller holds in this study'),
    abilities: z.array(z.string()).describe('What the caller may do with the study as a whole'),
    chapters: z.array(chapter)
  })
  .register(shapes, { id: 'Study' });

const sideJson = ({ id, code, name }: Side) => ({ id, code, name });

export const studySummaryJson = ({ slug, title, shortTitle, sides }: Study) => ({
  slug,
  title,
  shortTitle,
  sides: sides.map(sideJson)
});

export const studyJson = ({
  study,
  grants,
  abilities,
  chapters
}: StudyView & { readonly chapters: readonly ChapterSummary[] }) => ({
  ...studySummaryJson(study),
  programme: study.programme,
  purpose: study.purpose,
  scope: study.scope,
  roles: [...new Set(grants.map((grant) => grant.role))],
  abilities: [...abilities],
  chapters: chapters.map(({ slug, title, state, room, generation, access }) => ({
    slug,
    title,
    state,
    room,
    generation,
    access
  }))
});
