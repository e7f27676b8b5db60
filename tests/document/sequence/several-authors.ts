/** Makes documents of the nested form that several people wrote, each with a client of their own. */
import fc from '#kit/properties.ts';
import * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import { writeTree } from '#kit/tree-content.ts';
import { passages, withIds } from './random-trees.ts';

/** Every client below 100 is a user's; the user is its last digit. */
export const ownerOf = (client: number): string | undefined =>
  client < 100 ? `user${client % 10}` : undefined;

export interface Step {
  readonly client: number;
  readonly section: string;
  readonly language: Locale;
  readonly nodes: readonly ContentNode[];
}

/** Replaces some words of a text, and marks some. */
const reworded = (nodes: readonly ContentNode[], word: string): ContentNode[] =>
  nodes.map((node) => ({
    ...node,
    ...(node.text === undefined ? {} : { text: node.text.replace('city', word).replace('市', '区') }),
    ...(node.content ? { content: reworded(node.content, word) } : {})
  }));

export const histories: fc.Arbitrary<Step[]> = fc
  .tuple(
    passages({ most: 3 }),
    passages({ most: 3 }),
    fc.array(
      fc.tuple(fc.constantFrom(1, 2, 12, 500), fc.constantFrom('town', 'cities', '北京'), fc.boolean()),
      { maxLength: 4 }
    )
  )
  .map(([en, zh, edits]) => {
    const start = { en: withIds(en, 'e'), zh: withIds(zh, 'z') };
    let now: Record<Locale, readonly ContentNode[]> = start;
    const first: Step[] = [
      { client: 500, section: 'a', language: 'en', nodes: start.en },
      { client: 1, section: 'b', language: 'zh', nodes: start.zh }
    ];
    return [
      ...first,
      ...edits.map(([client, word, isEnglish]): Step => {
        const language: Locale = isEnglish ? 'en' : 'zh';
        now = { ...now, [language]: reworded(now[language], word) };
        return { client, section: isEnglish ? 'a' : 'b', language, nodes: now[language] };
      })
    ];
  });

export function written(steps: readonly Step[]): Y.Doc {
  const doc = new Y.Doc();
  for (const { client, section, language, nodes } of steps) {
    doc.clientID = client;
    writeTree(doc, section, language, nodes);
  }
  return doc;
}
