/**
 * Lists where a term of the glossary is used, in the passages that a reader may read. The search index names the blocks
 * that may hold it, and only those are read: the texts of a study are too long for one page to read them all.
 */
import type { CheckedTerm } from '#rules/pairs/glossary.ts';
import { locales, type Locale } from '#base/locale.ts';
import { scopesOf, type SearchKind } from '#rules/search/search.ts';
import type { DocumentKind } from '#base/states.ts';
import { findTerms, formsToFind, indexTerms, type TermIndex } from '#rules/pairs/parity/term-index.ts';
import { pieceOf } from '#lib/areas/search/entries.ts';
import { queryOfAny } from '#lib/areas/search/query.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { listTerms } from '#areas/pairs';
import type { Store } from '#server/store/open.ts';
import { listCandidates, type Candidates } from './store/search-candidates.ts';
import { loadTextAccess } from '#areas/evidence';
import { ownRound } from '#server/process/rounds.ts';
import { authorizedInStudy, studySubject } from '#areas/study';
import { authorizeFound, type Found } from './authorizing.ts';

/** Says where a term is used: a block of a text that the reader may read. */
export interface TermUse {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly chapter: string | null;
  readonly section: string;
  readonly block: string | null;
  readonly language: Locale;
  /** Holds the words around the term, and which of them are the term. */
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

export interface TermUses {
  readonly uses: readonly TermUse[];
  /** Is true where there are more than are listed. */
  readonly isCut: boolean;
}

/** The most places of a term that are listed. */
const mostUses = 300;
/** Limits the blocks that are read for them. */
const mostBlocks = 2_000;
const blocksAtOnce = 100;
/** Limits the blocks that are searched in one round of the event loop. */
const blocksInRound = 10;

const kindsOfTexts: readonly SearchKind[] = ['finding', 'chapter', 'response', 'answer'];

interface TermUsesTools {
  readonly store: Pick<Store, 'db' | 'engine'>;
}

/** In the texts that the reader may read. */
const listTermUses = readsOf<TermUsesTools>()(
  { name: 'findings.uses', subject: studySubject },
  async (reading, termId: string): Promise<TermUses> => {
    const { db, deps, actor, grants } = reading;
    const { study } = reading.subject;
    const [terms, access] = await Promise.all([
      listTerms(db, study.id),
      loadTextAccess(db, study.id, grants)
    ]);
    const term = terms.find(({ id }) => id === termId);
    if (!term) throw refused('not-found');
    const scopes = scopesOf(study.id, grants, access.assessments.values(), access.chapters.values());
    const reader = { actor, authorized: authorizedInStudy(reading), access, scopes: new Set(scopes) };
    const index = indexTerms([term]);
    const query = queryOfAny(formsOf(term));
    const uses = new Map<string, OrderedUse>();
    let [read, below]: [number, number | null] = [0, null];
    do {
      const page: Candidates = await listCandidates(db, deps.store.engine, query, {
        ...{ scopes, kinds: kindsOfTexts, below, limit: blocksAtOnce },
        ...{ section: null, userId: null, from: null, to: null }
      });
      for (const [number, found] of (await authorizeFound(db, reader, page.candidates)).entries()) {
        for (const use of usesIn(found, index)) uses.set(use.key, use);
        if (number % blocksInRound === blocksInRound - 1) await ownRound();
      }
      read += blocksAtOnce;
      below = page.below;
      await ownRound();
    } while (below !== null && read < mostBlocks && uses.size <= mostUses);
    const listed = [...uses.values()].toSorted(byPlace).slice(0, mostUses);
    return { uses: listed.map(({ use }) => use()), isCut: uses.size > mostUses || below !== null };
  }
);

export type TermUsesOfStudy = ReturnType<typeof createTermUses>;

export const createTermUses = (tools: TermUsesTools) => bind(tools, { uses: listTermUses });

const formsOf = (term: CheckedTerm): string[] => locales.flatMap((language) => formsToFind(term, language));

interface OrderedUse {
  /** Identifies the place in its text: the pieces of a long block overlap. */
  readonly key: string;
  readonly order: readonly (string | number)[];
  /** Returns it with the words around, which only those that are listed need. */
  readonly use: () => TermUse;
}

function usesIn(found: Found, index: TermIndex): OrderedUse[] {
  const { documentId, slug, section, question, blockId } = found.place;
  // An answer that is no passage has no section.
  if (typeof documentId !== 'string' || typeof section !== 'string') return [];
  const kind = kindOf(found.kind);
  const piece = pieceOf(found.key);
  return locales.flatMap((language) => {
    const text = language === 'en' ? found.textEn : found.textZh;
    return findTerms(index, language, text).occurrences.map(({ from, to }): OrderedUse => {
      const at = piece.from + from;
      return {
        key: `${found.source} ${piece.key} ${language} ${at}`,
        order: [kind, found.cityId ?? '', slug ?? '', question ? 1 : 0, section, language, piece.key, at],
        use: () => ({
          ...{ documentId, kind, cityId: found.cityId, chapter: slug ?? null, section },
          ...{ block: blockId ?? null, language },
          before: startOf(text, from),
          words: text.slice(from, to),
          after: endOf(text, to)
        })
      };
    });
  });
}

function kindOf(kind: string): DocumentKind {
  if (kind === 'finding') return 'findings';
  return kind === 'chapter' ? 'chapter' : 'response';
}

/** Orders uses by what their texts are about; the order of ids would tell which of them is older. */
function byPlace({ order: one }: OrderedUse, { order: other }: OrderedUse): number {
  const at = one.findIndex((value, n) => value !== other[n]);
  const [left, right] = [one[at] ?? 0, other[at] ?? 0];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Limits the characters that are shown on either side of a term. */
const around = 60;

/** Returns the words before a position, whole ones where words are separated by spaces. */
function startOf(text: string, to: number): string {
  if (to <= around) return text.slice(0, to);
  const part = text.slice(to - around, to);
  return `…${part.replace(/^[\p{L}\p{N}]*[^\S\n]+(?=.{20})/u, '')}`;
}

function endOf(text: string, from: number): string {
  if (text.length - from <= around) return text.slice(from);
  const part = text.slice(from, from + around);
  return `${part.replace(/(?<=.{20})[^\S\n]+\S*$/u, '')}…`;
}
