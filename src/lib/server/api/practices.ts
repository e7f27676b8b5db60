/** Tells of the good practices, trends and challenges that the study has published. */
import { z } from 'zod';

import { locales } from '#base/locale.ts';
import { themeAnswers, themeKinds, themeOrigins, themeScopes } from '#rules/practices/theme.ts';
import type { ThemeSummary, PublishedPractice } from '#areas/practices';
import { bilingual, shapes } from './shapes.ts';

const practice = z
  .strictObject({
    id: z.string(),
    city: z.string(),
    characteristic: z.string(),
    categories: z.array(z.string()).describe('Ids of service categories'),
    contact: z.string(),
    languages: z.array(z.enum(locales)).describe('The languages for which the city has given its consent'),
    title: bilingual,
    problem: bilingual,
    solution: bilingual,
    results: bilingual,
    conditions: bilingual,
    transferability: bilingual,
    resources: bilingual
  })
  .register(shapes, { id: 'Practice' });

export const practiceList = z.strictObject({ practices: z.array(practice) }).register(shapes, {
  id: 'PracticeList',
  description: 'Good practices that both sides have validated and whose city agrees, oldest first.'
});

const theme = z
  .strictObject({
    id: z.string(),
    kind: z.enum(themeKinds),
    scope: z.enum(themeScopes).describe('`first` is the study’s first side, `second` its second'),
    origin: z.enum(themeOrigins),
    answered: z.enum(themeAnswers),
    statement: bilingual,
    explanation: bilingual,
    characteristics: z.array(z.string()).describe('Empty for one about all of them'),
    counts: z.strictObject({ supports: z.int(), counters: z.int(), answers: z.int() })
  })
  .register(shapes, { id: 'Theme' });

export const themeList = z.strictObject({ themes: z.array(theme) }).register(shapes, {
  id: 'ThemeList',
  description: 'Trends and challenges that both sides have validated, oldest first.'
});

export const practiceJson = ({
  id,
  cityId,
  characteristic,
  categories,
  contact,
  languages,
  title,
  problem,
  solution,
  results,
  conditions,
  transferability,
  resources
}: PublishedPractice) => ({
  id,
  city: cityId,
  characteristic,
  categories,
  contact,
  languages,
  title,
  problem,
  solution,
  results,
  conditions,
  transferability,
  resources
});

export const themeJson = ({
  id,
  kind,
  scope,
  origin,
  answer,
  statement,
  explanation,
  characteristics,
  counts
}: ThemeSummary) => ({
  id,
  kind,
  scope,
  origin,
  answered: answer,
  statement,
  explanation,
  characteristics,
  counts
});
