/** Shows that a text which is read anew consists of the nodes of before, and is judged as if it did not. */
import { expect, it } from 'vitest';
import { chanceOf } from '#base/chance.ts';
import { oncePerNode } from '#base/once-per-node.ts';
import { unitsOf } from '#rules/pairs/units.ts';
import { reuseNodes } from '#rules/documents/reused-nodes.ts';
import { fingerprintsOf, type ContentNode } from '#base/content.ts';

const paragraph = (id: string, text: string, marks: readonly string[] = []): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text, ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}) }]
});
const list = (...items: readonly ContentNode[]): ContentNode => ({
  type: 'bulletList',
  content: items.map((item) => ({ type: 'listItem', content: [item] }))
});
const copyOf = (nodes: readonly ContentNode[]): ContentNode[] => structuredClone(nodes) as ContentNode[];

it('reuses the blocks that have not changed, wherever they are now', () => {
  const before = [paragraph('a', 'One'), paragraph('b', 'Two'), list(paragraph('c', 'Three'))];
  const [a, b, c] = before;
  const after = [...copyOf(before), paragraph('d', 'Four')].toReversed();
  expect(reuseNodes(before, after)).toEqual(after);
  expect(reuseNodes(before, after).map((node) => before.indexOf(node))).toEqual([-1, 2, 1, 0]);
  expect(reuseNodes([], after)).toEqual(after);
  const changed = [
    paragraph('a', 'One', ['strike']),
    paragraph('b', 'Two!'),
    list(paragraph('c', 'Three'), paragraph('d', ''))
  ];
  const reused = reuseNodes(before, changed);
  expect(reused).toEqual(changed);
  for (const old of [a, b, c]) expect(reused).not.toContain(old);
});

it('computes once for each node', () => {
  const asked: ContentNode[] = [];
  const textOf = oncePerNode((node) => {
    asked.push(node);
    return node.type === 'paragraph' ? null : node.type;
  });
  const [one, other] = [paragraph('a', 'One'), list()];
  expect([textOf(one), textOf(other), textOf(one), textOf(other)]).toEqual([
    null,
    'bulletList',
    null,
    'bulletList'
  ]);
  expect(asked).toEqual([one, other]);
});

it('gives the units and fingerprints of the text as it is, after every change', () => {
  const random = chanceOf(17);
  const pick = (count: number): number => Math.floor(random() * count);
  let known: ContentNode[] = [];
  let now: ContentNode[] = Array.from({ length: 12 }, (_, n) => paragraph(`b${n}`, `Block ${n}`));
  for (let step = 0; step < 500; step += 1) {
    const at = pick(now.length);
    const changes = [
      () => now.with(at, paragraph(`b${at}`, `Block ${pick(9)}`, random() < 0.3 ? ['strike'] : [])),
      () => now.with(at, list(paragraph(`b${at}`, `Item ${pick(9)}`), paragraph(`i${step}`, 'More'))),
      () => now.toSpliced(at, 1, ...now.slice(0, 1)),
      () => [...now.slice(at), ...now.slice(0, at)]
    ];
    now = copyOf(changes[pick(changes.length)]?.() ?? now);
    known = reuseNodes(known, copyOf(now));
    expect(known).toEqual(now);
    expect(unitsOf(known, 'en')).toEqual(unitsOf(now, 'en'));
    const printsOf = (en: ContentNode[]) => fingerprintsOf({ id: 's', en, zh: [] });
    expect(printsOf(known)).toEqual(printsOf(now));
  }
});
