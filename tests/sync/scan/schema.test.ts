import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { roots } from '#kit/sessions-of-yjs.ts';
import { writePassages } from '#kit/tree-text.ts';
import { checkUpdate, type UpdateCheck } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { everyBlock } from './every-block.ts';

const rules = { allowsRoot: (name: string) => (roots as readonly string[]).includes(name), narrative: true };

function check(update: Uint8Array, known = new StructIndex(), narrative = true): UpdateCheck {
  return checkUpdate(known, update, narrative ? rules : { allowsRoot: () => true, narrative }, {
    userId: 'anna',
    ownerOf: () => undefined
  });
}

const element = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement => {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  return made;
};
const text = (inner = 'words'): Y.XmlText => new Y.XmlText(inner);
const writtenBy = (write: (root: Y.XmlFragment) => void): Uint8Array => {
  const doc = new Y.Doc();
  write(doc.getXmlFragment(roots[0]));
  return Y.encodeStateAsUpdate(doc);
};
const having = (child: Y.XmlElement | Y.XmlText): Uint8Array => writtenBy((root) => root.insert(0, [child]));
const withAttribute = (type: string, name: string, value: unknown): Uint8Array =>
  writtenBy((root) => {
    const made = element(type);
    root.insert(0, [made]);
    // An editor sets numbers and nulls as well, which the types of Yjs do not declare.
    made.setAttribute(name, value as string);
  });
const withCell = (name: string, value: unknown): Uint8Array => {
  const grade = element('grade');
  grade.setAttribute(name, value as string);
  return having(element('paragraph', grade));
};
const withGoal = (name: string, value: unknown): Uint8Array => {
  const goal = element('goal');
  goal.setAttribute(name, value as string);
  return having(element('paragraph', goal));
};
const withWidths = (widths: unknown): Uint8Array => {
  const cell = element('tableCell');
  cell.setAttribute('colwidth', widths as string);
  return having(element('table', element('tableRow', cell)));
};
const withMark = (name: string, value: unknown): Uint8Array =>
  writtenBy((root) => {
    const inner = text();
    root.insert(0, [element('paragraph', inner)]);
    inner.format(0, 3, { [name]: value });
  });

const unknown: [string, Uint8Array, string][] = [
  ['a node that the schema does not have', having(element('script')), 'the node "script"'],
  ['the name of the passage itself', having(element('doc')), 'the node "doc"'],
  ['an element that is named text', having(element('paragraph', element('text'))), 'the node "text"'],
  ['an item outside a list', having(element('listItem')), '"listItem" in a passage'],
  ['a line break outside a block', having(element('hardBreak')), '"hardBreak" in a passage'],
  ['words outside a block', having(text()), 'text in a passage'],
  ['words straight in a list', having(element('bulletList', text())), 'text in "bulletList"'],
  ['a cell outside a row', having(element('table', element('tableCell'))), '"tableCell" in "table"'],
  ['a block in a paragraph', having(element('paragraph', element('table'))), '"table" in "paragraph"'],
  [
    'a note in a note',
    having(element('paragraph', element('footnote', element('footnote')))),
    '"footnote" in "footnote"'
  ],
  [
    'a child of a rule',
    having(element('horizontalRule', element('paragraph'))),
    '"paragraph" in "horizontalRule"'
  ],
  ['a level in a passage', having(element('grade')), '"grade" in a passage'],
  [
    'the words of a level as its cell',
    withCell('characteristic', 'Governance: Basic'),
    'a value of the attribute "characteristic" of "grade"'
  ],
  ['a number as the city of a level', withCell('city', 7), 'a value of the attribute "city" of "grade"'],
  ['a level next to its cell', withCell('level', 'basic'), 'the attribute "level" of "grade"'],
  ['a goal in a passage', having(element('goal')), '"goal" in a passage'],
  [
    'the words of a goal as its id',
    withGoal('goal', 'Find good practice.'),
    'a value of the attribute "goal" of "goal"'
  ],
  [
    'an id that is longer than any',
    withGoal('goal', 'g'.repeat(65)),
    'a value of the attribute "goal" of "goal"'
  ],
  [
    'signs of HTML as the id of a goal',
    withGoal('goal', '"><img'),
    'a value of the attribute "goal" of "goal"'
  ],
  ['a number as a goal', withGoal('goal', 7), 'a value of the attribute "goal" of "goal"'],
  ['words beside the id of a goal', withGoal('text', 'good-practice'), 'the attribute "text" of "goal"'],
  ['words in a goal', having(element('paragraph', element('goal', text()))), 'text in "goal"'],
  [
    'an attribute that the node does not have',
    withAttribute('paragraph', 'level', 2),
    'the attribute "level" of "paragraph"'
  ],
  [
    'an attribute that no node has',
    withAttribute('figure', 'onclick', 'x'),
    'the attribute "onclick" of "figure"'
  ],
  [
    'words as a level',
    withAttribute('heading', 'level', '2'),
    'a value of the attribute "level" of "heading"'
  ],
  [
    'nothing as a level',
    withAttribute('heading', 'level', null),
    'a value of the attribute "level" of "heading"'
  ],
  [
    'an object as an id',
    withAttribute('paragraph', 'id', { toString: 'x' }),
    'a value of the attribute "id" of "paragraph"'
  ],
  [
    'a list as an id',
    withAttribute('paragraph', 'id', ['x']),
    'a value of the attribute "id" of "paragraph"'
  ],
  ['a number as an address', withAttribute('figure', 'src', 5), 'a value of the attribute "src" of "figure"'],
  [
    'truth as a start',
    withAttribute('orderedList', 'start', true),
    'a value of the attribute "start" of "orderedList"'
  ],
  ['words as widths', withWidths(['wide']), 'a value of the attribute "colwidth" of "tableCell"'],
  ['one number as widths', withWidths(120), 'a value of the attribute "colwidth" of "tableCell"'],
  ['a mark that the schema does not have', withMark('blink', {}), 'the mark "blink"'],
  ['a mark with a hash that does not overlap', withMark('bold--AbCdEfG=', {}), 'the mark "bold--AbCdEfG="'],
  [
    'a mark with an attribute that it does not have',
    withMark('bold', { style: 'x' }),
    'a value of the mark "bold"'
  ],
  ['an address that is no text', withMark('link', { href: { a: 1 } }), 'a value of the mark "link"'],
  ['a link that is nothing but true', withMark('link', true), 'a value of the mark "link"'],
  ['a mark that is a number', withMark('bold', 1), 'a value of the mark "bold"'],
  ['a mark that is a list', withMark('italic', []), 'a value of the mark "italic"']
];

const known: [string, Uint8Array][] = [
  ['an empty table, which two may leave who delete its rows at once', having(element('table'))],
  ['an item without a paragraph', having(element('bulletList', element('listItem')))],
  [
    'a table in an item behind no paragraph',
    having(element('orderedList', element('listItem', element('table'))))
  ],
  ['an id', withAttribute('paragraph', 'id', 'b1')],
  ['a counterpart of nothing', withAttribute('paragraph', 'counterpart', null)],
  ['a level', withAttribute('heading', 'level', 3)],
  ['a goal by its id', withGoal('goal', 'good-practice')],
  ['a goal whose id is no slug', withGoal('goal', 'Goal_2-b')],
  ['a goal that names none yet', withGoal('goal', null)],
  [
    'a slug, and what could be an id of the framework, as the id of a block',
    withAttribute('paragraph', 'id', 'Block_1')
  ],
  ['widths', withWidths([120, 80])],
  ['a kind of numbering', withAttribute('orderedList', 'type', 'a')],
  ['a mark', withMark('bold', {})],
  ['a mark as plain editors write it', withMark('strike', true)],
  ['a link', withMark('link', { href: 'https://example.org/' })],
  ['a link to nowhere', withMark('link', { href: null })]
];

describe('content that the schema does not know', () => {
  it.each(unknown)('is found: %s', (_, update, reason) => {
    expect(check(update)).toEqual({ kind: 'unknown-content', reason });
  });

  it.each(known)('is not seen in what the editor can show: %s', (_, update) => {
    expect(check(update)).toMatchObject({ kind: 'accepted' });
  });

  it('is found in what is added to a text that is known already', () => {
    const doc = new Y.Doc();
    doc.getXmlFragment(roots[0]).insert(0, [element('paragraph', text())]);
    const structIndex = StructIndex.from([Y.encodeStateAsUpdate(doc)]);
    const before = Y.encodeStateVector(doc);
    const paragraph = doc.getXmlFragment(roots[0]).get(0) as Y.XmlElement;
    paragraph.insert(1, [element('hardBreak')]);
    const author = { userId: 'anna', ownerOf: () => 'anna' };
    expect(checkUpdate(structIndex, Y.encodeStateAsUpdate(doc, before), rules, author)).toMatchObject({
      kind: 'accepted'
    });
    paragraph.insert(1, [element('paragraph')]);
    expect(checkUpdate(structIndex, Y.encodeStateAsUpdate(doc, before), rules, author)).toEqual({
      kind: 'unknown-content',
      reason: '"paragraph" in "paragraph"'
    });
  });

  it('is not looked for where it was taken before, in a benchmark room, and under somebody else’s client id', () => {
    const update = having(element('script'));
    expect(check(update, StructIndex.from([update]))).toMatchObject({ kind: 'nothing-new' });
    expect(check(update, new StructIndex(), false)).toMatchObject({ kind: 'accepted' });
    expect(
      checkUpdate(new StructIndex(), update, rules, { userId: 'anna', ownerOf: () => 'li' })
    ).toMatchObject({ kind: 'foreign' });
  });

  it('is not what seeds and imports write', () => {
    const blocks = everyBlock('/maps/haidian.png');
    const doc = new Y.Doc();
    let made = 0;
    writePassages(doc, 'strategy', { en: blocks, zh: blocks }, () => `b${made++}`);
    expect(check(Y.encodeStateAsUpdate(doc))).toMatchObject({ kind: 'accepted' });
  });
});
