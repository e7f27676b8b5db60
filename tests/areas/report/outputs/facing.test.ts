/** Shows that facing pages say the same at the same height, and that neither headings nor notes stray. */
import { describe, expect, it } from 'vitest';
import type { ReportBlock, ReportContent } from '#rules/report/report-content.ts';
import type { Unit } from '#server/areas/report/outputs/printed-units.ts';
import { spreadsOf, type UnitSizes } from '#server/areas/report/outputs/spreads.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import {
  pagesOf,
  structureOf,
  textOf,
  wordsOf,
  type PlacedWord,
  type TaggedElement
} from '#kit/pdf-reading.ts';
import { note, pair, paragraph, part, sample, table, words } from '#kit/report-samples.ts';

const english = 'The council publishes what its departments measure, and residents read it. ';
const chinese = '市议会公布各部门的监测数据，居民可以查阅。';

/** Makes a report whose paragraphs begin with the same mark in both languages, and are of every length. */
function markedReport(): ReportContent {
  const marked = (at: number) => {
    const times = 1 + ((at * 7) % 11);
    return pair(
      paragraph(
        `e${at}`,
        `[${at}] ${english.repeat(times)}`,
        ...(at % 5 === 0 ? [note(`Note to [n${at}] in English.`)] : [])
      ),
      paragraph(
        `c${at}`,
        `[${at}] ${chinese.repeat(1 + ((at * 3) % 9))}`,
        ...(at % 5 === 0 ? [note(`脚注 [n${at}] 的中文。`)] : [])
      )
    );
  };
  const chapters = Array.from({ length: 4 }, (_, chapter) =>
    part(`chapter-${chapter}`, `Chapter ${chapter}`, `章节${chapter}`, {
      pairs: Array.from({ length: 10 }, (_, section) => [
        pair(
          {
            kind: 'heading',
            id: `h${chapter}-${section}`,
            level: 1,
            text: [words(`[h${chapter * 10 + section}] Heading`)]
          },
          {
            kind: 'heading',
            id: `z${chapter}-${section}`,
            level: 1,
            text: [words(`[h${chapter * 10 + section}] 标题`)]
          }
        ),
        ...[0, 1, 2].map((index) => marked(chapter * 30 + section * 3 + index))
      ]).flat()
    })
  );
  const annex = part('annex', 'Table', '表格', {
    numbering: 'annex',
    pairs: [pair(table('te', 'en', 120), table('tz', 'zh', 120))]
  });
  return sample({ parts: [...chapters, annex], sources: [] });
}

const headingAt = (level: 1 | 2 | 3 | 4, text: string): ReportBlock => ({
  kind: 'heading',
  id: text,
  level,
  text: [words(text)]
});

/** Lists the headings of a PDF in the order in which a screen reader meets them. */
const headingsOf = (element: TaggedElement): { readonly level: number; readonly text: string }[] =>
  element.inner.flatMap((each) => {
    if (typeof each === 'string') return [];
    const level = /^H(\d)$/.exec(each.tag)?.[1];
    return level === undefined ? headingsOf(each) : [{ level: Number(level), text: textOf(each).trim() }];
  });

/** Checks that each heading is at most one level below the one before it; returns their texts. */
function headingsWithoutGaps(pdf: Uint8Array): string[] {
  const headings = headingsOf(structureOf(pdf));
  const steps = headings.map(({ level }, index) => level - (headings[index - 1]?.level ?? 0));
  expect(Math.max(...steps), JSON.stringify(headings)).toBe(1);
  return headings.map(({ text }) => text);
}

describe('headings of facing pages', () => {
  it('skip no level where one language has headings that the other lacks', async () => {
    const uneven = part('uneven', 'Uneven', '不齐', {
      pairs: [
        pair(headingAt(2, 'Second'), paragraph('p1', '段落')),
        pair(headingAt(3, 'Third'), headingAt(3, '第三'))
      ]
    });
    const pdf = await writeReport(sample({ parts: [uneven], sources: [] }), 'facing', 'pdf', new Map());
    expect(headingsWithoutGaps(pdf)).toEqual(expect.arrayContaining(['Second', 'Third', '第三']));
  });
  it('skip no level from the Chinese page to the next English one', async () => {
    const long = Array.from({ length: 40 }, (_, index) =>
      pair(paragraph(`e${index}`, english.repeat(6)), paragraph(`c${index}`, chinese.repeat(6)))
    );
    const uneven = part('uneven', 'Uneven', '不齐', {
      pairs: [
        pair(headingAt(1, 'First'), headingAt(1, '第一')),
        pair(headingAt(2, 'Second'), paragraph('p1', '段落')),
        ...long,
        pair(headingAt(3, 'Third'), paragraph('p2', '段落'))
      ]
    });
    const pdf = await writeReport(sample({ parts: [uneven], sources: [] }), 'facing', 'pdf', new Map());
    expect(headingsWithoutGaps(pdf)).toEqual(expect.arrayContaining(['First', 'Second', '第一', 'Third']));
  });
});

describe('facing pages', () => {
  let written: Promise<Uint8Array> | undefined;
  const pdf = (): Promise<Uint8Array> =>
    (written ??= writeReport(markedReport(), 'facing', 'pdf', new Map()));
  const placed = async (): Promise<PlacedWord[]> => wordsOf(await pdf());
  const byMark = (all: readonly PlacedWord[], pattern: RegExp): Map<string, PlacedWord[]> => {
    const found = new Map<string, PlacedWord[]>();
    for (const word of all)
      if (pattern.test(word.text) && word.top > 80)
        found.set(word.text, [...(found.get(word.text) ?? []), word]);
    return found;
  };

  it('have the tops of what belongs together level, English on the left and Chinese on the right (R200)', async () => {
    const marks = byMark(await placed(), /^\[\d+\]$/);
    expect(marks.size).toBe(120);
    const differences = [...marks.values()].map(([left, right]) => {
      if (!left || !right) throw new Error('A paragraph is missing in one language');
      expect(left.page % 2).toBe(0);
      expect(right.page).toBe(left.page + 1);
      return Math.abs(left.top - right.top);
    });
    expect(differences.filter((difference) => difference > 0.5)).toEqual([]);
  });
  it('have no heading alone at the end of a page', async () => {
    const all = await placed();
    const headings = byMark(all, /^\[h\d+\]$/);
    expect(headings.size).toBe(40);
    for (const [mark, found] of headings)
      for (const { page, bottom } of found) {
        const below = all.filter(
          (word) => word.page === page && word.top > bottom && /^\[\d+\]$/.test(word.text)
        );
        expect(below.length, `${mark} on page ${page}`).toBeGreaterThan(0);
      }
  });
  it('have each note on the page of its language, where the text has its mark', async () => {
    const all = await placed();
    for (const [mark, found] of byMark(all, /^\[n\d+\]$/)) {
      const text = byMark(all, /^\[\d+\]$/).get(mark.replace('n', ''));
      expect(found.map(({ page }) => page)).toEqual(text?.map(({ page }) => page));
    }
  });
  it('continue a table over pages with its head, rows level', async () => {
    const all = await placed();
    const pages = pagesOf(await pdf());
    const first = pages.findIndex((page) => page.includes('City 1 '));
    const heads = pages.slice(first).filter((page) => /City\s+Service\s+Users/.test(page));
    expect(heads.length).toBeGreaterThan(1);
    for (const users of ['1370', '2740', '54800', '109600', '164400']) {
      const [left, right] = all.filter(({ text }) => text === users);
      expect(right?.page).toBe((left?.page ?? 0) + 1);
      expect(Math.abs((left?.top ?? 0) - (right?.top ?? 99))).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('the choice of what stands on which pages', () => {
  const unit = (more: Partial<Unit> = {}): Unit => ({
    ...{
      k: 'unit',
      id: '',
      sides: { en: [], zh: [] },
      table: null,
      notes: { en: [], zh: [] },
      keeps: false,
      above: 10
    },
    ...more
  });
  const size = (height: number, notes = 0): UnitSizes => ({ height, notes: { en: notes, zh: 0 } });
  const unitsOn = (units: readonly Unit[], sizes: readonly UnitSizes[]) =>
    spreadsOf(units, sizes, 103).map((spread) =>
      spread.k === 'pages' ? spread.pieces.map((piece) => piece.unit) : `runs ${spread.unit}`
    );

  it('takes a heading to the page of what follows', () => {
    const heading = unit({ keeps: true });
    expect(unitsOn([unit(), heading, heading, unit()], [size(50), size(10), size(10), size(40)])).toEqual([
      [0],
      [1, 2, 3]
    ]);
  });
  it('keeps room for notes', () => {
    expect(unitsOn([unit(), unit()], [size(40), size(40)])).toEqual([[0, 1]]);
    expect(unitsOn([unit(), unit()], [size(40), size(40, 10)])).toEqual([[0], [1]]);
  });
  it('lets run on what is higher than a page, and begins chapters on a page of their own', () => {
    expect(unitsOn([unit(), unit(), unit({ k: 'chapter' })], [size(40), size(400), size(40)])).toEqual([
      [0],
      'runs 1',
      [2]
    ]);
  });
});
