import { z } from 'zod';

import { locales } from '#base/locale.ts';
import { searchKinds } from '#rules/search/search.ts';
import type { SearchAnswer } from '#areas/search';
import { bilingual, shapes } from './shapes.ts';

const ranges = z.array(z.tuple([z.int(), z.int()]));

const searchResult = z
  .strictObject({
    kind: z.enum(searchKinds),
    title: bilingual,
    titleMarks: z
      .strictObject({ en: ranges, zh: ranges })
      .describe('Ranges of the title that match, as those of the snippet'),
    href: z.string().describe('Path of the place where it is shown'),
    language: z
      .enum(locales)
      .describe('Language of the snippet; of a term the caller’s, where it is defined in it'),
    snippet: z.string(),
    marks: ranges.describe('Ranges of the snippet that match, in UTF-16 units, without their end'),
    person: bilingual.nullable().describe('Who wrote it, of a comment'),
    day: z.string().nullable()
  })
  .register(shapes, { id: 'SearchResult' });

export const searchResults = z
  .strictObject({ results: z.array(searchResult), next: z.string().nullable() })
  .register(shapes, {
    id: 'SearchResults',
    description: 'What the caller may read, best matches first; `next` is the cursor of the next page.'
  });

const pairsOf = (ranges: SearchAnswer['hits'][number]['marks']): [number, number][] =>
  ranges.map(({ from, to }) => [from, to]);

export const searchJson = ({ hits, next }: SearchAnswer) => ({
  results: hits.map(({ kind, title, titleMarks, href, language, snippet, marks, person, day }) => ({
    kind,
    title,
    titleMarks: { en: pairsOf(titleMarks.en), zh: pairsOf(titleMarks.zh) },
    href,
    language,
    snippet,
    marks: pairsOf(marks),
    person,
    day
  })),
  next
});
