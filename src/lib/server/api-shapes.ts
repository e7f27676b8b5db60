/** What /api/v1 answers, as shapes: the description of the API is made from them, and its tests hold every answer against them. */
import { z } from 'zod';
import { roles } from '#domain/permissions.ts';
import { assessmentStates, chapterStates } from '#domain/workflow.ts';

export const shapes = z.registry<{ id: string; description?: string }>();

const bilingual = z
  .strictObject({ en: z.string(), zh: z.string() })
  .register(shapes, { id: 'Bilingual', description: 'A text in English and Chinese; an empty string is a gap.' });

const time = z.iso.datetime().describe('UTC');

z.strictObject({ time }).register(shapes, { id: 'Ping' });

const side = z
  .strictObject({ id: z.string(), code: z.string(), name: bilingual })
  .register(shapes, { id: 'Side' });

const document = z
  .strictObject({
    kind: z.enum(['response', 'findings']),
    room: z.string().describe('The room of the current generation, for /sync/{room}'),
    generation: z.int().min(1),
    access: z.enum(['read', 'write']).describe('What the caller may do with it now')
  })
  .register(shapes, { id: 'Document', description: 'A document that the caller may at least read.' });

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

const studyLine = z
  .strictObject({ slug: z.string(), title: bilingual, shortTitle: bilingual, sides: z.array(side).length(2) })
  .register(shapes, { id: 'StudyLine' });

export const studyList = z.strictObject({ studies: z.array(studyLine) }).register(shapes, { id: 'StudyList' });

export const studyDetail = z
  .strictObject({
    ...studyLine.shape,
    programme: bilingual,
    purpose: bilingual,
    scope: bilingual,
    roles: z.array(z.enum(roles)).describe('The roles that the caller holds in this study'),
    abilities: z.array(z.string()).describe('What the caller may do with the study as a whole'),
    chapters: z.array(chapter)
  })
  .register(shapes, { id: 'Study' });

const city = z
  .strictObject({ id: z.string(), name: bilingual, shortName: bilingual, side: z.string().describe('Id of the side'), kind: z.string() })
  .register(shapes, { id: 'City' });

const assessmentLine = z
  .strictObject({ city, state: z.enum(assessmentStates), stateSince: time, documents: z.array(document) })
  .register(shapes, { id: 'AssessmentLine' });

export const assessmentList = z
  .strictObject({ assessments: z.array(assessmentLine) })
  .register(shapes, { id: 'AssessmentList', description: 'In the order of the study’s own lists; an order of listing, never of merit.' });

export const assessmentDetail = z
  .strictObject({
    ...assessmentLine.shape,
    study: z.string().describe('Slug of the study'),
    abilities: z.array(z.string()).describe('What the caller may do with this assessment now'),
    records: z.array(z.strictObject({
      id: z.string(),
      type: z.string(),
      fields: z.record(z.string(), z.unknown()),
      missing: z.array(z.string()).describe('Fields that the framework requires and the city does not give')
    })).describe('Empty for a caller who may not read the response'),
    indicators: z.array(z.strictObject({
      id: z.string(),
      section: z.string(),
      label: bilingual,
      value: z.number().nullable(),
      valueTo: z.number().nullable(),
      valueText: z.string().nullable(),
      comparator: z.string(),
      unit: z.string(),
      currency: z.string().nullable(),
      referenceYear: z.string().nullable(),
      note: bilingual,
      caution: z.string().nullable()
    })).describe('Figures as printed, with their cautions; empty for a caller who may not read the response')
  })
  .register(shapes, { id: 'Assessment' });

const event = z
  .strictObject({
    seq: z.int().min(1).describe('Number in the study’s log'),
    at: time,
    kind: z.string(),
    actor: z.strictObject({ id: z.string(), name: bilingual.nullable(), role: z.string().nullable() }).nullable(),
    city: z.string().nullable(),
    document: z.string().nullable(),
    payload: z.record(z.string(), z.unknown())
  })
  .register(shapes, { id: 'Event' });

export const eventList = z
  .strictObject({
    events: z.array(event),
    next: z.int().min(0).describe('The `after` of the next request')
  })
  .register(shapes, { id: 'EventList', description: 'Events that the caller may see, oldest first.' });

export const apiError = z
  .strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) })
  .register(shapes, { id: 'Error', description: 'The message is in the caller’s language; the code is not.' });
