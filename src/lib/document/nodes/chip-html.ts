/**
 * Renders chips without knowing their readers, as placeholders that name what the chip names, and finds them again
 * for the code that fills them with what a reader may know.
 */
import { readAttributes, type UncheckedAttributes } from '#base/chips/chip.ts';
import { chipTypes, rulesOfChip, type ChipType } from '#base/chips/chips.ts';

/** Returns the attributes that name a chip in HTML, in their order; those it does not have are left out. */
export function chipData(type: ChipType, attrs: UncheckedAttributes): Readonly<Record<string, string>> {
  const read = readAttributes(rulesOfChip(type).attributes, attrs);
  const others = Object.entries(read).flatMap(([name, value]) =>
    name === type || value === null ? [] : [[`data-${name}`, value] as const]
  );
  return { [`data-${type}`]: read[type] ?? '', ...Object.fromEntries(others) };
}

/** What the attributes may hold needs no escaping. */
export const chipAttributes = (type: ChipType, attrs: UncheckedAttributes): string =>
  Object.entries(chipData(type, attrs))
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');

export const chipPlaceholder = (type: ChipType, attrs: UncheckedAttributes): string =>
  `<span class="${type}" ${chipAttributes(type, attrs)}>${rulesOfChip(type).text(attrs)}</span>`;

/**
 * Replaces the placeholders of a type in HTML that was rendered here. A text cannot imitate one: its special
 * characters are escaped.
 */
export function replacePlaceholders(
  html: string,
  type: ChipType,
  render: (attrs: Readonly<Record<string, string | null>>) => string
): string {
  const { attributes } = rulesOfChip(type);
  const others = Object.keys(attributes).filter((name) => name !== type);
  const data = others.map((name) => `(?: data-${name}="([^"<>]*)")?`).join('');
  const spans = new RegExp(`<span class="${type}" data-${type}="([^"<>]*)"${data}>[^<]*</span>`, 'g');
  return html.replace(spans, (_, own: string, ...found: (string | undefined)[]) =>
    render(
      readAttributes(attributes, {
        [type]: own,
        ...Object.fromEntries(others.map((name, index) => [name, found[index]]))
      })
    )
  );
}

/** Selects the elements of chips in HTML, with or without what a reader may know. */
export const chipSelector = chipTypes.map((type) => `[data-${type}]`).join(', ');
