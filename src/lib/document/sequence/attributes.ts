/**
 * Reads attributes of blocks, rows, columns and cells: the value of the map where it is valid, else the value
 * that the embed was created with, else the default. Nothing that a document holds makes it throw.
 */
import type * as Y from 'yjs';
import { allowedAlign, allowedId, maxImageLength } from '../allowed.ts';
import type { Properties } from './embeds.ts';
import { blockKinds } from '#base/blocks/text-kinds.ts';
import { pictureWidths } from '#base/blocks/figure.ts';
import {
  attributeKey,
  deepestIndent,
  deepestQuote,
  defaultAttributes,
  listKinds,
  type AtomPlace,
  type BlockAttributes
} from './shapes.ts';

type Check = (value: unknown) => boolean;
const isOneOf =
  (list: readonly unknown[]): Check =>
  (value) =>
    list.includes(value);
const isBetween =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isFlag: Check = (value) => typeof value === 'boolean';

const largestStart = 100_000;
export const largestSpan = 100;
export const longestAlt = 1_000;

export const attributeChecks: { readonly [Name in keyof BlockAttributes]: Check } = {
  kind: isOneOf(blockKinds),
  list: isOneOf([null, ...listKinds]),
  indent: isBetween(0, deepestIndent),
  quote: isBetween(0, deepestQuote),
  start: isBetween(0, largestStart),
  apart: isFlag,
  counterpart: (value) => value === null || allowedId(value) !== null
};

export const isAlt: Check = (value) => typeof value === 'string' && value.length <= longestAlt;
export const isImageSource: Check = (value) => typeof value === 'string' && value.length <= maxImageLength;
export const isPictureWidth = isOneOf([null, ...pictureWidths]);
export const isSpan = isBetween(1, largestSpan);
export const isAlign: Check = (value) => allowedAlign(value) !== null;
export const isHeader = isFlag;

export const firstValid = <T>(check: Check, values: readonly unknown[], instead: T): T =>
  (values.find(check) as T | undefined) ?? instead;

export const attributeNames = Object.keys(defaultAttributes) as readonly (keyof BlockAttributes)[];
const placeNames = [
  'indent',
  'quote',
  'apart',
  'counterpart'
] as const satisfies readonly (keyof AtomPlace)[];

/** `birth` is the marker's embed. */
export const readAttributes = (map: Y.Map<unknown>, id: string, birth: Properties): BlockAttributes =>
  read(map, id, birth, attributeNames) as unknown as BlockAttributes;

export const readPlace = (map: Y.Map<unknown>, id: string, birth: Properties): AtomPlace =>
  read(map, id, birth, placeNames) as unknown as AtomPlace;

function read(
  map: Y.Map<unknown>,
  id: string,
  birth: Properties,
  names: readonly (keyof BlockAttributes)[]
): Record<string, unknown> {
  // A long text has thousands of blocks, which are read at each change: no arrays are made here.
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const isValid = attributeChecks[name];
    let value = map.get(attributeKey(id, name));
    if (value === undefined || !isValid(value))
      value = Object.hasOwn(birth, name) && isValid(birth[name]) ? birth[name] : defaultAttributes[name];
    // A replica may read zero where another has written minus zero.
    values[name] = value === 0 ? 0 : value;
  }
  return values;
}
