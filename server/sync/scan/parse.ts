/**
 * Parses a Yjs update (V1) into its structs and deletions without Yjs: `applyUpdate` may throw when it has
 * changed the document already, and accepts some malformed updates silently. resolve.ts checks whether
 * references exist. Layout: https://github.com/yjs/yjs, src/utils/encoding.js and src/structs.
 */
import type { ValueKind } from '#document/shapes.ts';
import { maxClientId, maxClock } from '#wire/messages.ts';
import { Cursor, Malformed } from './cursor.ts';
import { kindOfEmbed } from './embeds.ts';
import { countValues, maxDepth, parseJson, plainAt, skipAny } from './values.ts';

export interface Id {
  readonly client: number;
  readonly clock: number;
}

/** `element` and `text` are the XML types of narratives; `type` is any other shared type. */
export type Content =
  | 'gc'
  | 'deleted'
  | 'string'
  | 'format'
  | 'embed'
  | 'any'
  | 'binary'
  | 'element'
  | 'text'
  | 'type';

export interface Struct {
  readonly clock: number;
  readonly length: number;
  readonly content: Content;
  /** The name of an element or of a format; the kind of an embed, where that is known. */
  readonly name: string | null;
  /** The kind of its values, where they are all of one. */
  readonly kind: ValueKind | null;
  /** Holds the value of a format or an embed, and the one value of `any` where that is plain. */
  readonly value: unknown;
  /** Counts the bytes of its content. */
  readonly size: number;
  readonly origin: Id | null;
  readonly rightOrigin: Id | null;
  /**
   * Names the parent, where there is no origin to take it from: a root's name or a struct that holds a type.
   */
  readonly parent: string | Id | null;
  readonly key: string | null;
}

export interface Section {
  readonly client: number;
  readonly structs: readonly Struct[];
  readonly clock: number;
  /** Gives the clock after the last struct. */
  readonly end: number;
}

export interface Range {
  readonly clock: number;
  readonly length: number;
}

export interface ParsedUpdate {
  readonly sections: ReadonlyMap<number, Section>;
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
  /** Gives the offset in the bytes at which the deletions begin. */
  readonly structsEnd: number;
}

/**
 * Limits a deleted range: it is compact, so that no frame size bounds it, and no person types and deletes
 * more than this under one client id.
 */
const maxRangeLength = 2 ** 28;

const hasOrigin = 128;
const hasRightOrigin = 64;
const hasKey = 32;
const contentBits = 31;

/** Throws Malformed. */
export function parseUpdate(bytes: Uint8Array): ParsedUpdate {
  const cursor = new Cursor(bytes);
  const sections = new Map<number, Section>();
  for (let left = cursor.count(5); left > 0; left--) {
    const section = parseSection(cursor);
    if (sections.has(section.client)) throw new Malformed('client twice');
    sections.set(section.client, section);
  }
  const structsEnd = cursor.at;
  const deletions = parseDeletions(cursor);
  cursor.end();
  return { sections, deletions, structsEnd };
}

function parseSection(cursor: Cursor): Section {
  const count = cursor.count(2);
  if (count === 0) throw new Malformed('client without structs');
  const client = clientId(cursor);
  const first = cursor.uint(maxClock - 1);
  const structs: Struct[] = [];
  let clock = first;
  for (let left = count; left > 0; left--) {
    const struct = parseStruct(cursor, clock);
    structs.push(struct);
    clock += struct.length;
    if (clock > maxClock) throw new Malformed('clock over its bound');
  }
  return { client, structs, clock: first, end: clock };
}

export function parseStruct(cursor: Cursor, clock: number): Struct {
  const info = cursor.byte();
  const ref = info & contentBits;
  if (ref === 0) {
    if (info !== 0) throw new Malformed('unknown struct');
    return {
      clock,
      length: readRangeLength(cursor),
      content: 'gc',
      name: null,
      kind: null,
      value: null,
      size: 0,
      origin: null,
      rightOrigin: null,
      parent: null,
      key: null
    };
  }
  const origin = info & hasOrigin ? id(cursor) : null;
  const rightOrigin = info & hasRightOrigin ? id(cursor) : null;
  let parent: string | Id | null = null;
  let key: string | null = null;
  if (origin === null && rightOrigin === null) {
    parent = cursor.uint(1) === 1 ? cursor.name() : id(cursor);
    if (info & hasKey) key = cursor.name();
  }
  const start = cursor.at;
  const { content, length, name, kind, value } = parseContent(cursor, ref);
  const size = cursor.at - start;
  return { clock, length, content, name, kind, value, size, origin, rightOrigin, parent, key };
}

const isStringKind = (kind: ValueKind | null): boolean =>
  kind === 'string' || kind === 'slug' || kind === 'part';

type ParsedContent = Pick<Struct, 'content' | 'length' | 'name' | 'kind' | 'value'>;

/**
 * 2 (JSON of old versions), 9 (sub-documents), 10 (skips) and unknown kinds are never sent by an honest
 * client of ours.
 */
function parseContent(cursor: Cursor, ref: number): ParsedContent {
  switch (ref) {
    case 1:
      return { content: 'deleted', length: readRangeLength(cursor), name: null, kind: null, value: null };
    case 3:
      cursor.buffer();
      return { content: 'binary', length: 1, name: null, kind: null, value: null };
    case 4: {
      const length = cursor.stringLength();
      if (length === 0) throw new Malformed('empty string');
      return { content: 'string', length, name: null, kind: null, value: null };
    }
    case 5: {
      const value = parseJson(cursor.string(), maxDepth);
      return { content: 'embed', length: 1, name: kindOfEmbed(value), kind: null, value };
    }
    case 6: {
      const name = cursor.name();
      const value = parseJson(cursor.string(), maxDepth);
      return { content: 'format', length: 1, name, kind: null, value };
    }
    case 7:
      return parseType(cursor);
    case 8: {
      const length = countValues(cursor);
      const start = cursor.at;
      let kind: ValueKind | null = skipAny(cursor);
      for (let left = length - 1; left > 0; left--) {
        const next = skipAny(cursor);
        if (next !== kind) kind = isStringKind(next) && isStringKind(kind) ? 'string' : null;
      }
      const value = length === 1 ? plainAt(cursor.bytes, start) : undefined;
      return { content: 'any', length, name: null, kind, value };
    }
    default:
      throw new Malformed('unknown content');
  }
}

/**
 * Parses a type: 0 array, 1 map, 2 text, 3 XML element, 4 XML fragment, 6 XML text; 5, the hook, is executed
 * by some readers.
 */
function parseType(cursor: Cursor): ParsedContent {
  switch (cursor.uint(6)) {
    case 3:
      return { content: 'element', length: 1, name: cursor.name(), kind: null, value: null };
    case 6:
      return { content: 'text', length: 1, name: null, kind: null, value: null };
    case 5:
      throw new Malformed('unknown type');
    default:
      return { content: 'type', length: 1, name: null, kind: null, value: null };
  }
}

export interface DeletionLimits {
  readonly clients: number;
  readonly ranges: number;
}

const noLimits: DeletionLimits = { clients: Number.POSITIVE_INFINITY, ranges: Number.POSITIVE_INFINITY };

export function parseDeletions(cursor: Cursor, limits = noLimits): Map<number, Range[]> {
  const deletions = new Map<number, Range[]>();
  const clients = cursor.count(4);
  if (clients > limits.clients) throw new Malformed('too many client ids with deletions');
  let rangesLeft = limits.ranges;
  for (let left = clients; left > 0; left--) {
    const client = clientId(cursor);
    if (deletions.has(client)) throw new Malformed('client twice');
    const ranges: Range[] = [];
    let end = 0;
    let count = cursor.count(2);
    if ((rangesLeft -= count) < 0) throw new Malformed('too many deletions');
    for (; count > 0; count--) {
      const clock = cursor.uint(maxClock - 1);
      const length = readRangeLength(cursor);
      if (clock < end) throw new Malformed('deletions out of order');
      end = clock + length;
      if (end > maxClock) throw new Malformed('clock over its bound');
      ranges.push({ clock, length });
    }
    if (ranges.length === 0) throw new Malformed('client without deletions');
    deletions.set(client, ranges);
  }
  return deletions;
}

export function readRangeLength(cursor: Cursor): number {
  const length = cursor.uint(maxRangeLength);
  if (length < 1) throw new Malformed('empty run');
  return length;
}

export function clientId(cursor: Cursor): number {
  const client = cursor.uint(maxClientId);
  if (client < 1) throw new Malformed('client id over its bound');
  return client;
}

const id = (cursor: Cursor): Id => ({ client: clientId(cursor), clock: cursor.uint(maxClock - 1) });
