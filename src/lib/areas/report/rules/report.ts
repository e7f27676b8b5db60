/**
 * Defines the composition of a report: an ordered tree of parts, each with what it shows. A part shows the text
 * of a chapter, the synopses of one side's cities, a block that is made by rule from the study's data, or
 * passages that are written here; a group only holds others.
 */
import type { Register } from '#rules/context/context.ts';
import { isSlug } from '#base/ids.ts';
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { ReportKind } from './report-content.ts';

/** Lists the blocks that are made by rule, in the order in which a form offers them. */
export const reportBlocks = [
  'pilots',
  'profiles',
  'framework',
  'levels',
  'matrix',
  'panels',
  'dissent',
  'services',
  'consultation',
  'concepts',
  'developments',
  'standards',
  'figures',
  'tables',
  'policies',
  'priorities',
  'financing',
  'projects',
  'trends',
  'challenges',
  'practices',
  'roadmap',
  'recommendations',
  'next-steps',
  'divergences',
  'waivers',
  'glossary',
  'abbreviations',
  'bibliography'
] as const;
export type ReportBlockName = (typeof reportBlocks)[number];

export const registerOfBlock = {
  concepts: 'concept',
  developments: 'trend',
  standards: 'standards',
  policies: 'policy',
  priorities: 'priority',
  financing: 'financing',
  projects: 'project'
} as const satisfies Partial<Record<ReportBlockName, Register>>;
export type RegisterBlockName = keyof typeof registerOfBlock;

export const isRegisterBlock = (name: ReportBlockName): name is RegisterBlockName => name in registerOfBlock;

/** Checks whether a part can show one topic of a block instead of all of it. */
export const hasTopics = (name: ReportBlockName): boolean =>
  isRegisterBlock(name) || name === 'figures' || name === 'tables';

/**
 * Lists the blocks whose data move on after a report was built without making it wrong: figures over panels, states of next
 * steps, terms. A change of any other block is seen when a build is signed.
 */
export const movingBlocks: readonly ReportBlockName[] = ['panels', 'next-steps', 'glossary', 'abbreviations'];

export const isReportBlock = (name: string): name is ReportBlockName =>
  reportBlocks.some((one) => one === name);

export type PartSource =
  | { readonly kind: 'chapter'; readonly slug: string }
  | { readonly kind: 'synopses'; readonly side: string }
  /** Shows all that the block holds, or of a block with topics one of them. */
  | { readonly kind: 'block'; readonly block: ReportBlockName; readonly topic?: string }
  | { readonly kind: 'passages' }
  | { readonly kind: 'group' };

export const partNumberings = ['chapter', 'annex', 'none'] as const;
export type PartNumbering = (typeof partNumberings)[number];

export interface ReportTreePart {
  /** Identifies the part in addresses and cross-references: a slug that is unique in the report. */
  readonly id: string;
  /** Null at the top. */
  readonly parentId: string | null;
  /** Counts the parts before it under the same parent. */
  readonly position: number;
  readonly source: PartSource;
  /** Where it is empty, the part has the title of what it shows. */
  readonly title: Bilingual;
  readonly numbering: PartNumbering;
  /** Lets the report be published with a visible gap for each text below that is not approved. */
  readonly showsGaps: boolean;
  readonly version: number;
}

export interface PartNode<P extends Pick<ReportTreePart, 'id' | 'parentId' | 'position'> = ReportTreePart> {
  readonly part: P;
  readonly parts: readonly PartNode<P>[];
}

export const mostParts = 300;
export const deepestPart = 3;
export const longestPartTitle = 300;

/** A part whose parent is missing is left out, and so is a circle. */
export function treeOf<P extends Pick<ReportTreePart, 'id' | 'parentId' | 'position'>>(
  parts: readonly P[]
): PartNode<P>[] {
  const below = (parentId: string | null, depth: number): PartNode<P>[] =>
    depth > deepestPart
      ? []
      : parts
          .filter((part) => part.parentId === parentId)
          .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
          .map((part) => ({ part, parts: below(part.id, depth + 1) }));
  return below(null, 1);
}

export const inReadingOrder = <P extends Pick<ReportTreePart, 'id' | 'parentId' | 'position'>>(
  nodes: readonly PartNode<P>[]
): P[] => nodes.flatMap(({ part, parts }) => [part, ...inReadingOrder(parts)]);

/** Returns the ids of a part and of all below it. */
export function branchOf(parts: readonly Pick<ReportTreePart, 'id' | 'parentId'>[], id: string): Set<string> {
  const branch = new Set([id]);
  for (let size = 0; size !== branch.size;) {
    size = branch.size;
    for (const part of parts) if (part.parentId !== null && branch.has(part.parentId)) branch.add(part.id);
  }
  return branch;
}

/** Under a part (null: at the top), before one of its parts (null: at the end). */
export interface PartPlace {
  readonly parentId: string | null;
  readonly beforeId: string | null;
}

export type PlacedPart = Pick<ReportTreePart, 'id' | 'parentId' | 'position'>;

/**
 * Moves a part with all below it. Returns the parts whose place changes. `stale` where the part before which it
 * was to be placed is not there any more, `invalid` where it would come below itself or too deep.
 */
export function placePart(
  parts: readonly ReportTreePart[],
  id: string,
  { parentId, beforeId }: PartPlace
): Result<PlacedPart[]> {
  const moved = parts.find((part) => part.id === id);
  if (!moved) return refuse('not-found');
  if (parentId !== null && !parts.some((part) => part.id === parentId)) return refuse('stale');
  const branch = branchOf(parts, id);
  if (parentId !== null && branch.has(parentId)) return refuse('invalid', { field: 'parent' });
  if (depthOf(parts, parentId) + heightOf(parts, id) > deepestPart)
    return refuse('invalid', { field: 'parent' });
  const childrenOf = (parent: string | null): ReportTreePart[] =>
    parts
      .filter((part) => part.parentId === parent && part.id !== id)
      .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  const children = childrenOf(parentId);
  const at = beforeId === null ? children.length : children.findIndex((part) => part.id === beforeId);
  if (at === -1) return refuse('stale');
  const numbered = (list: readonly ReportTreePart[], parent: string | null): PlacedPart[] =>
    list.map((part, position) => ({ id: part.id, parentId: parent, position }));
  const left = moved.parentId === parentId ? [] : numbered(childrenOf(moved.parentId), moved.parentId);
  const placed = [...left, ...numbered(children.toSpliced(at, 0, moved), parentId)];
  return ok(
    placed.filter(({ id: one, parentId: parent, position }) => {
      const before = parts.find((part) => part.id === one);
      return before?.parentId !== parent || before.position !== position;
    })
  );
}

const depthOf = (parts: readonly ReportTreePart[], id: string | null): number => {
  let depth = 0;
  for (let at = id; at !== null && depth <= deepestPart; depth++)
    at = parts.find((part) => part.id === at)?.parentId ?? null;
  return depth;
};

const heightOf = (parts: readonly ReportTreePart[], id: string): number =>
  1 + Math.max(0, ...parts.filter((part) => part.parentId === id).map((part) => heightOf(parts, part.id)));

/** The wanted id, or with the first number that makes it unique. */
export function freePartId(taken: ReadonlySet<string>, wanted: string): string {
  const base = isSlug(wanted) ? wanted.slice(0, 48).replace(/-+$/, '') : 'part';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export const idForSource = (source: PartSource): string => {
  switch (source.kind) {
    case 'chapter':
      return source.slug;
    case 'synopses':
      return `cities-${source.side}`;
    case 'block':
      return source.block;
    case 'passages':
      return 'text';
    case 'group':
      return 'part';
  }
};

export interface PartInput {
  readonly title: Bilingual;
  readonly numbering: PartNumbering;
  readonly showsGaps: boolean;
}

/** A group and passages have a title in at least one language. */
export function validatePart(source: PartSource, input: PartInput): Result<PartInput> {
  const title = { en: input.title.en.trim(), zh: input.title.zh.trim() };
  if (title.en.length > longestPartTitle || title.zh.length > longestPartTitle)
    return refuse('too-large', { field: 'title' });
  if ((source.kind === 'group' || source.kind === 'passages') && gapsOf(title).length === 2)
    return refuse('title-required', { field: 'title' });
  return ok({ ...input, title });
}

export const textStates = ['approved', 'draft', 'missing'] as const;
export type TextState = (typeof textStates)[number];

/** Lists what stops the publication, or is to be looked at before it. */
export const faultKinds = [
  'not-approved',
  'missing-text',
  'empty-part',
  'title-missing',
  'language-missing',
  'dead-reference',
  'figure-caption',
  'figure-alternative',
  'picture-type',
  'picture-barred',
  /** Names a picture whose owner nobody has recorded. */
  'picture-unregistered',
  /** Names what a translation service wrote and nobody has accepted. */
  'machine-text',
  /** Names a statement of the White Paper without a place in the report. */
  'source-missing',
  'dead-citation',
  'support-changed',
  'source-changed',
  'source-gone',
  /** An output cannot be written; `about` is the sentence that says why. */
  'output'
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Checks whether each passage of a paper has to name a place of the report on which it rests. */
export const needsSources = (kind: ReportKind): boolean => kind === 'white-paper';

export interface ReportFault {
  readonly kind: FaultKind;
  readonly part: string;
  /** Names the thing at fault where there is one: the title of a city or chapter, or the words of a link. */
  readonly about: Bilingual;
  /** Says whether the report cannot be published with it. */
  readonly stops: boolean;
}
