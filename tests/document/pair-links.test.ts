/** Blocks are paired and unpaired in one act, and no block ever has two partners. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { linkPairs, unlinkBlocks } from '#document/pair-links.ts';
import { openText } from '#document/sequence/roots.ts';
import { pairsOf, readUnits } from '#domain/pairs.ts';

function textOf(blocks: Readonly<Record<string, string>>): Y.Doc {
  const doc = new Y.Doc();
  for (const language of ['en', 'zh'])
    openText(doc, `s.${language}`).applyDelta(
      Object.entries(blocks)
        .filter(([id]) => id.startsWith(language))
        .flatMap(([id, words]) => [{ insert: { block: id } }, { insert: words }]),
      { sanitize: false }
    );
  return doc;
}
const text = (): Y.Doc => textOf({ en1: 'One', en2: 'Two', en3: 'Three', zh1: '一', zh2: '二' });
const pairsIn = (doc: Y.Doc): string[] =>
  pairsOf(readUnits(sectionContent(doc, 's'))).flatMap(({ en, zh, link }) =>
    en && zh ? [`${en.id} ${zh.id} ${link}`] : []
  );

describe('two blocks become a pair and cease to be one', () => {
  it('names each other on both sides', () => {
    const doc = text();
    linkPairs(doc, 's', [{ en: 'en2', zh: 'zh1' }]);
    expect(pairsIn(doc)).toEqual(['en2 zh1 mutual']);
  });

  it('frees the partner that either of them had', () => {
    const doc = text();
    linkPairs(doc, 's', [
      { en: 'en1', zh: 'zh1' },
      { en: 'en2', zh: 'zh2' }
    ]);
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh2' }]);
    expect(pairsIn(doc)).toEqual(['en1 zh2 mutual']);
    const [, second] = sectionContent(doc, 's').en;
    expect(second?.attrs?.['counterpart'] ?? null).toBe(null);
  });

  it('takes the links away on both sides, those that a block was created with as well', () => {
    const doc = text();
    openText(doc, 's.zh').insertEmbed(0, { block: 'zh0', counterpart: 'en3' }, {});
    openText(doc, 's.zh').insert(1, '三', {});
    expect(pairsIn(doc)).toEqual(['en3 zh0 one-sided']);
    unlinkBlocks(doc, 's', ['en3']);
    expect(pairsIn(doc)).not.toContainEqual(expect.stringMatching(/mutual|one-sided/));
  });

  it('leaves out blocks that are no longer there', () => {
    const doc = text();
    linkPairs(doc, 's', [
      { en: 'en1', zh: 'gone' },
      { en: 'en2', zh: 'zh2' }
    ]);
    expect(pairsIn(doc)).toEqual(['en2 zh2 mutual']);
  });

  it('writes nothing where everything is as wanted', () => {
    const doc = text();
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh1' }]);
    let updates = 0;
    doc.on('update', () => (updates += 1));
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh1' }]);
    expect(updates).toBe(0);
  });

  it('says the same on every replica when two people pair one block with different ones', () => {
    const doc = text();
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh1' }]);
    linkPairs(other, 's', [{ en: 'en2', zh: 'zh1' }]);
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    expect(pairsIn(doc)).toEqual(pairsIn(other));
    expect(pairsIn(doc)).toHaveLength(1);
  });
});
