/**
 * Judges the content of a text that holds each passage as one sequence. What is allowed is so at any place of
 * a passage, so that nothing depends on what is around it: characters, formats, and embeds of known shapes in
 * the root texts, single plain values under known keys in the maps, and no nested types.
 */
import { allowedId, allowedImageSource, maxImageLength } from '#document/allowed.ts';
import { answersRoot } from '#document/answer-cells.ts';
import { chipTypes, rulesOfChip, type ChipType } from '#base/chips/chips.ts';
import { isWidth } from '#base/blocks/table.ts';
import {
  attributeChecks,
  isAlign,
  isAlt,
  isHeader,
  isPictureWidth,
  isSpan
} from '#document/sequence/attributes.ts';
import { isMoves } from '#document/sequence/moves.ts';
import { parseRoot } from '#document/sequence/roots.ts';
import { attributesRoot, flagMarks, linkMark } from '#document/sequence/shapes.ts';
import { isPosition } from '#document/sequence/tables.ts';
import { quoted, type ContentRules } from './content-rules.ts';
import { Malformed } from './cursor.ts';
import { isObject, kindOfEmbed, type EmbedKind } from './embeds.ts';
import type { ItemSite, Site } from './knowledge.ts';
import type { Struct } from './parse.ts';

export const sequenceRules: ContentRules = { ownsRoot, check, unknownIn };

/** Limits the JSON text of an embed, in bytes: what is longer than its values need is filled up. */
const maxEmbedBytes = 1_024;
const maxFigureBytes = maxImageLength + 16 * 1_024;
const maxHrefLength = 2_000;

/** Checks for the root of the attributes, or of a cell, a caption or a note. */
function ownsRoot(name: string): boolean {
  const kind = parseRoot(name)?.kind;
  return kind === 'attributes' || kind === 'cell' || kind === 'caption' || kind === 'note';
}

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
type Checks = Readonly<Record<string, Check>>;

const isId: Check = (value) => allowedId(value) !== null;
const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const ofBlock: Checks = attributeChecks;
const { indent, quote, apart, counterpart } = attributeChecks;
const place: Checks = { indent, quote, apart, counterpart };
const ofFigure: Checks = { ...place, alt: isAlt, width: isPictureWidth };

interface EmbedShape {
  readonly keys: Checks;
  readonly required: readonly string[];
}

const isSource: Check = (value) => allowedImageSource(value) !== null;

/** What a chip names is under its own type. */
function shapeOfChip(type: ChipType): EmbedShape {
  const { named, attributes } = rulesOfChip(type);
  const keys = Object.entries(attributes).map(([name, { allows }]): [string, Check] => [
    name === named ? type : name,
    (value) => typeof value === 'string' && allows(value)
  ]);
  return { keys: Object.fromEntries(keys), required: [] };
}

const chipShapes = Object.fromEntries(chipTypes.map((type) => [type, shapeOfChip(type)])) as Record<
  ChipType,
  EmbedShape
>;

const embedShapes: Readonly<Record<EmbedKind, EmbedShape>> = {
  block: { keys: { block: isId, ...ofBlock, moves: isMoves }, required: [] },
  rule: { keys: { rule: isId, ...place, moves: isMoves }, required: [] },
  figure: { keys: { figure: isId, src: isSource, ...ofFigure }, required: ['src'] },
  table: { keys: { table: isId, ...place }, required: [] },
  note: { keys: { note: isId }, required: [] },
  ...chipShapes
};

const checkOf = (checks: Checks, name: string): Check | undefined =>
  Object.hasOwn(checks, name) ? checks[name] : undefined;

function unknownEmbed({ value, size }: Struct): string | null {
  const kind = kindOfEmbed(value);
  if (kind === null || !isObject(value)) return 'an embed';
  if (size > (kind === 'figure' ? maxFigureBytes : maxEmbedBytes)) return `the size of ${quoted(kind)}`;
  const { keys, required } = embedShapes[kind];
  for (const [name, one] of Object.entries(value)) {
    const holds = checkOf(keys, name);
    if (!holds) return `the attribute ${quoted(name)} of ${quoted(kind)}`;
    if (!holds(one)) return `a value of the attribute ${quoted(name)} of ${quoted(kind)}`;
  }
  const missing = required.find((name) => !Object.hasOwn(value, name));
  return missing === undefined ? null : `${quoted(kind)} without ${quoted(missing)}`;
}

const ofLine: Checks = { header: isHeader, width: isNullOr(isWidth), align: isNullOr(isAlign) };
const ofCell: Checks = { colspan: isSpan, rowspan: isSpan, header: isHeader, align: isNullOr(isAlign) };
const isPassage: Check = (value) => typeof value === 'string' && parseRoot(value)?.kind === 'passage';
/** The place of a table, figure or note is noted when it is deleted. */
const ofEmbed: Checks = { ...ofBlock, ...ofFigure, place: isPassage };

/** Returns the check for the value of a key of the map of attributes; undefined where there is no such key. */
function checkOfKey(key: string): Check | undefined {
  const [id, name = '', ...rest] = key.split('/');
  const [first, second, third = ''] = rest;
  if (!isId(id)) return undefined;
  if (rest.length === 0) return checkOf(ofEmbed, name);
  if (!isId(first)) return undefined;
  if (name === 'cell') return rest.length === 3 && isId(second) ? checkOf(ofCell, third) : undefined;
  if (name !== 'row' && name !== 'column') return undefined;
  if (rest.length === 1) return isPosition;
  return rest.length === 2 ? checkOf(ofLine, second ?? '') : undefined;
}

function unknownAttribute(key: string, { content, value, length }: Struct): string | null {
  const holds = checkOfKey(key);
  if (!holds) return `the attribute ${quoted(key)}`;
  // Several values of one key are accepted only where all are deleted again: undo keeps what it overwrites.
  if (content === 'deleted' || length > 1) return null;
  return value !== undefined && holds(value) ? null : `a value of the attribute ${quoted(key)}`;
}

const plainMarks: ReadonlySet<string> = new Set(flagMarks);

/** A link's value is its address, or holds it as editors of trees write it. */
function unknownMark(name: string, value: unknown): string | null {
  const isLink = name === linkMark;
  if (!isLink && !plainMarks.has(name)) return `the mark ${quoted(name)}`;
  // Null ends a mark.
  if (value === null) return null;
  const entries = isObject(value) ? Object.entries(value) : null;
  const isKnown = isLink
    ? isHref(value) || entries?.every(([key, one]) => key === 'href' && (one === null || isHref(one)))
    : value === true || entries?.length === 0;
  return isKnown ? null : `a value of the mark ${quoted(name)}`;
}

const isHref: Check = (value) => typeof value === 'string' && value.length <= maxHrefLength;
