/** Parses the embeds of a text: what none of the listed shapes has is unknown, and is never shown as anything else. */
import {
  allowedAnswerPrint,
  allowedFact,
  allowedId,
  allowedPartId,
  allowedQuestion,
  allowedSlug
} from '../allowed.ts';

/** Describes an embed by its kind; `value` holds its other properties, which are not checked yet. */
export type ParsedEmbed =
  | BlockEmbed
  | { readonly kind: 'note'; readonly id: string }
  | { readonly kind: 'grade'; readonly characteristic: string; readonly city: string | null }
  | { readonly kind: 'goal'; readonly goal: string }
  | { readonly kind: 'fact'; readonly fact: string; readonly city: string | null }
  | { readonly kind: 'source'; readonly source: string; readonly seen: string | null };

/** Describes a marker or a block atom. */
export interface BlockEmbed {
  readonly kind: 'block' | 'rule' | 'figure' | 'table';
  readonly id: string;
  readonly value: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

const kinds = ['block', 'rule', 'figure', 'table', 'note', 'grade', 'goal', 'fact', 'source'] as const;

/**
 * Returns null for an embed of an unknown shape. Further properties are allowed, so that a newer client can
 * give a known shape more of them.
 */
export function parseEmbed(embed: unknown): ParsedEmbed | null {
  if (typeof embed !== 'object' || embed === null || Array.isArray(embed)) return null;
  const value = embed as Properties;
  const kind = kinds.find((name) => Object.hasOwn(value, name));
  if (kind === undefined || kinds.findLast((name) => Object.hasOwn(value, name)) !== kind) return null;
  if (kind === 'grade') {
    const characteristic = allowedSlug(value['grade']);
    return characteristic === null ? null : { kind, characteristic, city: allowedSlug(value['city']) };
  }
  if (kind === 'goal') {
    const goal = allowedPartId(value['goal']);
    return goal === null ? null : { kind, goal };
  }
  if (kind === 'fact') {
    const fact = allowedFact(value['fact']);
    return fact === null ? null : { kind, fact, city: allowedSlug(value['city']) };
  }
  if (kind === 'source') {
    const source = allowedQuestion(value['source']);
    return source === null ? null : { kind, source, seen: allowedAnswerPrint(value['seen']) };
  }
  const id = allowedId(value[kind]);
  if (id === null) return null;
  return kind === 'note' ? { kind, id } : { kind, id, value };
}
