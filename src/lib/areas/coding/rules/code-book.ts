/**
 * Defines the code book of a study: codes with a label and a definition in both languages, in a tree, by which
 * passages are tagged. It finds codes as a coder types: by words of either language, by pinyin and by initials.
 */
import { isWellFormed } from '#base/bad-characters.ts';
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { simplify } from '#base/simplified.ts';

export const codeColours = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet'] as const;
export type CodeColour = (typeof codeColours)[number];
/** Holds the colour of a code for which none was chosen, and that is below none. */
export const usualColour: CodeColour = 'blue';

export interface CodeInput {
  readonly label: Bilingual;
  readonly definition: Bilingual;
  readonly colour: CodeColour;
}

export interface Code extends CodeInput {
  readonly id: string;
  /** Null at the top. */
  readonly parentId: string | null;
  /** Orders codes below one parent. */
  readonly position: number;
  readonly version: number;
}

export const longestCodeLabel = 200;
export const longestDefinition = 4_000;
export const mostCodes = 2_000;
/** Limits the codes above one another. */
export const deepestCode = 12;

export function validateCode(input: CodeInput): Result<CodeInput> {
  const { label, definition, colour } = input;
  if (label.en.trim() === '' && label.zh.trim() === '') return refuse('title-required', { field: 'label' });
  for (const [field, text, longest] of [
    ['label', label, longestCodeLabel],
    ['definition', definition, longestDefinition]
  ] as const) {
    if (!isWellFormed(text.en) || !isWellFormed(text.zh)) return refuse('invalid', { field });
    if (Math.max(text.en.length, text.zh.length) > longest) return refuse('too-large', { field });
  }
  return codeColours.includes(colour) ? ok(input) : refuse('invalid', { field: 'colour' });
}

type Placed = Pick<Code, 'id' | 'parentId' | 'position'>;

const byPlace = (a: Placed, b: Placed): number =>
  a.position - b.position || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** In their order; those at the top for null. A code whose parent is unknown is at the top. */
export function childrenOf<T extends Placed>(codes: readonly T[], parentId: string | null): T[] {
  const known = new Set(codes.map(({ id }) => id));
  const parentOf = (code: T): string | null =>
    code.parentId !== null && known.has(code.parentId) ? code.parentId : null;
  return codes.filter((code) => parentOf(code) === parentId).sort(byPlace);
}

/** Each code is followed by those below it; `depth` is 0 at the top. */
export function inBookOrder<T extends Placed>(codes: readonly T[]): (T & { readonly depth: number })[] {
  const known = new Set(codes.map(({ id }) => id));
  const below = new Map<string | null, T[]>();
  for (const code of [...codes].sort(byPlace)) {
    const parent = code.parentId !== null && known.has(code.parentId) ? code.parentId : null;
    below.set(parent, [...(below.get(parent) ?? []), code]);
  }
  const walk = (parent: string | null, depth: number): (T & { readonly depth: number })[] =>
    depth > deepestCode
      ? []
      : (below.get(parent) ?? []).flatMap((code) => [{ ...code, depth }, ...walk(code.id, depth + 1)]);
  return walk(null, 0);
}

export function withDescendants(codes: readonly Placed[], id: string): Set<string> {
  const found = new Set([id]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const code of codes) if (code.parentId !== null && found.has(code.parentId)) found.add(code.id);
  }
  return found;
}

/** The topmost first. */
export const codesAbove = <T extends Placed>(codes: readonly T[], id: string): T[] => pathsIn(codes)(id);

/** Returns a function that lists the codes above one, the topmost first; for lists of many codes. */
export function pathsIn<T extends Placed>(codes: readonly T[]): (id: string) => T[] {
  const byId = new Map(codes.map((code) => [code.id, code]));
  return (id) => {
    const above: T[] = [];
    for (let at = byId.get(byId.get(id)?.parentId ?? ''); at; at = byId.get(at.parentId ?? '')) {
      if (above.includes(at)) break;
      above.unshift(at);
    }
    return above;
  };
}

/** Returns a function that lists the ids of a code and of the codes above it. */
export function selfAndAbove(codes: readonly Placed[]): (id: string) => readonly string[] {
  const above = pathsIn(codes);
  const listed = new Map(codes.map(({ id }) => [id, [id, ...above(id).map((code) => code.id)]]));
  return (id) => listed.get(id) ?? [id];
}

/** Checks that a code can be below another: the other exists, is not below it, and the tree stays shallow enough. */
export function validateParent(
  codes: readonly Placed[],
  id: string | null,
  parentId: string | null
): Result<null> {
  if (parentId === null) return ok(null);
  if (!codes.some((code) => code.id === parentId)) return refuse('invalid', { field: 'parentId' });
  if (id !== null && withDescendants(codes, id).has(parentId))
    return refuse('invalid', { field: 'parentId' });
  const depth = codesAbove(codes, parentId).length + 1;
  const height = id === null ? 0 : heightOf(codes, id);
  return depth + height >= deepestCode ? refuse('too-many') : ok(null);
}

const heightOf = (codes: readonly Placed[], id: string): number =>
  Math.max(0, ...codes.filter(({ parentId }) => parentId === id).map((code) => 1 + heightOf(codes, code.id)));

/** Holds what a palette shows of a code, and the spellings by which it is found. */
export interface FoundCode {
  readonly id: string;
  readonly label: Bilingual;
  readonly definition: Bilingual;
  readonly colour: CodeColour;
  /** The topmost first. */
  readonly above: readonly Bilingual[];
  /** Holds pinyin and initials, divided by blanks. */
  readonly spellings: string;
}

const folded = (text: string): string =>
  simplify(text.normalize('NFKC').toLowerCase()).normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** Returns how well a code answers to what was typed, the best 0; null where it does not. */
function rankOf(code: FoundCode, sought: string): number | null {
  const labels = [folded(code.label.en), folded(code.label.zh)].filter((label) => label !== '');
  if (labels.includes(sought)) return 0;
  if (labels.some((label) => label.startsWith(sought))) return 1;
  const words = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u);
  if (labels.some((label) => words(label).some((word) => word.startsWith(sought)))) return 2;
  const joined = sought.replace(/[\s'’]+/g, '');
  const spellings = folded(code.spellings).split(' ');
  if (joined !== '' && spellings.some((spelling) => spelling.startsWith(joined))) return 3;
  if (labels.some((label) => label.includes(sought))) return 4;
  const parts = sought.split(/\s+/);
  const everything = [...labels, ...code.above.flatMap(({ en, zh }) => [folded(en), folded(zh)])];
  if (parts.every((part) => [...everything, ...spellings].some((text) => text.includes(part)))) return 5;
  return null;
}

/** The best first, equals in the order of the book; all codes where nothing was typed. */
export function findCodes<T extends FoundCode>(codes: readonly T[], typed: string): T[] {
  const sought = folded(typed).trim();
  if (sought === '') return [...codes];
  return codes
    .flatMap((code, index) => {
      const rank = rankOf(code, sought);
      return rank === null ? [] : [{ code, rank, at: index }];
    })
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ code }) => code);
}
