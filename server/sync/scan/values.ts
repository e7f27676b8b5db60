/**
 * Reads the values inside structs and awareness states: JSON text and lib0's `any`, bounded in depth, without
 * prototype keys.
 */
import type { ValueKind } from '#document/shapes.ts';
import { isPartId, isSlug } from '#base/ids.ts';
import { Cursor, isPrototypeKey, Malformed } from './cursor.ts';

export const maxDepth = 32;
/** An honest client sends one. */
const mostValues = 1_000;
/** Limits the length of a string that is checked for an id: pictures are strings as well. */
const longestId = 64;

/**
 * Limits a value in bytes or, of JSON, in characters beyond its longest string: a picture's address is a string of its own
 * size.
 */
export const largestValue = 64 * 1024;

/**
 * Parses JSON text whose nesting is at most `depth`. Nesting, keys and size are looked at before JSON.parse recurses into
 * it; undefined for text that is larger than a value may be.
 */
export function parseJson(source: string, depth: number): unknown {
  if (!isSmallJson(source, depth)) return undefined;
  try {
    return JSON.parse(source) as unknown;
  } catch (error) {
    throw new Malformed('not JSON', { cause: error });
  }
}

const quote = 34;
const backslash = 92;
const colon = 58;

/**
 * Checks nesting and keys, and whether the text is as large as a value may be; reads on only as long as it may be. The longest
 * string does not count where nothing in it is escaped: a picture's address has nothing that is.
 */
function isSmallJson(source: string, depth: number): boolean {
  let open = 0;
  let longest = 0;
  let escape = -1;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code === quote) {
      const end = endOfString(source, i + 1);
      if (escape < i) escape = positionOf('\\', source, i);
      if (escape > end) longest = Math.max(longest, end - i);
      if (isPrototypeKeyAt(source, i, end)) throw new Malformed('prototype key');
      i = end;
    } else if (i - longest > largestValue) return false;
    else if (code === 91 || code === 123) {
      if (++open > depth) throw new Malformed('JSON too deep');
    } else if (code === 93 || code === 125) open--;
  }
  return source.length - longest <= largestValue;
}

/** Finds the quote that ends a string, or the end of the text. */
function endOfString(source: string, start: number): number {
  let end = positionOf('"', source, start);
  while (end < source.length && isEscaped(source, start, end)) end = positionOf('"', source, end + 1);
  return end;
}

/** Finds a sign from a position on, or the end of the text. */
function positionOf(sign: string, source: string, start: number): number {
  const found = source.indexOf(sign, start);
  return found < 0 ? source.length : found;
}

/** Checks whether an odd number of backslashes stands before a quote. */
function isEscaped(source: string, start: number, end: number): boolean {
  let first = end;
  while (first > start && source.charCodeAt(first - 1) === backslash) first--;
  return (end - first) % 2 === 1;
}

/** Limits a key that may be a prototype key, with each letter escaped. */
const longestEscaped = 6 * 'constructor'.length + 2;

/** Checks a string between two quotes for a key that could reach an object's prototype. */
function isPrototypeKeyAt(source: string, start: number, end: number): boolean {
  if (end - start > longestEscaped) return false;
  let after = end + 1;
  while (source.charCodeAt(after) <= 32) after++;
  if (source.charCodeAt(after) !== colon) return false;
  const key = source.slice(start + 1, end);
  return isPrototypeKey(key.includes('\\') ? unescaped(key) : key);
}

function unescaped(key: string): string {
  try {
    return JSON.parse(`"${key}"`) as string;
  } catch (error) {
    throw new Malformed('not JSON', { cause: error });
  }
}

const undefinedValue = 127;
const nullValue = 126;
const integer = 125;
const float32 = 124;
const float64 = 123;
const no = 121;
const yes = 120;
const string = 119;
const object = 118;
const array = 117;

/** Reads how many values a struct has. Throws Malformed for none, and for more than are ever sent. */
export function countValues(cursor: Cursor): number {
  const length = cursor.count(1);
  if (length === 0 || length > mostValues) throw new Malformed('number of values');
  return length;
}

/**
 * Steps over one value as lib0's writeAny writes it, and returns its kind. Big integers (122) and bytes (116)
 * never occur in a text.
 */
export function skipAny(cursor: Cursor, depth = 0): ValueKind {
  if (depth > maxDepth) throw new Malformed('value too deep');
  switch (cursor.byte()) {
    case undefinedValue:
      return 'other';
    case nullValue:
      return 'null';
    case no:
    case yes:
      return 'boolean';
    case integer:
      readInteger(cursor);
      return 'number';
    case float32:
      cursor.slice(4);
      return 'number';
    case float64:
      cursor.slice(8);
      return 'number';
    case string: {
      const start = cursor.at;
      const length = cursor.stringLength();
      return length <= longestId
        ? kindOfString(new Cursor(cursor.bytes.subarray(start, cursor.at)).string())
        : 'string';
    }
    case object:
      for (let left = cursor.count(2); left > 0; left--) {
        if (isPrototypeKey(cursor.string())) throw new Malformed('prototype key');
        skipAny(cursor, depth + 1);
      }
      return 'other';
    case array: {
      let kind: ValueKind = 'numbers';
      for (let left = cursor.count(1); left > 0; left--)
        if (skipAny(cursor, depth + 1) !== 'number') kind = 'other';
      return kind;
    }
    default:
      throw new Malformed('unknown value');
  }
}

/** Limits a string that is read as a plain value. */
const longestPlain = 2_000;

/**
 * Reads the value at a position that skipAny has stepped over, where it is plain: null, a boolean, a number or
 * a string of limited length. Undefined for any other.
 */
export function plainAt(bytes: Uint8Array, at: number): string | number | boolean | null | undefined {
  const cursor = new Cursor(bytes);
  cursor.at = at;
  switch (cursor.byte()) {
    case nullValue:
      return null;
    case no:
      return false;
    case yes:
      return true;
    case integer:
      return readInteger(cursor);
    case float32:
      return viewOf(cursor.slice(4)).getFloat32(0);
    case float64:
      return viewOf(cursor.slice(8)).getFloat64(0);
    case string: {
      const start = cursor.at;
      if (cursor.uint(Number.MAX_SAFE_INTEGER) > 3 * longestPlain) return undefined;
      cursor.at = start;
      const text = cursor.string();
      return text.length <= longestPlain ? text : undefined;
    }
    default:
      return undefined;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const kindOfString = (text: string): ValueKind =>
  isSlug(text) ? 'slug' : isPartId(text) ? 'part' : 'string';

/**
 * Reads a signed integer: six bits and a sign in the first byte, seven in each further one; lib0 writes none
 * above 2^31-1.
 */
function readInteger(cursor: Cursor): number {
  let byte = cursor.byte();
  const isNegative = (byte & 64) !== 0;
  let value = byte & 63;
  let weight = 64;
  while (byte >= 128) {
    byte = cursor.byte();
    value += (byte & 127) * weight;
    weight *= 128;
    if (value > Number.MAX_SAFE_INTEGER || weight > 2 ** 50) throw new Malformed('number over its bound');
    if (byte === 0) throw new Malformed('over-long number');
  }
  return isNegative ? -value : value;
}
