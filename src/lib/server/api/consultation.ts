/** Tells of the consultation of a city: what was submitted, never a draft. */
import { z } from 'zod';

import {
  answers,
  commentKinds,
  dispositions,
  origins,
  outcomes,
  roundStatuses,
  stances
} from '#rules/consultation/consultation.ts';
import type { StudyConsultations } from '#areas/consultation';
import { bilingual, shapes, time } from './shapes.ts';

const place = {
  section: z.string().nullable().describe('Null where it is about the findings as a whole'),
  block: z.string().nullable()
};

const cityComment = z
  .strictObject({
    id: z.string(),
    round: z.int().min(1),
    number: z.int().min(1).describe('Within the round'),
    ...place,
    quote: z.string().describe('The text at that location in the version that was consulted on'),
    stance: z.enum(stances),
    kind: z.enum(commentKinds).nullable().describe('Null where the text is accepted'),
    language: z.enum(['en', 'zh']),
    text: z.string(),
    proposal: z.string(),
    origin: z.strictObject({
      kind: z.enum(origins),
      name: z.string(),
      side: z.string().nullable(),
      on: z.string().nullable()
    }),
    submittedAt: time,
    disposition: z
      .strictObject({
        kind: z.enum(dispositions),
        reason: bilingual,
        change: z
          .strictObject({ section: z.string(), block: z.string(), quote: z.string() })
          .nullable()
          .describe('Null where nothing in the text had to change'),
        at: time
      })
      .nullable(),
    answer: z.strictObject({ kind: z.enum(answers), text: z.string(), at: time }).nullable(),
    isStatement: z.boolean().describe('Stays in dispute and is printed as the city’s statement')
  })
  .register(shapes, { id: 'CityComment' });

export const consultation = z
  .strictObject({
    city: z.string(),
    rounds: z.array(
      z.strictObject({
        round: z.int().min(1),
        standing: z
          .enum(roundStatuses)
          .describe('`no-comment` is silence at the deadline; it is not consent'),
        openedAt: time,
        deadline: time,
        deadlineZone: z.string(),
        submittedAt: time.nullable(),
        closedAt: time.nullable(),
        outcome: z.enum(outcomes).nullable()
      })
    ),
    comments: z.array(cityComment)
  })
  .register(shapes, { id: 'Consultation', description: 'What was submitted; drafts are in no answer.' });

export const consultationJson = (one: StudyConsultations['cities'][number]) => ({
  city: one.city.id,
  rounds: one.rounds.map(
    ({ round, status, openedAt, deadline, deadlineZone, submittedAt, closedAt, outcome }) => ({
      round,
      standing: status,
      openedAt,
      deadline,
      deadlineZone,
      submittedAt,
      closedAt,
      outcome
    })
  ),
  comments: one.comments.map((comment) => ({
    id: comment.id,
    round: comment.round,
    number: comment.number,
    section: comment.section,
    block: comment.blockId,
    quote: comment.quote,
    stance: comment.stance,
    kind: comment.kind,
    language: comment.language,
    text: comment.body,
    proposal: comment.proposal,
    origin: {
      kind: comment.origin,
      name: comment.originName,
      side: comment.originSide,
      on: comment.originOn
    },
    submittedAt: comment.submittedAt,
    disposition: comment.decision && {
      kind: comment.decision.disposition,
      reason: comment.decision.reason,
      at: comment.decision.at,
      change: comment.decision.change && {
        section: comment.decision.change.section,
        block: comment.decision.change.blockId,
        quote: comment.decision.change.quote
      }
    },
    answer: comment.answer && {
      kind: comment.answer.answer,
      text: comment.answer.text,
      at: comment.answer.at
    },
    isStatement: comment.isStatement
  }))
});
