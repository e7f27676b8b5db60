/** What of a value is held in cells, and what of it stands in a file. */
import type { Locale } from '#domain/locale.ts';
import type { FieldValue } from '#domain/record.ts';
import type { PartFaultKind } from './part-text.ts';

/** What the cells of one place hold: of words each language is a cell of its own, everything else one cell. */
export type Held = Readonly<Partial<Record<'whole' | Locale, FieldValue>>>;
/** By the id of the part; nothing is empty. */
export type PartTexts = Readonly<Record<string, string>>;

export interface PartFault {
  readonly part: string;
  readonly kind: PartFaultKind;
  readonly text: string;
  readonly detail: string;
}
export interface ReadParts {
  readonly held: Held;
  readonly faults: readonly PartFault[];
}
