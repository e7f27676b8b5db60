/**
 * Defines the sources of statements: a statement of a synopsis names the question whose answer it rests on, with
 * a fingerprint of the answer as it was then. So statements without a source can be listed, and those whose
 * answer has changed since are marked for review. A fact is a source as well: it shows the answer itself.
 */
import { sourceOf, type SourceRef } from '#base/chips/source.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { pairsOf } from './pairs.ts';
import { readUnits, isLinkable, type Unit, type UnitKind } from './units.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';

export interface SourceQuestion {
  readonly id: string;
  readonly code: string;
  readonly text: Bilingual;
  /** Names the part of the framework in which it is asked. */
  readonly part: string;
}

/** Maps the questions of a city to the fingerprints of their present answers. */
export type AnswerPrints = Readonly<Record<string, string>>;

/**
 * Null where that is not known, for a reader who may not read the answers, or for a source that was written
 * without a fingerprint.
 */
export function hasChanged({ source, seen }: SourceRef, prints: AnswerPrints | null): boolean | null {
  if (source === null || seen === null || prints === null || !Object.hasOwn(prints, source)) return null;
  return prints[source] !== seen;
}

/** A paragraph or an item, in both languages where it has a counterpart. */
export interface Statement {
  /** Names the blocks; null for a side that is missing, or whose block has no id. */
  readonly ids: Readonly<Record<Locale, string | null>>;
  readonly text: Readonly<Record<Locale, string>>;
  readonly sources: readonly SourceRef[];
  /** To a source or a fact, in either language. */
  readonly isLinked: boolean;
}

const stated: ReadonlySet<UnitKind> = new Set(['paragraph', 'item']);

/** In the order of its pairs; headings, tables and pictures are no statements. */
export function statementsOf(section: SectionContent): Statement[] {
  const rests = { en: restsOf(section.en), zh: restsOf(section.zh) };
  return pairsOf(readUnits(section)).flatMap(({ en, zh }): Statement[] => {
    const units = [en, zh].filter((unit): unit is Unit => unit !== null);
    if (!units.some(({ kind }) => stated.has(kind))) return [];
    const of = (unit: Unit | null, language: Locale): Rest => rests[language].get(unit?.id ?? '') ?? nothing;
    const [inEnglish, inChinese] = [of(en, 'en'), of(zh, 'zh')];
    const idOf = (unit: Unit | null): string | null => (unit && isLinkable(unit) ? unit.id : null);
    const sources = [...inEnglish.sources, ...inChinese.sources];
    return [
      {
        ids: { en: idOf(en), zh: idOf(zh) },
        text: { en: en?.text ?? '', zh: zh?.text ?? '' },
        sources,
        isLinked: sources.length > 0 || inEnglish.hasFact || inChinese.hasFact
      }
    ];
  });
}

/** Lists the statements whose answer has changed since they were linked to it. */
export const toReview = (statements: readonly Statement[], prints: AnswerPrints | null): Statement[] =>
  statements.filter(({ sources }) => sources.some((source) => hasChanged(source, prints) === true));

interface Rest {
  readonly sources: readonly SourceRef[];
  readonly hasFact: boolean;
}
const nothing: Rest = { sources: [], hasFact: false };

/** Returns what the blocks of a text rest on, by their ids. */
function restsOf(nodes: readonly ContentNode[]): Map<string, Rest> {
  const rests = new Map<string, Rest>();
  const walk = (node: ContentNode, around: string | null): void => {
    const own = node.attrs?.['id'];
    const id = typeof own === 'string' ? own : around;
    if (id !== null && (node.type === 'source' || node.type === 'fact')) {
      const { sources, hasFact } = rests.get(id) ?? nothing;
      const ref = sourceOf(node.attrs);
      const isSource = node.type === 'source' && ref.source !== null;
      rests.set(id, {
        sources: isSource ? [...sources, ref] : sources,
        hasFact: hasFact || node.type === 'fact'
      });
    }
    node.content?.forEach((child) => walk(child, id));
  };
  nodes.forEach((node) => walk(node, null));
  return rests;
}
