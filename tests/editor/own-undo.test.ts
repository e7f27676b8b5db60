import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { OwnUndo } from '#lib/editor/own-undo.ts';
import { difference } from '#lib/editor/footnotes.ts';

/** Makes two people's documents of one passage, joined. */
function two() {
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  for (const [from, to] of [
    [docs[0], docs[1]],
    [docs[1], docs[0]]
  ] as const) {
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'wire') Y.applyUpdate(to, update, 'wire');
    });
  }
  const fragment = docs[0].getXmlFragment('a.en');
  const type = (change: () => void): void => docs[0].transact(change, ySyncPluginKey);
  return { fragment, other: docs[1].getXmlFragment('a.en'), undo: new OwnUndo(fragment), type };
}
const paragraph = (text: string): Y.XmlElement => {
  const made = new Y.XmlElement('paragraph');
  made.insert(0, [new Y.XmlText(text)]);
  return made;
};
const textAt = (fragment: Y.XmlFragment, at: number): Y.XmlText =>
  (fragment.get(at) as Y.XmlElement).get(0) as Y.XmlText;
// eslint-disable-next-line @typescript-eslint/no-base-to-string -- a fragment prints as its elements
const shown = (fragment: Y.XmlFragment): string => fragment.toString();

describe('undo', () => {
  it('takes back a paragraph of one’s own', () => {
    const { fragment, undo, type } = two();
    type(() => fragment.insert(0, [paragraph('mine')]));
    undo.manager.undo();
    expect(shown(fragment)).toBe('');
  });

  it('never takes a paragraph into which somebody else has written; of it only one’s own words go', () => {
    const { fragment, other, undo, type } = two();
    type(() => fragment.insert(0, [paragraph('mine')]));
    textAt(other, 0).insert(4, ' theirs');
    undo.manager.undo();
    expect(shown(fragment)).toBe('<paragraph> theirs</paragraph>');
    expect(shown(other)).toBe(shown(fragment));
  });

  it('leaves what others wrote elsewhere', () => {
    const { fragment, other, undo, type } = two();
    other.insert(0, [paragraph('theirs')]);
    type(() => fragment.insert(1, [paragraph('mine')]));
    undo.manager.undo();
    expect(shown(fragment)).toBe('<paragraph>theirs</paragraph>');
  });

  it('takes back a composition as one step, whatever it went through', () => {
    const { fragment, undo, type } = two();
    type(() => fragment.insert(0, [paragraph('北京')]));
    undo.compositionStarted();
    type(() => textAt(fragment, 0).insert(2, 'shi'));
    type(() => textAt(fragment, 0).delete(2, 3));
    type(() => textAt(fragment, 0).insert(2, '市'));
    undo.compositionEnded();
    type(() => textAt(fragment, 0).insert(3, '好'));
    undo.manager.undo();
    expect(shown(fragment)).toBe('<paragraph>北京市</paragraph>');
    undo.manager.undo();
    expect(shown(fragment)).toBe('<paragraph>北京</paragraph>');
  });
});

describe('the words of a footnote', () => {
  it.each([
    ['Plan of 2012', 'Plan of 2013', { from: 11, to: 12, text: '3' }],
    ['same', 'same', null],
    ['aa', 'aaa', { from: 2, to: 2, text: 'a' }],
    ['', 'new', { from: 0, to: 0, text: 'new' }],
    ['gone', '', { from: 0, to: 4, text: '' }]
  ])('from "%s" to "%s" change as little as possible', (before, after, change) => {
    expect(difference(before, after)).toEqual(change);
  });
});
