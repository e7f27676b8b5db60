/**
 * Finds the passages that are most like a given one. An index holds the passages of one language: their single
 * tokens and pairs of neighbouring tokens give candidates, rare ones first, and the edit distance decides. Tokens
 * are words, and in Chinese single characters. All work of a search is bounded, whatever the passages hold.
 */
import { isPause, tokensOf } from '#domain/tokens.ts';
import { distanceWithin } from './distance.ts';

/** Limits a passage, in tokens: longer ones are neither kept nor searched. */
export const longestPassage = 2_000;
/** Limits the entries of gram lists that one search reads, and the passages that it compares. */
const mostEntries = 40_000;
const mostCandidates = 40;
/** Limits the cells of the distance tables of one search. */
const mostCells = 2_000_000;

export interface Match<About> {
  readonly about: About;
  /** Is 1 for passages of equal words, and the share of words that stay for others. */
  readonly likeness: number;
}

export interface SearchOptions {
  /** The most matches that are returned. */
  readonly most: number;
  /** The least likeness of a match, between 0 and 1. */
  readonly least: number;
}

/** Returns the words of a passage as they are compared: of one width, without case and punctuation. */
export const comparedTokens = (text: string): string[] =>
  tokensOf(text.normalize('NFKC').toLowerCase()).filter((token) => !isPause(token));

export class MemoryIndex<About> {
  readonly #about: About[] = [];
  readonly #passages: Int32Array[] = [];
  readonly #ids = new Map<string, number>();
  /** Lists the passages that hold a gram, by its key. */
  readonly #holders = new Map<number, number[]>();
  readonly #scores: Float64Array;

  constructor(passages: readonly { readonly text: string; readonly about: About }[]) {
    for (const { text, about } of passages) {
      const tokens = comparedTokens(text);
      if (tokens.length > 0 && tokens.length <= longestPassage) this.#add(tokens, about);
    }
    this.#scores = new Float64Array(this.#passages.length);
  }

  get size(): number {
    return this.#passages.length;
  }

  #add(tokens: readonly string[], about: About): void {
    const ids = Int32Array.from(tokens, (token) => {
      const known = this.#ids.get(token);
      if (known !== undefined) return known;
      const id = this.#ids.size;
      this.#ids.set(token, id);
      return id;
    });
    const place = this.#passages.push(ids) - 1;
    this.#about.push(about);
    for (const gram of gramsOf(ids)) {
      const holders = this.#holders.get(gram);
      if (holders) holders.push(place);
      else this.#holders.set(gram, [place]);
    }
  }

  /** Returns the passages most like the given one, the most alike first. */
  search(text: string, options: SearchOptions): Match<About>[] {
    return searchAll([this], text, options);
  }

  /** Adds the passages that share grams with these tokens to the candidates, reading so many entries at most. */
  offer(tokens: readonly string[], least: number, entries: number, candidates: Candidates<About>): void {
    // A token that no passage holds equals nothing.
    const ids = Int32Array.from(tokens, (token) => this.#ids.get(token) ?? -1);
    const lists: number[][] = [];
    for (const gram of gramsOf(ids)) {
      const list = this.#holders.get(gram);
      if (list) lists.push(list);
    }
    lists.sort((a, b) => a.length - b.length);
    const touched: number[] = [];
    let left = entries;
    for (const list of lists) {
      left -= list.length;
      if (left < 0 && touched.length > 0) break;
      const weight = Math.log(1 + this.#passages.length / list.length);
      for (const place of list) {
        const score = this.#scores[place] ?? 0;
        if (score === 0) touched.push(place);
        this.#scores[place] = score + weight;
      }
    }
    for (const place of touched) {
      const passage = this.#passages[place] ?? ids;
      const score = this.#scores[place] ?? 0;
      this.#scores[place] = 0;
      const shorter = Math.min(passage.length, ids.length);
      const longer = Math.max(passage.length, ids.length);
      // Passages of so different lengths cannot be alike enough.
      if (shorter < least * longer || !candidates.takes(score / longer)) continue;
      const about = this.#about[place];
      if (about !== undefined) candidates.add({ score: score / longer, ids, passage, about });
    }
  }
}

interface Candidate<About> {
  readonly score: number;
  /** Holds the tokens that are looked for, and those of the passage, as numbers of its index. */
  readonly ids: Int32Array;
  readonly passage: Int32Array;
  readonly about: About;
}

/** Keeps the candidates with the highest scores, in their order. */
class Candidates<About> {
  readonly list: Candidate<About>[] = [];

  takes(score: number): boolean {
    return this.list.length < mostCandidates || score > (this.list.at(-1)?.score ?? 0);
  }

  add(candidate: Candidate<About>): void {
    let at = this.list.length;
    while (at > 0 && (this.list[at - 1]?.score ?? 0) < candidate.score) at -= 1;
    this.list.splice(at, 0, candidate);
    if (this.list.length > mostCandidates) this.list.pop();
  }
}

/** Returns the passages of several indexes most like the given one; all together cost what one would. */
export function searchAll<About>(
  indexes: readonly MemoryIndex<About>[],
  text: string,
  { most, least }: SearchOptions
): Match<About>[] {
  const tokens = comparedTokens(text);
  if (tokens.length === 0 || tokens.length > longestPassage) return [];
  const candidates = new Candidates<About>();
  const all = indexes.reduce((sum, { size }) => sum + size, 0);
  for (const index of indexes)
    index.offer(tokens, least, Math.ceil((mostEntries * index.size) / Math.max(1, all)), candidates);
  const found: Match<About>[] = [];
  let bar = least;
  let cells = mostCells;
  for (const { ids, passage, about } of candidates.list) {
    const longer = Math.max(ids.length, passage.length);
    const limit = Math.floor((1 - bar) * longer + 1e-9);
    cells -= Math.min(ids.length, passage.length) * Math.min(longer, 2 * limit + 1);
    if (cells < 0) break;
    const distance = distanceWithin(ids, passage, limit);
    if (distance === null) continue;
    found.push({ about, likeness: 1 - distance / longer });
    found.sort((a, b) => b.likeness - a.likeness);
    if (found.length > most) found.pop();
    if (found.length === most) bar = Math.max(bar, found.at(-1)?.likeness ?? 0);
  }
  return found;
}

/** Joins the ids of two neighbours to one number; single tokens have numbers below those of all pairs. */
const radix = 2 ** 25;

function* gramsOf(ids: Int32Array): Generator<number> {
  const seen = new Set<number>();
  let before = -1;
  for (const id of ids) {
    for (const gram of id < 0 ? [] : before < 0 ? [id] : [id, (before + 1) * radix + id])
      if (!seen.has(gram)) {
        seen.add(gram);
        yield gram;
      }
    before = id;
  }
}
