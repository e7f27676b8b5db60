/** Shows the reading rules of a passage: what people see, whatever the text and the map of attributes hold. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { FlatBlock } from '#document/sequence/flat.ts';
import { readBlocks, readPlacedBlocks } from '#document/sequence/read.ts';
import { openAttributes, openCaption, openCell, openNote, openPassage } from '#document/sequence/roots.ts';
import { attributeKey, lineAttributeKey, lineKey, cellAttributeKey } from '#document/sequence/shapes.ts';

type Piece = string | object;

/** Returns a document whose passage consists of these letters and embeds. */
function passageOf(...pieces: Piece[]): { doc: Y.Doc; text: Y.Text; map: Y.Map<unknown> } {
  const doc = new Y.Doc();
  const text = openPassage(doc, 'a', 'en');
  for (const piece of pieces) {
    if (typeof piece === 'string') text.insert(text.length, piece, {});
    else text.insertEmbed(text.length, piece);
  }
  return { doc, text, map: openAttributes(doc) };
}

/** Writes blocks briefly: the id, the content, and the attributes that are not defaults. */
const briefly = (blocks: readonly FlatBlock[]): string[] =>
  blocks.map((block) => {
    const inner =
      block.kind === 'text'
        ? block.content.map((piece) => (piece.kind === 'text' ? piece.text : `<${piece.kind}>`)).join('')
        : `{${block.kind}}`;
    return `${block.id ?? '-'}:${inner}`;
  });
const read = (...pieces: Piece[]): string[] => {
  const { doc, text } = passageOf(...pieces);
  return briefly(readBlocks(doc, text));
};

describe('a passage is read as blocks', () => {
  it('each from its marker to the next marker or block atom', () => {
    expect(read({ block: 'a' }, 'one', { block: 'b' }, { rule: 'r' }, { block: 'c' }, 'two')).toEqual([
      'a:one',
      'b:',
      'r:{rule}',
      'c:two'
    ]);
  });

  it('with a virtual block for content before the first marker and behind an atom', () => {
    expect(read('one', { block: 'a' }, 'two', { rule: 'r' }, 'three')).toEqual([
      '-:one',
      'a:two',
      'r:{rule}',
      '-:three'
    ]);
  });

  it('an empty one as one virtual block', () => {
    expect(read()).toEqual(['-:']);
    expect(read({ rule: 'r' })).toEqual(['r:{rule}']);
  });

  it('twice where two markers have one id', () => {
    expect(read({ block: 'a' }, 'one', { block: 'a' }, 'two')).toEqual(['a:one', 'a:two']);
  });

  it('with the first of two embeds that name one note, figure or table', () => {
    expect(
      read(
        { note: 'n' },
        { block: 'a' },
        'x',
        { note: 'n' },
        { figure: 'f', src: '' },
        { figure: 'f', src: '' }
      )
    ).toEqual(['-:<note>', 'a:x', 'f:{figure}']);
    expect(read({ table: 't' }, { note: 'n' }, { table: 't' }, 'x')).toEqual([
      't:{table}',
      '-:<note>',
      '-:x'
    ]);
  });

  it('with one inert piece for each embed that is unknown', () => {
    expect(
      read({ block: 'a' }, 'x', { video: 'v' }, { block: 'b b' }, { block: 'c', rule: 'd' }, 'y', { goal: 7 })
    ).toEqual(['a:x<unknown><unknown><unknown>y<unknown>']);
  });

  it('with line breaks, chips and notes', () => {
    const { doc, text } = passageOf(
      { block: 'a' },
      'one\ntwo',
      { note: 'n' },
      { grade: 'governance' },
      { grade: 'funding', city: 'haidian' },
      { goal: 'benefits' }
    );
    openNote(doc, 'n').insert(0, 'See the plan.\nPage 2.', { bold: true });
    expect(readBlocks(doc, text)).toMatchObject([
      {
        content: [
          { kind: 'text', text: 'one', marks: [] },
          { kind: 'break' },
          { kind: 'text', text: 'two', marks: [] },
          { kind: 'note', id: 'n', content: [{ kind: 'text', text: 'See the plan.\nPage 2.', marks: [] }] },
          { kind: 'chip', type: 'grade', attrs: { characteristic: 'governance', city: null } },
          { kind: 'chip', type: 'grade', attrs: { characteristic: 'funding', city: 'haidian' } },
          { kind: 'chip', type: 'goal', attrs: { goal: 'benefits' } }
        ]
      }
    ]);
  });

  it('with the marks of letters in the order of their names, and none of a value that is no mark', () => {
    const { doc, text } = passageOf({ block: 'a' }, 'plain bold');
    text.format(7, 4, { bold: true, link: 'https://example.org', colour: 'red', italic: { not: 'plain' } });
    expect(readBlocks(doc, text)).toMatchObject([
      {
        content: [
          { text: 'plain ', marks: [] },
          {
            text: 'bold',
            marks: [{ type: 'bold' }, { type: 'link', attrs: { href: 'https://example.org' } }]
          }
        ]
      }
    ]);
  });
});

describe('an attribute of a block', () => {
  it('is the value of the map, else the one it was created with, else the default', () => {
    const { doc, text, map } = passageOf({ block: 'a', kind: 'h2', list: 'bullet', indent: 99 }, 'x');
    const attributes = (): unknown => readBlocks(doc, text)[0]?.attributes;
    expect(attributes()).toMatchObject({ kind: 'h2', list: 'bullet', indent: 0, apart: false });
    map.set(attributeKey('a', 'list'), null);
    map.set(attributeKey('a', 'indent'), 2);
    map.set(attributeKey('a', 'kind'), 'h9');
    expect(attributes()).toMatchObject({ kind: 'h2', list: null, indent: 2 });
    map.delete(attributeKey('a', 'list'));
    expect(attributes()).toMatchObject({ list: 'bullet' });
  });
});

describe('a table', () => {
  const positioned = (): ReturnType<typeof passageOf> => {
    const made = passageOf({ table: 't' });
    for (const [axis, id, position] of [
      ['row', 'r2', 'b'],
      ['row', 'r1', 'a'],
      ['column', 'c', 'a'],
      ['column', 'a', 'b'],
      ['column', 'b', 'b']
    ] as const)
      made.map.set(lineKey('t', axis, id), position);
    return made;
  };
  const cells = (doc: Y.Doc, text: Y.Text): string[] => {
    const [table] = readBlocks(doc, text);
    return table?.kind === 'table'
      ? table.rows.map(
          ({ id, cells: all }) =>
            `${id}: ${all
              .map(
                (cell) =>
                  `${cell.column}${cell.colspan > 1 || cell.rowspan > 1 ? ` ${cell.colspan}x${cell.rowspan}` : ''}${cell.isHeader ? ' h' : ''} ${briefly(cell.blocks).join(',')}`
              )
              .join(' | ')}`
        )
      : [];
  };

  it('has its rows and columns in the order of their positions, then of their ids', () => {
    const { doc, text } = positioned();
    openCell(doc, 't', 'r1', 'a').insert(0, 'x');
    expect(cells(doc, text)).toEqual(['r1: c -: | a -:x | b -:', 'r2: c -: | a -: | b -:']);
  });

  it('has no row without a position, and one with other attributes', () => {
    const { doc, text, map } = positioned();
    map.delete(lineKey('t', 'row', 'r2'));
    map.set(lineKey('t', 'row', 'r3'), 7);
    map.set(lineAttributeKey('t', 'row', 'r1', 'header'), true);
    map.set(cellAttributeKey('t', 'r1', 'b', 'header'), false);
    expect(cells(doc, text)).toEqual(['r1: c h -: | a h -: | b -:']);
  });

  it('shows cells that span others as far as the table goes, each place once', () => {
    const { doc, text, map } = positioned();
    map.set(cellAttributeKey('t', 'r1', 'c', 'colspan'), 2);
    map.set(cellAttributeKey('t', 'r1', 'c', 'rowspan'), 50);
    map.set(cellAttributeKey('t', 'r2', 'b', 'colspan'), 9);
    map.set(cellAttributeKey('t', 'r1', 'b', 'colspan'), 'wide');
    expect(cells(doc, text)).toEqual(['r1: c 2x2 -: | b -:', 'r2: b -:']);
  });

  it('is unknown within a cell, where it could contain itself', () => {
    const { doc, text } = positioned();
    openCell(doc, 't', 'r1', 'c').insertEmbed(0, { table: 't' });
    expect(cells(doc, text)[0]).toBe('r1: c -:<unknown> | a -: | b -:');
  });

  it('without rows or columns is read without them', () => {
    const { doc, text } = passageOf({ table: 't' });
    expect(readBlocks(doc, text)).toMatchObject([{ kind: 'table', rows: [], columns: [] }]);
  });
});

describe('a figure', () => {
  it('has its caption in a text of its own, and a description and a width that can change', () => {
    const { doc, text, map } = passageOf({
      figure: 'f',
      src: 'data:image/png;base64,AA==',
      alt: 'old',
      width: 50
    });
    openCaption(doc, 'f').insert(0, 'A map');
    openCaption(doc, 'f').insertEmbed(5, { block: 'b' });
    map.set(attributeKey('f', 'alt'), 'new');
    expect(readBlocks(doc, text)).toMatchObject([{ width: 50 }]);
    map.set(attributeKey('f', 'width'), 33);
    expect(readBlocks(doc, text)).toMatchObject([{ width: 50 }]);
    map.set(attributeKey('f', 'width'), null);
    expect(readBlocks(doc, text)).toMatchObject([
      {
        kind: 'figure',
        src: 'data:image/png;base64,AA==',
        alt: 'new',
        width: null,
        caption: [{ text: 'A map' }, { kind: 'unknown', length: 1 }]
      }
    ]);
  });
});

describe('a note that many cells name', () => {
  it('is read as often as a reading has room for its letters', () => {
    const { doc, text, map } = passageOf({ table: 't' });
    openNote(doc, 'n').insert(0, 'x'.repeat(2 ** 20));
    map.set(lineKey('t', 'column', 'c'), 'V');
    for (let row = 0; row < 50; row++) {
      map.set(lineKey('t', 'row', `r${row}`), 'V');
      openCell(doc, 't', `r${row}`, 'c').insertEmbed(0, { note: 'n' });
    }
    expect(JSON.stringify(readBlocks(doc, text)).length).toBeLessThan(5 * 2 ** 20);
  });
});

describe('any document', () => {
  const id = fc.constantFrom('a', 'b', 't', 'f');
  const embed = fc.oneof(
    id.map((block) => ({ block })),
    id.map((table) => ({ table })),
    id.map((figure) => ({ figure, src: 1 })),
    id.map((note) => ({ note })),
    id.map((rule) => ({ rule })),
    fc.dictionary(fc.constantFrom('block', 'kind', 'grade', 'goal', 'x', '__proto__'), fc.jsonValue()),
    fc.jsonValue().map((value) => [value])
  );
  const pieces = fc.array(fc.oneof(fc.string({ minLength: 1, maxLength: 3 }), embed), { maxLength: 12 });
  const root = fc.constantFrom('a.en', 'cell/t/a/b', 'caption/f', 'note/a', 'note/b');
  const key = fc.oneof(
    fc
      .tuple(id, fc.constantFrom('kind', 'list', 'indent', 'quote', 'start', 'apart', 'counterpart', 'alt'))
      .map(([of, name]) => attributeKey(of, name)),
    fc.tuple(fc.constantFrom('row', 'column'), id).map(([axis, of]) => `t/${axis}/${of}`),
    fc.constantFrom('t/row/a/header', 't/column/b/width', 't/cell/a/b/colspan', 't/cell/a/b/rowspan')
  );
  // Yjs itself loses a member of this name when it decodes a value.
  const value = fc.oneof(
    fc.jsonValue().filter((one) => !JSON.stringify(one).includes('__proto__')),
    fc.constantFrom('a', 'b', true, 2, null, 'h2', 'bullet')
  );

  it('is read without an error, to the same by every replica, and no replica writes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(root, pieces), { maxLength: 6 }),
        fc.array(fc.tuple(key, value), { maxLength: 12 }),
        (texts, values) => {
          const doc = new Y.Doc();
          for (const [name, all] of texts)
            for (const piece of all) {
              if (typeof piece === 'string') doc.getText(name).insert(0, piece, { bold: true });
              else doc.getText(name).insertEmbed(0, piece);
            }
          for (const [name, set] of values) openAttributes(doc).set(name, set);
          const state = Y.encodeStateAsUpdate(doc);
          const other = new Y.Doc();
          Y.applyUpdate(other, state);
          const placed = readPlacedBlocks(doc, openPassage(doc, 'a', 'en'));
          expect(readPlacedBlocks(other, openPassage(other, 'a', 'en'))).toEqual(placed);
          expect(Y.encodeStateAsUpdate(other)).toEqual(state);
          let at = 0;
          for (const { from, to } of placed) {
            expect(from).toBeGreaterThanOrEqual(at);
            at = to;
          }
          expect(at).toBeLessThanOrEqual(openPassage(doc, 'a', 'en').length);
        }
      ),
      { numRuns: 60 }
    );
  });
});

describe('a passage of 200,000 pieces', () => {
  it('is read whole', () => {
    const doc = new Y.Doc();
    openPassage(doc, 'a', 'en').applyDelta(
      Array.from({ length: 200_000 }, (_, index) => ({
        insert: 'x',
        attributes: index % 2 === 0 ? { bold: true } : { bold: null }
      }))
    );
    const [block] = readBlocks(doc, openPassage(doc, 'a', 'en'));
    expect(block?.kind === 'text' && block.content).toHaveLength(200_000);
  });
});
