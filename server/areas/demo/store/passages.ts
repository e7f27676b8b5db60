/**
 * Reads the texts of the demo as data: blocks in both languages at once, so that each is next to its
 * translation.
 */
import { z } from 'zod';
import type { Bilingual } from '#base/locale.ts';
import { readJson } from '#server/seeds/read.ts';
import { bilingual } from '#server/seeds/city-shapes.ts';

export type PairedBlock =
  | { readonly kind: 'heading'; readonly text: Bilingual }
  | { readonly kind: 'paragraph'; readonly text: Bilingual }
  | { readonly kind: 'quote'; readonly text: Bilingual }
  | { readonly kind: 'list'; readonly items: readonly Bilingual[] };

/** By id; a section that is missing is empty. */
export type Sections = Readonly<Record<string, readonly PairedBlock[]>>;

/**
 * Parses a block: in the files a bare `{ en, zh }` is a paragraph; `{ heading }` and `{ list }` are a heading
 * and a list.
 */
const written = z.union([
  z.strictObject(bilingual.shape).transform((text): PairedBlock => ({ kind: 'paragraph', text })),
  z
    .strictObject({ heading: bilingual })
    .transform(({ heading }): PairedBlock => ({ kind: 'heading', text: heading })),
  z
    .strictObject({ quote: bilingual })
    .transform(({ quote }): PairedBlock => ({ kind: 'quote', text: quote })),
  z
    .strictObject({ list: z.array(bilingual) })
    .transform(({ list }): PairedBlock => ({ kind: 'list', items: list }))
]);
const sections = z.record(z.string(), z.array(written));

/** As far as they are written. An empty text is a block not yet translated. */
export const findingsOf = (city: string): Sections => sections.parse(readJson(`findings/${city}.json`));

const chapters = z.array(
  z.object({
    slug: z.string(),
    title: bilingual,
    state: z.enum(['drafting', 'review', 'approval', 'approved']),
    body: z.array(written)
  })
);

export const chapterTexts = (): z.infer<typeof chapters> => chapters.parse(readJson('chapters.json'));
