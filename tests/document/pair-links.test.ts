/** Blocks are paired and unpaired in one act, and no block ever has two partners. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { linkPairs, unlinkBlocks } from '#document/pair-links.ts';
import { openText } from '#document/sequence/roots.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { readUnits } from '#rules/pairs/units.ts';

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
    en && zh && link !== 'proposed' ? [`${en.id} ${zh.id} ${link}`] : []
  );

describe('two blocks become a pair and cease to be one', () => {
  it('names each other on both sides', () => {
    const doc = text();
    linkPairs(doc, 's', [{ en: 'en2', zh: 'zh1' }]);
    expect(pairsIn(doc)).toEqual(['en2 zh1 mutual']);
  });

  it('leaves the partner that either of them had without one, also after the two are parted', () => {
    const doc = text();
    linkPairs(doc, 's', [
      { en: 'en1', zh: 'zh1' },
      { en: 'en2', zh: 'zh2' }
    ]);
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh2' }]);
    expect(pairsIn(doc)).toEqual(['en1 zh2 mutual']);
    linkPairs(doc, 's', [{ en: 'en3', zh: 'zh2' }]);
    expect(pairsIn(doc)).toEqual(['en3 zh2 mutual']);
    unlinkBlocks(doc, 's', ['en3', 'zh2']);
    expect(pairsIn(doc)).toEqual([]);
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

  const replicasOf = (doc: Y.Doc): readonly [Y.Doc, Y.Doc] => {
    const replicas = [1, 2].map((clientId) => {
      const replica = new Y.Doc();
      replica.clientID = clientId;
      Y.applyUpdate(replica, Y.encodeStateAsUpdate(doc));
      return replica;
    });
    return [replicas[0] as Y.Doc, replicas[1] as Y.Doc];
  };
  const exchange = (one: Y.Doc, other: Y.Doc): void => {
    Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
    Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  };

  it('loses no link when two people at once pair anew what was paired the wrong way', () => {
    const doc = text();
    linkPairs(doc, 's', [
      { en: 'en1', zh: 'zh1' },
      { en: 'en2', zh: 'zh2' }
    ]);
    const [one, other] = replicasOf(doc);
    linkPairs(one, 's', [{ en: 'en1', zh: 'zh2' }]);
    linkPairs(other, 's', [{ en: 'en2', zh: 'zh1' }]);
    exchange(one, other);
    for (const replica of [one, other])
      expect(pairsIn(replica)).toEqual(['en1 zh2 mutual', 'en2 zh1 mutual']);
  });

  it('loses no link when one parts a pair while another pairs those that it had been made of before', () => {
    const doc = text();
    linkPairs(doc, 's', [
      { en: 'en1', zh: 'zh1' },
      { en: 'en2', zh: 'zh2' }
    ]);
    linkPairs(doc, 's', [{ en: 'en1', zh: 'zh2' }]);
    for (const isFirst of [true, false]) {
      const replicas = replicasOf(doc);
      const [one, other] = isFirst ? replicas : [replicas[1], replicas[0]];
      linkPairs(one, 's', [{ en: 'en2', zh: 'zh1' }]);
      unlinkBlocks(other, 's', ['en1', 'zh2']);
      exchange(one, other);
      for (const replica of [one, other]) expect(pairsIn(replica)).toEqual(['en2 zh1 mutual']);
    }
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
