/** Parses the embeds of a text: what none of the listed shapes has is unknown, and is never shown as anything else. */
import { allowedId } from '../allowed.ts';
import { chipOfEmbed, chipTypes, isChipType, type Chip } from '#base/chips/chips.ts';

/** `value` holds its other properties, which are not checked yet. */
export type ParsedEmbed = BlockEmbed | { readonly kind: 'note'; readonly id: string } | Chip;

/** Describes a marker or a block atom. */
export interface BlockEmbed {
  readonly kind: 'block' | 'rule' | 'figure' | 'table';
  readonly id: string;
  readonly value: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

const kinds = ['block', 'rule', 'figure', 'table', 'note', ...chipTypes] as const;

/**
 * Returns null for an embed of an unknown shape. Further properties are allowed, so that a newer client can
 * give a known shape more of them.
 */
export function parseEmbed(embed: unknown): ParsedEmbed | null {
  if (typeof embed !== 'object' || embed === null || Array.isArray(embed)) return null;
  const value = embed as Properties;
  const kind = kinds.find((name) => Object.hasOwn(value, name));
  if (kind === undefined || kinds.findLast((name) => Object.hasOwn(value, name)) !== kind) return null;
  if (isChipType(kind)) return chipOfEmbed(kind, value);
  const id = allowedId(value[kind]);
  if (id === null) return null;
  return kind === 'note' ? { kind, id } : { kind, id, value };
}
