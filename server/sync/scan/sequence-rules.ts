/**
 * Judges the content of a text that holds each passage as one sequence. What is allowed is so at any place of
 * a passage, so that nothing depends on what is around it: characters, formats, and embeds of known shapes in
 * the root texts, single plain values under known keys in the maps, and no nested types.
 */
import {
  allowedAlign,
  allowedId,
  allowedImageSource,
  allowedPartId,
  allowedSlug,
  maxImageLength
} from '#document/allowed.ts';
import { answersRoot } from '#document/answer-cells.ts';
import {
  attributesRoot,
  blockKinds,
  deepestIndent,
  deepestQuote,
  listKinds
} from '#document/sequence/shapes.ts';
import { quoted, type ContentRules } from './content-rules.ts';
import { Malformed } from './cursor.ts';
import { isObject, kindOfEmbed, type EmbedKind } from './embeds.ts';
import type { ItemSite, Site } from './knowledge.ts';
import type { Struct } from './parse.ts';

export const sequenceRules: ContentRules = {
  ownsRoot: (name) => name === attributesRoot || isPartRoot(name),
  check,
  unknownIn
};

const id = '[A-Za-z0-9_~-]{1,80}';
const partRoot = new RegExp(`^(?:cell/${id}/${id}/${id}|caption/${id}|note/${id})$`);
/** Checks for the root of a cell, a caption or a note. */
const isPartRoot = (name: string): boolean => partRoot.test(name);

/** Limits the JSON text of an embed, in bytes: what is longer than its values need is filled up. */
const maxEmbedBytes = 1_024;
const maxFigureBytes = maxImageLength + 16 * 1_024;
const maxAltLength = 2_000;
const maxHrefLength = 2_000;
/** Limits the position of a row or column. It grows by a character in about six insertions at one place. */
const maxPositionLength = 128;
/** Limits the width of a column, in pixels. */
const maxWidth = 10_000;
const maxSpan = 100;
const maxStart = 100_000;

function check({ content }: Struct, site: ItemSite): void {
  if (site === 'gone' || site.root === null || !contents.has(content))
    throw new Malformed('content not of a text');
  const isMap = site.root === attributesRoot || site.root === answersRoot;
  const fits = isMap === (site.key !== null) && (content === 'deleted' || isMap === (content === 'any'));
  if (!fits) throw new Malformed('content in the wrong place');
}

const contents: ReadonlySet<Struct['content']> = new Set(['string', 'format', 'embed', 'any', 'deleted']);

function unknownIn(struct: Struct, site: Site, allowsCell?: (key: string) => boolean): string | null {
  const { content, name, value } = struct;
  if (site.key !== null)
    return site.root === answersRoot
      ? allowsCell?.(site.key)
        ? null
        : `the cell ${quoted(site.key)}`
      : unknownAttribute(site.key, struct);
  if (content === 'embed') return unknownEmbed(struct);
  return content === 'format' ? unknownMark(name ?? '', value) : null;
}

type Check = (value: unknown) => boolean;

const isId: Check = (value) => allowedId(value) !== null;
const isBoolean: Check = (value) => typeof value === 'boolean';
const isOneOf =
  (list: readonly unknown[]): Check =>
  (value) =>
    list.includes(value);
const isString =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest;
const isInteger =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

type Checks = Readonly<Record<string, Check>>;

const place: Checks = {
  indent: isInteger(0, deepestIndent),
  quote: isInteger(0, deepestQuote),
  apart: isBoolean,
  counterpart: isNullOr(isId)
};
const ofBlock: Checks = {
  ...place,
  kind: isOneOf(blockKinds),
  list: isNullOr(isOneOf(listKinds)),
  start: isInteger(0, maxStart)
};
const ofFigure: Checks = { ...place, alt: isString(maxAltLength) };

interface EmbedShape {
  /** Checks what it is named by. */
  readonly own: Check;
  readonly required: Checks;
  readonly optional: Checks;
}

const embedShapes: Readonly<Record<EmbedKind, EmbedShape>> = {
  block: { own: isId, required: {}, optional: ofBlock },
  rule: { own: isId, required: {}, optional: place },
  figure: {
    own: isId,
    required: { src: (value) => allowedImageSource(value) !== null },
    optional: ofFigure
  },
  table: { own: isId, required: {}, optional: place },
  note: { own: isId, required: {}, optional: {} },
  grade: {
    own: (value) => allowedSlug(value) !== null,
    required: {},
    optional: { city: (value) => allowedSlug(value) !== null }
  },
  goal: { own: (value) => allowedPartId(value) !== null, required: {}, optional: {} }
};

function unknownEmbed({ value, size }: Struct): string | null {
  const kind = kindOfEmbed(value);
  if (kind === null || !isObject(value)) return 'an embed';
  if (size > (kind === 'figure' ? maxFigureBytes : maxEmbedBytes)) return `the size of ${quoted(kind)}`;
  const { own, required, optional } = embedShapes[kind];
  const checks: Checks = { [kind]: own, ...required, ...optional };
  for (const [name, one] of Object.entries(value)) {
    const holds = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!holds) return `the attribute ${quoted(name)} of ${quoted(kind)}`;
    if (!holds(one)) return `a value of the attribute ${quoted(name)} of ${quoted(kind)}`;
  }
  const missing = Object.keys(required).find((name) => !Object.hasOwn(value, name));
  return missing === undefined ? null : `${quoted(kind)} without ${quoted(missing)}`;
}

const ofLine: Checks = {
  header: isBoolean,
  width: isNullOr((value) => typeof value === 'number' && value > 0 && value <= maxWidth),
  align: isNullOr((value) => allowedAlign(value) !== null)
};
const ofCell: Checks = {
  colspan: isInteger(1, maxSpan),
  rowspan: isInteger(1, maxSpan),
  header: isBoolean,
  align: isNullOr((value) => allowedAlign(value) !== null)
};
const ofBlockOrFigure: Checks = { ...ofBlock, ...ofFigure };
const isPosition: Check = (value) =>
  typeof value === 'string' && value.length <= maxPositionLength && /^[!-~]+$/.test(value);

/** Returns the check for the value of a key of the map of attributes; undefined where there is no such key. */
function checkOfKey(key: string): Check | undefined {
  const parts = key.split('/');
  const [first, second = '', ...rest] = parts;
  const ofName = (checks: Checks, name = ''): Check | undefined =>
    Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (!isId(first)) return undefined;
  if (parts.length === 2) return ofName(ofBlockOrFigure, second);
  if (second === 'cell')
    return parts.length === 5 && isId(rest[0]) && isId(rest[1]) ? ofName(ofCell, rest[2]) : undefined;
  if ((second !== 'row' && second !== 'column') || !isId(rest[0])) return undefined;
  if (parts.length === 3) return isPosition;
  return parts.length === 4 ? ofName(ofLine, rest[1]) : undefined;
}

function unknownAttribute(key: string, { content, value, length }: Struct): string | null {
  const holds = checkOfKey(key);
  if (!holds) return `the attribute ${quoted(key)}`;
  // Several values of one key are accepted only where all are deleted again: undo keeps what it overwrites.
  if (content === 'deleted' || length > 1) return null;
  return value !== undefined && holds(value) ? null : `a value of the attribute ${quoted(key)}`;
}

const plainMarks: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
  'superscript',
  'subscript'
]);

function unknownMark(name: string, value: unknown): string | null {
  const isLink = name === 'link';
  if (!isLink && !plainMarks.has(name)) return `the mark ${quoted(name)}`;
  // Null ends a mark.
  if (value === null || (value === true && !isLink)) return null;
  const isKnown =
    isObject(value) && Object.entries(value).every(([key, one]) => isLink && key === 'href' && isHref(one));
  return isKnown ? null : `a value of the mark ${quoted(name)}`;
}

const isHref = isNullOr(isString(maxHrefLength));
