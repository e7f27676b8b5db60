/** Reads which kind of embed a value is, and which id it has. */
import { chipTypes } from '#base/chips/chips.ts';

/** The key of this name holds the embed's id, or what it names. */
export const embedKinds = ['block', 'rule', 'figure', 'table', 'note', ...chipTypes] as const;
export type EmbedKind = (typeof embedKinds)[number];

/** Lists the kinds whose value is an id of this one embed. */
const identified: readonly EmbedKind[] = ['block', 'rule', 'figure', 'table', 'note'];

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null where it has the key of none. */
export const kindOfEmbed = (value: unknown): EmbedKind | null =>
  (isObject(value) && embedKinds.find((kind) => Object.hasOwn(value, kind))) || null;

/** Null where the embed has none. */
export function idOfEmbed(kind: string | null, value: unknown): string | null {
  if (!identified.includes(kind as EmbedKind) || !isObject(value)) return null;
  const id = value[kind ?? ''];
  return typeof id === 'string' ? id : null;
}
