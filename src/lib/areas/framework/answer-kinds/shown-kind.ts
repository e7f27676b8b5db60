/** Defines what an answer kind says to its readers and writers: its name, the control that edits a value, and a value as text. */
import type { FieldValue } from '#rules/framework/record.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';

type Label = () => string;
export type Choices = readonly (readonly [id: string, label: Label])[];

export interface PartControl {
  readonly part: string;
  readonly control: 'number' | 'text' | 'period' | 'currency' | 'choice' | 'check';
  readonly label: Label;
  readonly choices?: Choices;
  /** Holds the sign after the field. */
  readonly sign?: string;
  readonly isShort?: true;
  /** Is true for a part that a table's row leaves out. */
  readonly isMore?: true;
  /** Names the part whose value, of a kind with parts, holds this one; it is asked for where money is. */
  readonly within?: { readonly part: string; readonly kind: AnswerKind };
}

export type Control =
  /** No value is edited here: a passage, or a text in each language, which is edited as such. */
  | { readonly control: 'text'; readonly isMultiline: boolean }
  | { readonly control: 'records' }
  /** One of a few fixed answers, each a button. */
  | { readonly control: 'answers'; readonly answers: Choices }
  /** One, or several, of the options of the question. */
  | { readonly control: 'choice' }
  | { readonly control: 'choices' }
  | { readonly control: 'parts'; readonly parts: readonly PartControl[] }
  /** A number for each option of the question. */
  | { readonly control: 'shares' }
  /** One text in a form of its own, or the mark that replaces it. */
  | {
      readonly control: 'typed';
      readonly placeholder: string;
      readonly unreadable: Label;
      readonly mark?: { readonly id: string; readonly label: Label };
    };

/** Holds a piece of a value as text: what is said as it is, a choice by the label of its option, or a date. */
export type Piece = string | { readonly choice: FieldValue } | { readonly date: string };

export interface ShownKind {
  readonly label: Label;
  readonly edited: Control;
  /** Is true if a row of a table of records may show a field of this kind. */
  readonly isInRow?: true;
  /** Returns a given value as text; where it is left out, the value is a text or a choice. */
  readonly pieces?: (value: FieldValue) => readonly Piece[];
}
