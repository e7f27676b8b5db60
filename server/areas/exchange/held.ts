/** Defines what of a value is held in cells, and what of it is in a file. */
import type { Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { PartFaultKind } from './part-text.ts';

/** Holds the cells of one address: text has one cell per language, everything else one cell. */
export type Held = Readonly<Partial<Record<'whole' | Locale, FieldValue>>>;
/** By the id of the part; none is empty. */
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
