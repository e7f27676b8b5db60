/**
 * Reads, renders and finds the node that names a cell. It is rendered without knowing any level: as a
 * placeholder with a neutral text, which the code that shows the text fills with what its reader may know.
 */
import type { LevelChipCell } from '#domain/level-chip.ts';
import { textOfCell } from '#domain/version.ts';
import { allowedSlug } from './allowed.ts';

export const cellOf = (attrs: Readonly<Record<string, unknown>>): LevelChipCell => ({
  characteristic: allowedSlug(attrs['characteristic']),
  city: allowedSlug(attrs['city'])
});

/** Returns the attributes that name a level chip in HTML. Slugs need no escaping. */
export const levelChipAttributes = ({ characteristic, city }: LevelChipCell): string =>
  `data-grade=""${characteristic ? ` data-characteristic="${characteristic}"` : ''}${city ? ` data-city="${city}"` : ''}`;

export const levelChipPlaceholder = (cell: LevelChipCell): string =>
  `<span class="grade" ${levelChipAttributes(cell)}>${textOfCell(cell)}</span>`;

const slug = '[a-z0-9-]{1,64}';
const spans = new RegExp(
  `<span class="grade" data-grade=""(?: data-characteristic="(${slug})")?(?: data-city="(${slug})")?>[^<]*</span>`,
  'g'
);

/**
 * Replaces the placeholders in HTML that was rendered here. A text cannot imitate one: its special characters
 * are escaped.
 */
export const replaceLevelChipPlaceholders = (html: string, render: (cell: LevelChipCell) => string): string =>
  html.replace(spans, (_, characteristic?: string, city?: string) =>
    render({ characteristic: characteristic ?? null, city: city ?? null })
  );
