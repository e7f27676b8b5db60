/**
 * Makes passages for tests of the translation memory: word after word as words follow each other in the demo
 * study's texts, so that thousands of passages share most of their words and neighbours and none equals another.
 */
import type { Chance } from '#base/chance.ts';
import type { Locale } from '#base/locale.ts';
import { tokensOf } from '#base/tokens.ts';
import { chapterTexts, findingsOf } from '#server/areas/demo/store/passages.ts';
import { readdirSync } from 'node:fs';

export interface WordChain {
  readonly words: readonly string[];
  readonly next: ReadonlyMap<string, readonly string[]>;
}

const pick = <T>(chance: Chance, list: readonly T[]): T => {
  const found = list[Math.floor(chance() * list.length)];
  if (found === undefined) throw new Error('The list is empty');
  return found;
};

/** Reads which words follow which in the demo study. */
export function demoWords(language: Locale): WordChain {
  const blocks = [
    ...chapterTexts().flatMap(({ body }) => body),
    ...readdirSync('server/seeds/findings').flatMap((file) =>
      Object.values(findingsOf(file.replace('.json', ''))).flat()
    )
  ];
  const texts = blocks.flatMap((block) =>
    block.kind === 'list' ? block.items.map((item) => item[language]) : [block.text[language]]
  );
  const next = new Map<string, string[]>();
  const words: string[] = [];
  for (const text of texts) {
    const tokens = tokensOf(text).filter((token) => token.trim() !== '');
    words.push(...tokens);
    tokens.forEach((token, index) => {
      const follower = tokens[index + 1];
      if (follower === undefined) return;
      const followers = next.get(token);
      if (followers) followers.push(follower);
      else next.set(token, [follower]);
    });
  }
  return { words, next };
}

export function passageTokens(chain: WordChain, chance: Chance, length: number): string[] {
  const tokens = [pick(chance, chain.words)];
  while (tokens.length < length)
    tokens.push(pick(chance, chain.next.get(tokens.at(-1) ?? '') ?? chain.words));
  return tokens;
}

export const joined = (language: Locale, tokens: readonly string[]): string =>
  tokens.join(language === 'en' ? ' ' : '');

/** Replaces, deletes or inserts this share of the words, at places drawn by chance. */
export function editedTokens(
  chain: WordChain,
  chance: Chance,
  tokens: readonly string[],
  share: number
): string[] {
  const edited = [...tokens];
  for (let edits = Math.round(tokens.length * share); edits > 0; edits--) {
    const at = Math.floor(chance() * edited.length);
    const act = Math.floor(chance() * 3);
    if (act === 0) edited[at] = pick(chance, chain.words);
    else if (act === 1 && edited.length > 1) edited.splice(at, 1);
    else edited.splice(at, 0, pick(chance, chain.words));
  }
  return edited;
}

export const makePassages = (chain: WordChain, language: Locale, chance: Chance, count: number): string[][] =>
  Array.from({ length: count }, () =>
    passageTokens(
      chain,
      chance,
      (language === 'en' ? 8 : 16) + Math.floor(chance() * (language === 'en' ? 70 : 140))
    )
  );
