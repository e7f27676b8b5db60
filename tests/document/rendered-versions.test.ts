import { describe, expect, it } from 'vitest';
import { renderChanges, renderTextDiff, renderVersion } from '#document/rendered-versions.ts';
import { renderAuthors } from '#document/rendered-authors.ts';
import { answersOf, type Cells } from '#document/answers.ts';
import { countOfChanges } from '#document/answer-changes.ts';
import type { InPart, WantedPart } from '#document/text-parts.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';
import { letters, mostAnswers, recordQuestion } from '#kit/largest-forms.ts';
import { paragraph } from '#kit/texts.ts';

const noted = (id: string, n: number) => ({
  ...paragraph(`${id}-${n}`, letters(20_000)),
  content: [
    { type: 'text', text: letters(20_000) },
    { type: 'footnote', content: [{ type: 'text', text: `note ${n}` }] }
  ]
});
const section = (id: string, blocks: number): SectionContent => ({
  id,
  en: Array.from({ length: blocks }, (_, n) => noted(`${id}-en`, n)),
  zh: Array.from({ length: blocks - 1 }, (_, n) => noted(`${id}-zh`, n))
});
const long = [section('a', 40), { id: 'none', en: [], zh: [] }, section('b', 3)];
const version: DocumentVersion = {
  format: 'meridian.version/1',
  study: 's',
  subject: 'findings:a',
  framework: null,
  sections: long,
  levels: [],
  evidence: []
};
const changed = long.map((one) => ({
  ...one,
  en: one.en.map((block, n) => (n % 2 === 0 ? block : { ...block, content: [{ type: 'text', text: 'x' }] }))
}));

/** Renders all parts, one after the other. */
function partsOf<T extends InPart<unknown>>(render: (part: WantedPart) => T): T[] {
  const first = render({ page: 1 });
  return [first, ...Array.from({ length: first.part.pages - 1 }, (_, n) => render({ page: n + 2 }))];
}
const idsIn = (html: string): string[] => [...html.matchAll(/data-id="([^"]+)"/g)].map(([, id = '']) => id);

describe('a version that is longer than a page shows', () => {
  const parts = partsOf((part) => renderVersion(version, part));
  const html = (language: 'en' | 'zh'): string =>
    parts.flatMap(({ sections }) => sections.map((one) => one.html[language])).join('');

  it('is divided so that no part is large, and together they hold each block once', () => {
    expect(parts.length).toBeGreaterThan(2);
    expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(700_000);
    for (const language of ['en', 'zh'] as const)
      expect(idsIn(html(language))).toEqual(
        long.flatMap((one) => one[language].map(({ attrs }) => attrs?.['id']))
      );
  });

  it('keeps the numbers of its footnotes, each in the part of its mark', () => {
    for (const { sections } of parts)
      for (const one of sections)
        expect([...one.html.en.matchAll(/id="[^"]+-note-(\d+)"/g)].map(([, n]) => n)).toEqual(
          [...one.html.en.matchAll(/id="[^"]+-ref-(\d+)"/g)].map(([, n]) => n)
        );
  });

  it('names an empty section once', () => {
    expect(parts.flatMap(({ sections }) => sections.filter(({ id }) => id === 'none'))).toHaveLength(1);
  });

  it('shows its authors for the rows of the same part', () => {
    const authored = renderAuthors(long, { page: 2 });
    const shown = renderVersion(version, authored.part);
    expect(shown.sections.map(({ id, html: one }) => [id, idsIn(one.zh)])).toEqual(
      authored.sections.map(({ id, blocks }) => [id, idsIn(blocks.zh.map(({ html: one }) => one).join(''))])
    );
  });
});

it('a comparison counts what differs in all parts, and in each', () => {
  const parts = partsOf((part) => renderChanges(long, changed, { part }));
  expect(parts.length).toBeGreaterThan(2);
  const counted = parts.map(({ sections }) => sections.reduce((sum, { changes }) => sum + changes, 0));
  expect(counted.reduce((sum, one) => sum + one, 0)).toBe(parts[0]?.changes);
  expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(700_000);
});

it('what differs in a long text is found on the first page of those who ask for changes only', () => {
  const last = long.map((one, index) => ({ ...one, zh: index === 2 ? [] : one.zh }));
  const { sections, part, changes } = renderChanges(long, last, { part: { page: 1 }, isChangesOnly: true });
  expect([part.pages, changes]).toEqual([1, 2]);
  expect(sections.flatMap(({ blocks }) => [...blocks.en, ...blocks.zh]).map(({ kind }) => kind)).toEqual([
    'deleted',
    'deleted'
  ]);
});

describe('a response with the most records that one may have', () => {
  const cells: Readonly<Record<string, Json>> = {
    [`${recordQuestion.id}/value@source`]: 'Yearbook',
    'other.one/value': 'yes',
    ...(mostAnswers() as Readonly<Record<string, Json>>)
  };
  const response: DocumentVersion = {
    ...version,
    subject: 'response:a',
    sections: [
      { id: 'a', en: [], zh: [] },
      { id: `answer:${recordQuestion.id}`, en: [paragraph('words', 'All of them.')], zh: [] },
      { id: 'answer:other.one', en: [], zh: [] }
    ],
    answers: cells
  };
  const recordsIn = (answers: Readonly<Record<string, unknown>> | null) =>
    answersOf((answers ?? {}) as Cells).get(recordQuestion.id)?.records ?? [];

  it('is divided so that no part is large, says which of how many each part shows, and loses none', () => {
    const parts = partsOf((part) => renderVersion(response, part));
    expect(parts.length).toBeGreaterThan(5);
    expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(700_000);
    expect(Object.assign({}, ...parts.map(({ answers }) => answers))).toEqual(cells);
    expect(parts.flatMap(({ answers }) => recordsIn(answers).map(({ id }) => id))).toEqual(
      recordsIn(cells).map(({ id }) => id)
    );
    const said = parts.map(({ records }) => records[recordQuestion.id]);
    expect(said[0]).toMatchObject({ from: 0, count: 500 });
    expect(said.at(-1)).toMatchObject({ to: 500, count: 500 });
  });

  it('shows what a question says itself with each of its records', () => {
    for (const { answers } of partsOf((part) => renderVersion(response, part)))
      if (recordsIn(answers).length > 0)
        expect(answersOf(answers ?? {}).get(recordQuestion.id)?.source).toBe('Yearbook');
  });

  it('is compared in parts, of which each counts what changed, and what others show of the same answer', () => {
    const other: Readonly<Record<string, Json>> = Object.fromEntries(
      Object.entries(cells).map(([key, value]) => [key, typeof value === 'string' ? `${value} too` : value])
    );
    const parts = partsOf((part) => renderTextDiff(response, { ...response, answers: other }, { part }));
    expect(parts.length).toBeGreaterThan(5);
    expect(Math.max(...parts.map((part) => JSON.stringify(part).length))).toBeLessThan(1_000_000);
    const counted = parts.map(({ answers }) => answers.reduce((sum, one) => sum + countOfChanges(one), 0));
    expect(counted.reduce((sum, one) => sum + one, 0)).toBe(parts[0]?.changes);
    const [first] = parts;
    expect(first?.answers.map(({ question }) => question)).toEqual([recordQuestion.id]);
    expect(first?.elsewhere).toEqual({ [recordQuestion.id]: (first?.changes ?? 0) - (counted[0] ?? 0) - 1 });
    const records = parts.flatMap(({ answers }) => answers.flatMap((one) => one.records.map(({ id }) => id)));
    expect(records).toEqual(recordsIn(cells).map(({ id }) => id));
  });
});
