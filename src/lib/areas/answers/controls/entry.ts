/** Describes what the controls of a value share, and how a part of a value is written. */
import { isGiven } from '#rules/answers/answer.ts';
import { isOffered, type Labelled } from '#rules/framework/framework.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { Parts } from '#rules/framework/answer-kinds/checks.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { TypedText } from '#rules/framework/answer-kinds/kind.ts';
import { typedText, type PartChange } from '../value-entry.ts';

export interface Entry {
  readonly label: string;
  /** Shows only the most needed parts, for a table cell. */
  readonly compact: boolean;
  readonly disabled: boolean;
  readonly hold: () => () => void;
  readonly onmove: ((by: 1 | -1, from: HTMLElement) => void) | undefined;
  /** Reports how an input was understood; null where it is stored as it was typed. */
  readonly onunderstand: (understood: Understood | null) => void;
}

/** Says how an input was understood: what is stored at a path of the value. */
export interface Understood {
  readonly path: readonly string[];
  readonly stored: string | number;
}

/** Describes where a part is written: into the value itself, or into what one of its parts holds. */
export interface Into {
  readonly kind: AnswerKind;
  readonly path: readonly string[];
  readonly parts: Parts;
  readonly write: (change: PartChange) => void;
}

/** Null where none is left. */
export function changedParts(parts: Parts, change: PartChange): FieldValue | null {
  const next = Object.fromEntries(
    Object.entries({ ...parts, ...change }).filter(
      (entry): entry is [string, FieldValue] => entry[1] !== undefined && entry[1] !== ''
    )
  );
  return isGiven(next) ? next : null;
}

/** Includes those that were chosen before they were retired. */
export const offeredOptions = (
  options: readonly Labelled[],
  value: FieldValue | undefined
): readonly Labelled[] =>
  options.filter(
    (option) =>
      isOffered(option) ||
      value === option.id ||
      (Array.isArray(value) && (value as readonly FieldValue[]).includes(option.id))
  );

/** Returns what is stored of a text, and reports how it was understood. */
export function storedText(
  { onunderstand }: Pick<Entry, 'onunderstand'>,
  form: TypedText,
  text: string,
  path: readonly string[]
): string | undefined {
  const stored = typedText(form, text);
  onunderstand(stored === undefined || stored === text.trim() ? null : { path, stored });
  return stored;
}
