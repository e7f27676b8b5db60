/**
 * Renders versions and the changes between them for a page: plain values and HTML that is safe. Runs in the
 * document workers.
 */
import { compareSections, isChange, sideOf, type BlockKind, type ComparedBlock } from '#domain/text-diff.ts';
import { locales, type Locale } from '#domain/locale.ts';
import { cellId } from '#domain/level-chip.ts';
import {
  idOfNode,
  markOf,
  type ContentNode,
  type DocumentVersion,
  type SectionContent,
  type VersionContent
} from '#domain/version.ts';
import { changedAnswers, type ChangedAnswer } from './answer-changes.ts';
import { authorMark } from './author-mark.ts';
import { cellsOfVersion } from './stored-answers.ts';
import { renderBlocks, nodesHtml } from './html.ts';
import type { RenderedHtml } from './texts.ts';

export interface RenderedSection {
  readonly id: string;
  readonly html: RenderedHtml;
}

/** Describes a block as in both versions at once, and, where it differs, as it was before and is after. */
export interface RenderedBlock {
  readonly id: string;
  readonly kind: BlockKind;
  readonly moved: 'from' | 'to' | null;
  readonly html: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface RenderedChanges {
  readonly id: string;
  /** The number of blocks that differ, of both languages. */
  readonly changes: number;
  readonly blocks: Readonly<Record<Locale, readonly RenderedBlock[]>>;
}

/** Describes what an approval covers besides the text, where it differs; by id, levels by `cellId`. */
export interface ChangedFact {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface RenderedTextDiff {
  /** The sections; of a response they include the passages of its questions. */
  readonly sections: readonly RenderedChanges[];
  readonly answers: readonly ChangedAnswer[];
  readonly levels: readonly ChangedFact[];
  /** Lists the facts that both hold with other values: by city and field, with a fingerprint of each value. */
  readonly facts: readonly ChangedFact[];
  readonly evidence: readonly ChangedFact[];
  readonly framework: ChangedFact | null;
}

export interface AuthoredBlock {
  readonly id: string;
  readonly html: string;
  /** Indexes in the list of authors, in the order of their first appearance. */
  readonly by: readonly number[];
}
export interface AuthoredSection {
  readonly id: string;
  readonly blocks: Readonly<Record<Locale, readonly AuthoredBlock[]>>;
}

const both = <T>(read: (language: Locale) => T): Readonly<Record<Locale, T>> =>
  Object.fromEntries(locales.map((language) => [language, read(language)])) as Record<Locale, T>;

const sectionsOf = (content: VersionContent): readonly SectionContent[] =>
  'sections' in content ? content.sections : [];

export const renderVersion = (content: VersionContent): RenderedSection[] =>
  sectionsOf(content).map((section) => ({
    id: section.id,
    html: both((language) => nodesHtml(section[language], { prefix: `${section.id}-${language}` }))
  }));

export const renderChanges = (
  before: readonly SectionContent[],
  after: readonly SectionContent[]
): RenderedChanges[] =>
  compareSections(before, after).map((section) => ({
    id: section.id,
    changes: locales.reduce(
      (sum, language) =>
        sum + section[language].filter((block) => isChange(block) && block.moved !== 'from').length,
      0
    ),
    blocks: both((language) => renderComparedBlocks(section[language], `${section.id}-${language}`))
  }));

export function renderTextDiff(before: VersionContent, after: VersionContent): RenderedTextDiff {
  const texts = { sections: renderChanges(sectionsOf(before), sectionsOf(after)) };
  if (!('sections' in before) || !('sections' in after))
    return { ...texts, answers: [], levels: [], facts: [], evidence: [], framework: null };
  const framework = ({ framework: one }: typeof before): string | null =>
    one ? `${one.version} ${one.sha256}` : null;
  const [was, is] = [framework(before), framework(after)];
  return {
    ...texts,
    answers: changedAnswers(cellsOfVersion(before.answers), cellsOfVersion(after.answers)),
    levels: changedFacts(heldFacts(before), heldFacts(after)),
    facts: changedFacts(heldFigures(before), heldFigures(after)).filter(
      (fact) => fact.before !== null && fact.after !== null
    ),
    evidence: changedFacts(
      before.evidence.map(({ id, sha256 }) => [id, sha256]),
      after.evidence.map(({ id, sha256 }) => [id, sha256])
    ),
    framework: was === is ? null : { id: 'framework', before: was, after: is }
  };
}

const heldFacts = ({ levels }: DocumentVersion): Facts => levels.map((held) => [cellId(held), held.level]);

const heldFigures = ({ facts = [] }: DocumentVersion): Facts =>
  facts.map(({ city = '', fact, figure }) => [`${city} ${fact}`, markOf(figure)]);

type Facts = readonly (readonly [id: string, value: string | null])[];

function changedFacts(before: Facts, after: Facts): ChangedFact[] {
  const [olds, news] = [new Map(before), new Map(after)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((id) => {
    const [was, is] = [olds.get(id) ?? null, news.get(id) ?? null];
    return was === is ? [] : [{ id, before: was, after: is }];
  });
}

function renderComparedBlocks(blocks: readonly ComparedBlock[], prefix: string): RenderedBlock[] {
  const inline = renderBlocks(
    blocks.map(({ node }) => node),
    { prefix }
  );
  const sides = {
    before: renderSide(blocks, 'before', `${prefix}-before`),
    after: renderSide(blocks, 'after', `${prefix}-after`)
  };
  const rendered = blocks.map(({ id, kind, moved }, at): RenderedBlock => {
    const isPlain = kind === 'same' && moved === null;
    return {
      id,
      kind,
      moved,
      html: inline.blocks[at] ?? '',
      before: isPlain || moved === 'to' ? null : (sides.before[at] ?? null),
      after: isPlain || moved === 'from' ? null : (sides.after[at] ?? null)
    };
  });
  if (inline.notes === '') return rendered;
  return [
    ...rendered,
    { id: 'notes', kind: 'same', moved: null, html: inline.notes, before: null, after: null }
  ];
}

function renderSide(
  blocks: readonly ComparedBlock[],
  side: 'before' | 'after',
  prefix: string
): (string | null)[] {
  const nodes = blocks.map(({ node, before, after, moved }) => {
    const own = side === 'before' ? before : after;
    if (!own) return null;
    if (moved === 'from') return own;
    const marked = sideOf({ ...node, marks: [] }, side);
    // Uses the block's own type at that time: a paragraph may be a heading now.
    return marked && { ...marked, type: own.type, ...(own.attrs ? { attrs: own.attrs } : {}) };
  });
  const present = nodes.filter((node) => node !== null);
  const rendered = renderBlocks(present, { prefix }).blocks;
  let at = 0;
  return nodes.map((node) => (node ? (rendered[at++] ?? '') : null));
}

export const renderAuthors = (sections: readonly SectionContent[]): AuthoredSection[] =>
  sections.map((section) => ({
    id: section.id,
    blocks: both((language) => {
      const { blocks, notes } = renderBlocks(section[language], { prefix: `${section.id}-${language}` });
      const rendered = section[language].map((node, at): AuthoredBlock => ({
        id: idOfNode(node, String(at)),
        html: blocks[at] ?? '',
        by: [...authorsIn(node)]
      }));
      return notes === '' ? rendered : [...rendered, { id: 'notes', html: notes, by: [] }];
    })
  }));

function authorsIn(node: ContentNode, found = new Set<number>()): Set<number> {
  if (node.text !== undefined && node.text.trim() !== '') {
    const n = node.marks?.find(({ type }) => type === authorMark)?.attrs?.['n'];
    found.add(typeof n === 'number' ? n : 0);
  }
  for (const child of node.content ?? []) authorsIn(child, found);
  return found;
}
