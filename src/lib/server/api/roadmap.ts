import { z } from 'zod';

import { horizons } from '#rules/roadmap/roadmap.ts';
import { linkKinds } from '#rules/meetings/statement-link.ts';
import type { StepList } from '#areas/roadmap';
import { bilingual, shapes } from './shapes.ts';

export const statementLink = z
  .strictObject({
    kind: z.enum(linkKinds),
    id: z
      .string()
      .describe(
        'The id of the thing; of a passage its address within the study; words where there is no list'
      )
  })
  .register(shapes, { id: 'StatementLink' });

export const roadmap = z
  .strictObject({
    release: z.number().nullable().describe('The release that is shown; null for the steps as they are now'),
    steps: z.array(
      z
        .strictObject({
          id: z.string(),
          characteristic: z.string(),
          from: z.string().nullable().describe('The level at which it starts; null for the start'),
          to: z.string().nullable().describe('The level to which it leads; null for the state of the art'),
          title: bilingual,
          responsible: bilingual,
          horizon: z.enum(horizons).nullable(),
          after: z.array(z.string()).describe('The steps that come first'),
          links: z.array(statementLink).describe('What helps with it')
        })
        .register(shapes, { id: 'RoadmapStep' })
    )
  })
  .register(shapes, { id: 'Roadmap' });

export const roadmapJson = ({ release, steps }: StepList) => ({
  release,
  steps: steps.map(
    ({ id, characteristic, fromLevel, toLevel, title, responsible, horizon, dependsOn, links }) => ({
      id,
      characteristic,
      from: fromLevel,
      to: toLevel,
      title,
      responsible,
      horizon,
      after: dependsOn,
      links: links.map(({ kind, id: thing }) => ({ kind, id: thing }))
    })
  )
});
