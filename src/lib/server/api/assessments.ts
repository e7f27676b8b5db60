/** Tells of the assessments of cities: of each one line, or its records and figures too. */
import { z } from 'zod';
import type { City } from '#rules/cities/city.ts';
import { assessmentStates } from '#base/states.ts';
import type { AssessmentSummary, AssessmentView } from '#areas/answers';
import { bilingual, shapes, time } from './shapes.ts';

const document = z
  .strictObject({
    kind: z.enum(['response', 'findings']),
    room: z.string().describe('The room of the current generation, for /sync/{room}'),
    generation: z.int().min(1),
    access: z.enum(['read', 'write']).describe('What the caller may do with it now')
  })
  .register(shapes, { id: 'Document', description: 'A document that the caller may at least read.' });

const city = z
  .strictObject({
    id: z.string(),
    name: bilingual,
    shortName: bilingual,
    side: z.string().describe('Id of the side'),
    kind: z.string()
  })
  .register(shapes, { id: 'City' });

const assessmentSummary = z
  .strictObject({
    city,
    state: z.enum(assessmentStates),
    stateSince: time,
    deadline: z
      .strictObject({
        at: time,
        zone: z.string().describe('The zone in which it was set, such as `Asia/Shanghai`')
      })
      .nullable()
      .describe('The deadline by which the state is to be left'),
    version: z.int().min(1).describe('Increases with every step and every change of the deadline'),
    documents: z.array(document)
  })
  .register(shapes, { id: 'AssessmentLine' });

export const assessmentList = z.strictObject({ assessments: z.array(assessmentSummary) }).register(shapes, {
  id: 'AssessmentList',
  description: 'In the order of the study’s own lists; an order of listing, never of merit.'
});

export const assessmentDetail = z
  .strictObject({
    ...assessmentSummary.shape,
    study: z.string().describe('Slug of the study'),
    abilities: z.array(z.string()).describe('What the caller may do with this assessment now'),
    records: z
      .array(
        z.strictObject({
          id: z.string(),
          type: z.string(),
          fields: z.record(z.string(), z.unknown()),
          missing: z
            .array(z.string())
            .describe('Fields that the framework requires and the city does not give')
        })
      )
      .describe('Empty for a caller who may not read the response'),
    indicators: z
      .array(
        z.strictObject({
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
        })
      )
      .describe('Figures as printed, with their cautions; empty for a caller who may not read the response')
  })
  .register(shapes, { id: 'Assessment' });

const cityJson = ({ id, name, shortName, sideId, kind }: City) => ({
  id,
  name,
  shortName,
  side: sideId,
  kind
});

export const assessmentSummaryJson = ({
  city,
  state,
  stateSince,
  deadline,
  version,
  documents
}: AssessmentSummary) => ({
  city: cityJson(city),
  state,
  stateSince,
  deadline,
  version,
  documents: documents.map(({ kind, room, generation, access }) => ({ kind, room, generation, access }))
});

export const assessmentJson = (view: AssessmentView) => ({
  ...assessmentSummaryJson(view),
  study: view.study.slug,
  abilities: [...view.abilities],
  records: view.records.map(({ id, recordType, fields, gaps }) => ({
    id,
    type: recordType,
    fields,
    missing: gaps.map((gap) => gap.id)
  })),
  indicators: view.indicators.map(
    ({
      id,
      section,
      label,
      value,
      valueTo,
      valueText,
      comparator,
      unit,
      currency,
      referenceYear,
      note,
      caveat
    }) => ({
      id,
      section,
      label,
      value,
      valueTo,
      valueText,
      comparator,
      unit,
      currency,
      referenceYear,
      note,
      caution: caveat
    })
  )
});
