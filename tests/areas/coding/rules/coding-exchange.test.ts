/** Shows R169: what a file marks is found among the passages of the study, and colours come back as they were. */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { codeColours } from '#rules/coding/code-book.ts';
import { qdaProjectOf } from '#rules/coding/coding-export.ts';
import { openLines, presentLine, receivedProject } from '#rules/coding/coding-import.ts';
import { colourFromQda, qdaColor } from '#rules/coding/qda-colours.ts';
import { pointsIn, type QdaProject } from '#rules/coding/qda-project.ts';
import { selectedText } from '#kit/qda-projects.ts';

describe('colours of codes', () => {
  it.each(codeColours)('come back: %s', (colour) => {
    expect(colourFromQda(qdaColor(colour))).toBe(colour);
  });

  it('of another program are the nearest of the code book', () => {
    expect([null, '#ff0000', '#00ff00', '#0000ff', '#ffff00'].map(colourFromQda)).toEqual([
      'grey',
      'red',
      'green',
      'blue',
      'yellow'
    ]);
  });
});

describe('a file of another program', () => {
  const project = (selections: number): QdaProject =>
    qdaProjectOf(
      {
        id: 's',
        title: { en: 'Study', zh: '' },
        codes: [],
        memos: [],
        coders: [],
        cities: [],
        texts: [
          {
            guid: 'text',
            name: 'Text',
            language: 'en',
            cityId: null,
            lines: ['Words'],
            codings: Array.from({ length: selections }, (_, index) => ({
              id: `${index}`,
              codeId: 'c',
              coderId: 'u',
              at: '2013-05-01T08:00:00Z',
              line: 0,
              quote: ''
            }))
          }
        ]
      },
      (kind, id) => `${kind} ${id}`
    );

  it('marks at most 20,000 passages', () => {
    expect(receivedProject(project(20_000), [])?.codings).toHaveLength(20_000);
    expect(receivedProject(project(20_001), [])).toBeNull();
  });
});

describe('the lines that a selection touches', () => {
  it('are those with marked words, whatever the line breaks are', () => {
    const linesOf = openLines('First 𠮷 line\r\n\r\nsecond\nthird');
    expect(linesOf({ start: 6, end: 18 })).toEqual([
      { line: 'First 𠮷 line', at: 0, quote: '𠮷 line' },
      { line: 'second', at: 2, quote: 'se' }
    ]);
    expect(linesOf({ start: 12, end: 16 })).toEqual([]);
    expect(linesOf({ start: 23, end: 28 })).toEqual([{ line: 'third', at: 3, quote: 'third' }]);
  });

  it('hold together the words that are selected', () => {
    const text = fc
      .array(fc.constantFrom('a', '中', '𠮷', '👩‍👩‍👧', '\n', '\r\n', 'b'), { maxLength: 20 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), (words, a, b) => {
        const most = pointsIn(words);
        const [start, end] = [Math.min(a, b, most), Math.min(Math.max(a, b), most)];
        const found = openLines(words)({ start, end }).map(({ quote }) => quote);
        const selected = selectedText(words, { start, end });
        expect(found.join('')).toBe(selected.replace(/[\r\n]/g, ''));
      }),
      { numRuns: 300, seed: 4 }
    );
  });

  it('are found at their place first, then wherever they are now', () => {
    expect(presentLine(['same', 'other', 'same'], { line: 'same', at: 2 })).toBe(2);
    expect(presentLine(['new', 'same'], { line: 'same', at: 0 })).toBe(1);
    expect(presentLine(['new'], { line: 'same', at: 0 })).toBeNull();
  });
});
