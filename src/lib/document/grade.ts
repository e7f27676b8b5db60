/**
 * The node that names a cell, as it is read, drawn and found again. Drawn without knowing any level: a place holder with neutral words, which
 * whoever shows the text fills with what its reader may know.
 */
import type { GradeCell } from '#domain/grade.ts';
import { wordsOfCell } from '#domain/version.ts';
import { allowedSlug } from './allowed.ts';

export const cellOf = (attrs: Readonly<Record<string, unknown>>): GradeCell => ({
  characteristic: allowedSlug(attrs['characteristic']),
  city: allowedSlug(attrs['city'])
});

/** Slugs need no escaping. */
export const gradeAttributes = ({ characteristic, city }: GradeCell): string =>
  `data-grade=""${characteristic ? ` data-characteristic="${characteristic}"` : ''}${city ? ` data-city="${city}"` : ''}`;

export const gradePlace = (cell: GradeCell): string =>
  `<span class="grade" ${gradeAttributes(cell)}>${wordsOfCell(cell)}</span>`;

const slug = '[a-z0-9-]{1,64}';
const places = new RegExp(
  `<span class="grade" data-grade=""(?: data-characteristic="(${slug})")?(?: data-city="(${slug})")?>[^<]*</span>`,
  'g'
);

/** Replaces the place holders in HTML that was drawn here. Words of a text cannot look like one: their signs are escaped. */
export const withGradePlaces = (html: string, draw: (cell: GradeCell) => string): string =>
  html.replace(places, (_, characteristic?: string, city?: string) =>
    draw({ characteristic: characteristic ?? null, city: city ?? null })
  );
