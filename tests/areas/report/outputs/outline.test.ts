/** Shows how parts, tables and figures are numbered, and what cross-references print. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '#server/areas/report/outputs/outline.ts';
import { itemNumbers } from '#server/areas/report/outputs/list-items.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { figure, pair, paragraph, part, sample, table, words } from '#kit/report-samples.ts';

const content = sample({
  parts: [
    part('foreword', 'Foreword', '前言', { numbering: 'none' }),
    part('group', 'Group', '组', {
      numbering: 'none',
      parts: [
        part('first', 'First', '甲', {
          parts: [
            part('below', 'Below', '乙', { pairs: [pair(table('t1e', 'en', 1), table('t1z', 'zh', 1))] })
          ]
        })
      ]
    }),
    part('second', 'Second', '丙', {
      pairs: [
        pair([], [table('t2z', 'zh', 1), figure('f1z', 'zh')]),
        pair(table('t3e', 'en', 1), table('t3z', 'zh', 1))
      ]
    }),
    part('annex', 'Annex', '附', { numbering: 'annex', parts: [part('within', 'Within', '内')] })
  ]
});

describe('the outline of a report', () => {
  const outline = outlineOf(content);
  it('numbers chapters, sections and annexes by their place; parts without a number share that of their neighbours (R189)', () => {
    expect(outline.parts.map(({ part: { id }, number }) => [id, number.en, number.zh])).toEqual([
      ['foreword', '', ''],
      ['group', '', ''],
      ['first', '1', '1'],
      ['below', '1.1', '1.1'],
      ['second', '2', '2'],
      ['annex', 'Annex A', '附件A'],
      ['within', 'A.1', 'A.1']
    ]);
  });
  it('prints references as what they lead to and its number, the same from both languages (R188)', () => {
    const texts = (target: string) => [
      outline.referenceText(target, 'en'),
      outline.referenceText(target, 'zh')
    ];
    expect(texts('first')).toEqual(['chapter 1', '第1章']);
    expect(texts('below')).toEqual(['section 1.1', '第1.1节']);
    expect(texts('within')).toEqual(['section A.1', '第A.1节']);
    expect(texts('annex')).toEqual(['Annex A', '附件A']);
    expect(texts('foreword')).toEqual(['Foreword', '前言']);
    expect(texts('t1e')).toEqual(texts('t1z'));
    expect(texts('t3z')).toEqual(['Table 3', '表3']);
    expect(outline.anchorOf('t2z', 'en')).toBeNull();
    expect(outline.anchorOf('t3e', 'zh')).toBe('t3z');
  });
  it('numbers the items of lists at each level, and begins again after other text', () => {
    const item = (indent: number, isOrdered = true) =>
      ({ kind: 'item', id: '', isOrdered, indent, text: [words('x')] }) as const;
    expect(itemNumbers([item(0), item(1), item(1), item(0), item(1), paragraph('p', 'x'), item(0)])).toEqual([
      1, 1, 2, 2, 1, 1, 1
    ]);
  });
});

describe('the contents of a Word document', () => {
  it('lead to their places, without dots that lead to no number', async () => {
    const docx = unzipSync(await writeReport(content, 'facing', 'docx', new Map()));
    const xml = strFromU8(docx['word/document.xml'] ?? new Uint8Array());
    const [contents = ''] = /<w:sdt>.*?<\/w:sdt>/s.exec(xml) ?? [];
    expect(contents.match(/<w:hyperlink [^>]*w:anchor=/g)?.length).toBe(16);
    expect(contents).not.toContain('w:leader="dot"');
  });
});
