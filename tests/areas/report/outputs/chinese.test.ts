/**
 * Shows that Chinese is set as Chinese readers expect: no line begins with what closes or ends with what opens, quotation
 * marks are those of the Chinese typeface, and no character is another one that looks the same.
 */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ReportContent } from '#rules/report/report-content.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { handout } from '#kit/handout-samples.ts';
import { pagesOf, typefacesOf, wordsOf, type PlacedWord } from '#kit/pdf-reading.ts';
import { note, pair, paragraph, part, sample, table, words } from '#kit/report-samples.ts';

const closing = '，。、；：！？）》〉」』】”’％…·';
const opening = '（《〈「『【“‘';

/** Returns passages whose marks fall on every place of a line. */
const passages = Array.from({ length: 40 }, (_, index) => {
  const sentence =
    '该市（常住人口约1200万）公布《智慧城市行动计划》，提出“默认开放、按需共享”的原则；各部门、各街道：谁提供，谁负责！费用约3.5亿元（含运维），由“城市运营公司”承担。';
  return '数'.repeat(index) + sentence.repeat(3);
});
const content: ReportContent = sample({
  title: { en: 'Chinese', zh: '中文排版' },
  parts: [
    part('one', 'One', '第一部分', {
      pairs: [
        ...passages.map((text, index) =>
          pair(
            paragraph(`e${index}`, 'x'),
            paragraph(`z${index}`, text, ...(index % 7 === 0 ? [note(text)] : []))
          )
        ),
        pair(table('te', 'en', 3), {
          ...table('tz', 'zh', 3),
          rows: [[{ text: [words(passages[3] ?? '')], isHead: false, columns: 3, rows: 1 }]]
        })
      ]
    })
  ]
});
/** Returns the lines as they stand on the pages: what has its middle at one height is one line, from left to right. */
const linesOf = (pdf: Uint8Array): string[] =>
  placedLinesOf(pdf).map((line) => line.map(({ text }) => text).join(''));

function placedLinesOf(pdf: Uint8Array): PlacedWord[][] {
  const lines: { page: number; middle: number; words: PlacedWord[] }[] = [];
  for (const word of wordsOf(pdf)) {
    const middle = (word.top + word.bottom) / 2;
    const line = lines.findLast((one) => one.page === word.page && Math.abs(one.middle - middle) < 4);
    if (line) line.words.push(word);
    else lines.push({ page: word.page, middle, words: [word] });
  }
  return lines.map(({ words }) => words.toSorted((a, b) => a.left - b.left));
}

describe('Chinese text in a PDF', () => {
  it.each(['zh', 'facing'] as const)(
    'begins no line with what closes, and ends none with what opens, edition %s (R201)',
    async (edition) => {
      const lines = linesOf(await writeReport(content, edition, 'pdf', new Map())).filter((line) =>
        /\p{Script=Han}/u.test(line)
      );
      expect(lines.length).toBeGreaterThan(100);
      expect(lines.filter((line) => closing.includes(line.charAt(0)))).toEqual([]);
      expect(lines.filter((line) => opening.includes(line.at(-1) ?? ''))).toEqual([]);
    }
  );
  it('does so as a handout and on slides', async () => {
    for (const format of ['pdf', 'slides'] as const) {
      const pdf = await writeReport(handout({ parts: content.parts }), 'zh', format, new Map());
      const lines = linesOf(pdf).filter((line) => /\p{Script=Han}/u.test(line));
      expect(lines.filter((line) => closing.includes(line.charAt(0)))).toEqual([]);
      expect(lines.filter((line) => opening.includes(line.at(-1) ?? ''))).toEqual([]);
      expect(typefacesOf(pdf).every((name) => /^(SourceSerif4|NotoSerifSC)/.test(name))).toBe(true);
    }
  });
  it('begins no line with what closes after a character that the typefaces lack, in titles and passages', async () => {
    const texts = Array.from(
      { length: 40 },
      (_, index) =>
        '数'.repeat(index) + '研究𠮷，“𠮷”社区（𠮷）的𠮷：𠮷；𠮷！𠮷、𠮷《𠮷》𠮷…𠮷·𠮷。'.repeat(3)
    );
    const rare = sample({
      title: { en: 'Rare', zh: texts[3] ?? '' },
      subtitle: { en: 'Rare', zh: texts[10] ?? '' },
      parts: [
        part('one', 'One', texts[5] ?? '', {
          pairs: texts.flatMap((text, index) => [
            pair(paragraph(`e${index}`, 'x'), {
              kind: 'heading',
              id: `h${index}`,
              level: 2,
              text: [words(text)]
            }),
            pair(paragraph(`f${index}`, 'x'), paragraph(`z${index}`, text))
          ])
        })
      ]
    });
    const lines = placedLinesOf(await writeReport(rare, 'zh', 'pdf', new Map()));
    // The box of such a character is no text: a line that begins with one has its first word further to the right.
    const edges = new Map<number, number>();
    for (const [word] of lines)
      if (word) edges.set(word.page, Math.min(edges.get(word.page) ?? Infinity, word.left));
    const first = lines.flatMap(([word]) =>
      word && word.left < (edges.get(word.page) ?? 0) + 2 ? [word] : []
    );
    expect(first.length).toBeGreaterThan(40);
    expect(first.filter(({ text }) => closing.includes(text.charAt(0)))).toEqual([]);
  });
  it('names a chapter at the head of its pages by the first line of a long title', async () => {
    const long = sample({
      parts: [
        part(
          'one',
          `First words ${'of a title that is far too long for the head of a page '.repeat(3)}`,
          '一',
          {
            pairs: [pair(paragraph('e', 'x'), paragraph('z', 'x'))]
          }
        )
      ]
    });
    const pdf = await writeReport(long, 'en', 'pdf', new Map());
    // The draft is named on the same line; whatever of the title is below or above it is cut off.
    const heads = linesOf(pdf).filter((line) => line.includes('notfinal') && line.includes('title'));
    expect(heads.length).toBeGreaterThan(0);
    for (const head of heads) expect(head).toContain('Firstwords');
  });
  it('has quotation marks as wide as a Han character, which the Latin typeface has not', async () => {
    const quoted = sample({
      parts: [
        part('one', 'One', '一', { pairs: [pair(paragraph('e', 'x'), paragraph('z', '口“口”口“口”口'))] })
      ]
    });
    const [word] = wordsOf(await writeReport(quoted, 'zh', 'pdf', new Map())).filter(({ text }) =>
      text.includes('口“')
    );
    const size = 10.2;
    expect((word?.right ?? 0) - (word?.left ?? 0)).toBeGreaterThan(8.5 * size);
  });
});

describe.each(['pdf', 'docx', 'html'] as const)('Chinese text as %s', (format) => {
  it('has the characters of the text, and none that only looks the same', async () => {
    const bytes = await writeReport(content, 'zh', format, new Map());
    const text =
      format === 'pdf'
        ? pagesOf(bytes).join('')
        : format === 'docx'
          ? strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array())
          : strFromU8(bytes);
    // Radicals, compatibility forms, ligatures, vertical and small forms.
    expect(text).not.toMatch(
      /[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\ufe10-\ufe1f\ufe30-\ufe6f]|[\u{2f800}-\u{2fa1f}]/u
    );
    for (const wanted of ['《智慧城市行动计划》', '“默认开放、按需共享”'])
      expect(text.replaceAll(/\s/g, '')).toContain(wanted);
  });
});

describe('the title of a cover', () => {
  const titled = sample({
    title: {
      en: 'A comparative study of smart and green cities from the first answers to the report',
      zh: '智慧绿色城市比较研究：从第一份答卷到正式发布的报告，以及其后的一切'
    }
  });
  it.each([
    ['en', 1.15],
    ['zh', 1.32]
  ] as const)('has lines as far apart as its own type needs, edition %s', async (edition, least) => {
    const size = 29;
    const lines = wordsOf(await writeReport(titled, edition, 'pdf', new Map())).filter(
      ({ page, top, bottom }) => page === 1 && bottom - top > 0.9 * size
    );
    const tops = [...new Set(lines.map(({ top }) => Math.round(top)))].toSorted((a, b) => a - b);
    expect(tops.length).toBeGreaterThan(1);
    for (const [index, top] of tops.slice(1).entries())
      expect(top - (tops[index] ?? 0)).toBeGreaterThan(least * size);
  });
});
