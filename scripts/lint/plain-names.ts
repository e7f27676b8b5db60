/** A rule about the terms that identifiers and comments use (old-names.ts). */
import { relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { oldNames, oldWords, type OldName } from './old-names.ts';

interface Found {
  readonly word: string;
  readonly instead: string;
  /** The position of the word among the words that were searched. */
  readonly at: number;
}

/** Splits an identifier into its segments in lower case: `parseURLOf_house` into parse, url, of and house. */
const segmentsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);

const isBelow = (path: string, folders: readonly string[] = []): boolean =>
  folders.some((folder) => path.startsWith(folder));

type EntryOf = ReadonlyMap<string, OldName>;

/** Maps each term that is refused in a file to the first entry that refuses it. */
function entriesFor(entries: readonly OldName[], path: string): EntryOf {
  const entryOf = new Map<string, OldName>();
  for (const entry of entries) {
    const { words, allowedIn, refusedIn } = entry;
    if (isBelow(path, allowedIn) || (refusedIn && !isBelow(path, refusedIn))) continue;
    for (const word of words) if (!entryOf.has(word)) entryOf.set(word, entry);
  }
  return entryOf;
}

/** Finds every word, and every two words together, that an entry refuses. */
function findOld(words: readonly string[], entryOf: EntryOf): Found[] {
  const joined = (from: number, to: number): string => words.slice(Math.max(from, 0), to).join('');
  return words.flatMap((_, index) => {
    for (const count of [1, 2]) {
      const entry = entryOf.get(joined(index, index + count));
      if (!entry) continue;
      const isRight = [joined(index - 1, index + 1), joined(index, index + 2)].some((term) =>
        entry.except?.includes(term)
      );
      if (!isRight)
        return [{ word: words.slice(index, index + count).join(' '), instead: entry.instead, at: index }];
    }
    return [];
  });
}

/** Refuses old terms in identifiers and, unless `comments` is false, in comments. */
export const plainNames: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { comments: { type: 'boolean' } }, additionalProperties: false }],
    messages: {
      old: '“{{word}}” is an old term of this project: write {{instead}} (scripts/lint/old-names.ts).'
    }
  },
  create: (context) => {
    const path = relative(context.cwd, context.filename).split(sep).join('/');
    const { comments = true } = (context.options[0] ?? {}) as { comments?: boolean };
    const names = entriesFor(oldNames, path);
    const prose = entriesFor(oldWords, path);
    // The two names of an import that renames nothing are two nodes at one place.
    const seen = new Set<number | undefined>();
    const checkName = (node: Rule.Node & { readonly name: string }): void => {
      if (seen.has(node.range?.[0])) return;
      seen.add(node.range?.[0]);
      for (const { word, instead } of findOld(segmentsOf(node.name), names))
        context.report({ node, messageId: 'old', data: { word, instead } });
    };
    return {
      Identifier: checkName,
      PrivateIdentifier: checkName,
      Program: () => {
        if (!comments) return;
        for (const { value, range } of context.sourceCode.getAllComments()) {
          const matches = [...value.matchAll(/[A-Za-z]+/g)];
          const words = matches.map(([word]) => word.toLowerCase());
          for (const { word, instead, at } of findOld(words, prose)) {
            // The text of a comment starts behind its two signs.
            const start = (range?.[0] ?? 0) + 2 + (matches[at]?.index ?? 0);
            const loc = {
              start: context.sourceCode.getLocFromIndex(start),
              end: context.sourceCode.getLocFromIndex(start + word.length)
            };
            context.report({ loc, messageId: 'old', data: { word, instead } });
          }
        }
      }
    };
  }
};
