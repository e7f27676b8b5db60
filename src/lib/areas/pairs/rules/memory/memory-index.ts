/**
 * Finds the passages that are most like a given one. An index holds the passages of one text in one language: their
 * single tokens and pairs of neighbouring tokens give candidates, rare ones first, and the edit distance decides.
 * Tokens are words, and in Chinese single characters. They are compared by hashes of 32 bits, so that any number of
 * indexes is searched without a vocabulary of each. All work of a search is bounded, whatever the passages hold.
 */
import { isPause, tokensOf } from '#base/tokens.ts';
import { distanceWithin } from './distance.ts';
import { PostingLists } from './posting-lists.ts';

/** In tokens: longer passages are neither kept nor searched. */
export const longestPassage = 2_000;
/** Limits the entries of lists that one search reads, and the passages that it compares. */
const mostEntries = 40_000;
const mostCandidates = 40;
/** Limits the cells of the distance tables of one search. */
const mostCells = 2_000_000;
/** Sets after how many passages a build can be interrupted. */
const passagesPerStep = 20;

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

export interface Remembered<About> {
  readonly text: string;
  readonly about: About;
}

/** Returns the words of a passage as they are compared: of one width, without case and punctuation. */
export const comparedTokens = (text: string): string[] =>
  tokensOf(text.normalize('NFKC').toLowerCase()).filter((token) => !isPause(token));

/** Returns the FNV-1a hash of each token. */
const hashesOf = (tokens: readonly string[]): Int32Array =>
  Int32Array.from(tokens, (token) => {
    let hash = 0x81_1c_9d_c5;
    for (let index = 0; index < token.length; index++)
      hash = Math.imul(hash ^ token.charCodeAt(index), 0x01_00_01_93);
    return hash;
  });

/** Returns the keys by which a passage is found: of its tokens, and of each token with the one before. */
function gramsOf(hashes: Int32Array): Int32Array {
  const grams = new Int32Array(Math.max(0, 2 * hashes.length - 1));
  let before = 0;
  hashes.forEach((hash, index) => {
    grams[2 * index] = hash;
    if (index > 0) grams[2 * index - 1] = Math.imul(before, 0x9e_37_79_b1) ^ hash;
    before = hash;
  });
  return grams;
}

export class MemoryIndex<About> {
  readonly #about: readonly About[];
  readonly #passages: readonly Int32Array[];
  readonly #lists: PostingLists;

  private constructor(about: readonly About[], passages: readonly Int32Array[], lists: PostingLists) {
    this.#about = about;
    this.#passages = passages;
    this.#lists = lists;
  }

  /** Builds an index in steps of a few milliseconds, between which the caller can do other work. */
  static *steps<About>(
    all: Iterable<Remembered<About>>
  ): Generator<undefined, MemoryIndex<About>, undefined> {
    const about: About[] = [];
    const passages: Int32Array[] = [];
    for (const one of all) {
      const tokens = comparedTokens(one.text);
      if (tokens.length === 0 || tokens.length > longestPassage) continue;
      about.push(one.about);
      if (passages.push(hashesOf(tokens)) % passagesPerStep === 0) yield;
    }
    const lists = new PostingLists(passages.reduce((sum, { length }) => sum + 2 * length, 0));
    for (const [place, passage] of passages.entries()) {
      lists.count(gramsOf(passage), place);
      if (place % passagesPerStep === 0) yield;
    }
    lists.reserve();
    for (const [place, passage] of passages.entries()) {
      lists.add(gramsOf(passage), place);
      if (place % passagesPerStep === 0) yield;
    }
    lists.close();
    return new MemoryIndex(about, passages, lists);
  }

  static of<About>(all: Iterable<Remembered<About>>): MemoryIndex<About> {
    const steps = MemoryIndex.steps(all);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** Builds in short steps, and waits for `pause` between them where they took some milliseconds. */
  static async build<About>(
    all: Iterable<Remembered<About>>,
    pause: () => Promise<unknown>
  ): Promise<MemoryIndex<About>> {
    const steps = MemoryIndex.steps(all);
    let started = performance.now();
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      if (performance.now() - started < longestStepMilliseconds) continue;
      await pause();
      started = performance.now();
    }
  }

  get size(): number {
    return this.#passages.length;
  }

  get lists(): PostingLists {
    return this.#lists;
  }

  /** Undefined where the index has none at this place. */
  at(place: number): { readonly passage: Int32Array; readonly about: About } | undefined {
    const [passage, about] = [this.#passages[place], this.#about[place]];
    return passage && about !== undefined ? { passage, about } : undefined;
  }

  /** The most alike first. */
  search(text: string, options: SearchOptions): Match<About>[] {
    return searchAll([this], text, options);
  }
}

const longestStepMilliseconds = 5;

interface Candidate<About> {
  readonly score: number;
  readonly passage: Int32Array;
  readonly about: About;
}

/** All indexes together cost about what one would. */
export function searchAll<About>(
  indexes: readonly MemoryIndex<About>[],
  text: string,
  { most, least }: SearchOptions
): Match<About>[] {
  const tokens = comparedTokens(text);
  if (tokens.length === 0 || tokens.length > longestPassage) return [];
  const asked = hashesOf(tokens);
  const found: Match<About>[] = [];
  let bar = least;
  let cells = mostCells;
  for (const { passage, about } of candidatesIn(indexes, asked, least)) {
    const longer = Math.max(asked.length, passage.length);
    const shorter = Math.min(asked.length, passage.length);
    // What is left of the cells narrows the band: of very long passages only those much alike are found.
    const limit = Math.min(Math.floor((1 - bar) * longer + 1e-9), Math.floor(cells / (2 * shorter)));
    cells -= shorter * Math.min(longer, 2 * limit + 1);
    const distance = distanceWithin(asked, passage, limit);
    if (distance === null) continue;
    found.push({ about, likeness: 1 - distance / longer });
    found.sort((a, b) => b.likeness - a.likeness);
    if (found.length > most) found.pop();
    if (found.length === most) bar = Math.max(bar, found.at(-1)?.likeness ?? 0);
  }
  return found;
}

/** Returns the passages that share the rarest grams with these tokens, the most promising first. */
function candidatesIn<About>(
  indexes: readonly MemoryIndex<About>[],
  asked: Int32Array,
  least: number
): Candidate<About>[] {
  const bases: number[] = [];
  let all = 0;
  for (const { size } of indexes) {
    bases.push(all);
    all += size;
  }
  const grams = Int32Array.from(new Set(gramsOf(asked)));
  const slots = new Int32Array(grams.length * indexes.length);
  const lengths = new Int32Array(grams.length);
  indexes.forEach(({ lists }, index) => {
    for (let gram = 0; gram < grams.length; gram++) {
      const slot = lists.slotOf(grams[gram] ?? 0);
      slots[index * grams.length + gram] = slot;
      lengths[gram] = (lengths[gram] ?? 0) + lists.lengthOf(slot);
    }
  });
  const lengthOf = (gram: number): number => lengths[gram] ?? 0;
  const rarest = [...grams.keys()].filter((gram) => lengthOf(gram) > 0);
  rarest.sort((one, other) => lengthOf(one) - lengthOf(other));
  const scores = new Float32Array(all);
  let left = mostEntries;
  for (const [turn, gram] of rarest.entries()) {
    left -= lengthOf(gram);
    if (left < 0 && turn > 0) break;
    const weight = Math.log(1 + all / lengthOf(gram));
    indexes.forEach(({ lists }, index) =>
      lists.addTo(slots[index * grams.length + gram] ?? 0, weight, scores, bases[index] ?? 0)
    );
  }
  const candidates: Candidate<About>[] = [];
  indexes.forEach((index, number) => {
    const base = bases[number] ?? 0;
    for (let place = 0; place < index.size; place++) {
      const total = scores[base + place] ?? 0;
      if (total === 0) continue;
      const one = index.at(place);
      if (!one) continue;
      const shorter = Math.min(one.passage.length, asked.length);
      const longer = Math.max(one.passage.length, asked.length);
      const score = total / longer;
      // Passages of so different lengths cannot be alike enough.
      if (shorter >= least * longer) keep(candidates, score, one);
    }
  });
  return candidates;
}

/** Puts a candidate into its place, and drops the last one where there are too many. */
function keep<About>(
  candidates: Candidate<About>[],
  score: number,
  one: { readonly passage: Int32Array; readonly about: About }
): void {
  if (candidates.length === mostCandidates && score <= (candidates.at(-1)?.score ?? 0)) return;
  let at = candidates.length;
  while (at > 0 && (candidates[at - 1]?.score ?? 0) < score) at -= 1;
  candidates.splice(at, 0, { score, ...one });
  if (candidates.length > mostCandidates) candidates.pop();
}
