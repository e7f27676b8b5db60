/** Makes what the blocks that are made by rule consist of: paragraphs, tables and figures, the same in both languages. */
import type { DataValue } from '#rules/comparison/data-columns.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { PrintedCitation, PrintedSupport } from '#rules/report/report-blocks.ts';
import type { ReportCharts } from '#rules/report/report-charts.ts';
import type {
  ReportBlock,
  ReportCell,
  ReportInline,
  ReportMark,
  ReportPair,
  ReportText
} from '#rules/report/report-content.ts';
import type { ReportFault } from '#rules/report/report.ts';
import type { PassageNote } from '#rules/versions/version.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { words } from '#document/nodes/report-words.ts';

export type Message = (inputs: object, options: { readonly locale: Locale }) => string;
export type Say = (locale: Locale) => string;
/** Of a figure it holds the number as well. */
export interface Write {
  (locale: Locale): ReportText;
  readonly value?: DataValue | undefined;
}

export const valued = (write: (locale: Locale) => ReportText, value: DataValue | undefined): Write =>
  Object.assign((locale: Locale) => write(locale), { value });

export interface NotedText {
  readonly title: Bilingual;
  readonly note: PassageNote;
}

type PassageOf = Extract<PrintedSupport, { kind: 'passage' }>;
export type ThingKind = Extract<PrintedSupport, { readonly title: Bilingual; readonly id: string }>['kind'];

export interface QuotedPlace {
  readonly target: string;
  /** Holds the words with the levels and figures that they name. */
  readonly quote: string;
  /** Holds the words of the block in the other language; null where nobody confirmed that both say the same. */
  readonly counterpart: string | null;
}

export interface LiveTools {
  /** It begins the ids of its blocks. */
  readonly part: string;
  readonly names: LevelChipNames;
  readonly notes: readonly NotedText[];
  readonly date: string;
  /** Says that the block is for a handout: what a thing says, without what it rests on. */
  readonly isBrief: boolean;
  readonly charts: ReportCharts;
  /** Null where the study has it no more. */
  readonly cite: (sourceId: string) => number | null;
  /** Returns the number of the source for the answer of a city. */
  readonly citeAnswer: (city: string, question: string) => number;
  /** Null where the cited words do not stand in this report. */
  readonly passageAt: (passage: PassageOf) => QuotedPlace | null;
  /** Null where the text, or its block, does not stand in this report. */
  readonly placeAt: (subject: string, block: string | null) => string | null;
  /** Null where it does not stand in this report. */
  readonly thingAt: (kind: ThingKind, id: string) => string | null;
  /** Names a text: its city or chapter. */
  readonly titleOfText: (subject: string) => Bilingual;
  readonly fault: (kind: ReportFault['kind'], about: Bilingual | string, stops: boolean) => void;
}

export const inBoth = (say: Say): Bilingual => ({ en: say('en'), zh: say('zh') });

export const both = (make: (locale: Locale) => ReportBlock): ReportPair => ({
  en: [make('en')],
  zh: [make('zh')]
});

/** A text that is only in the other one is shown in it and marked as such. */
export const inline = (
  text: Bilingual,
  locale: Locale,
  marks: readonly ReportMark[] = []
): ReportInline[] => {
  const { text: shown, locale: language } = textFor(text, locale);
  return shown.trim() === ''
    ? []
    : [{ kind: 'text', text: shown, marks, href: null, language: language === locale ? null : language }];
};

export const said =
  (text: Bilingual): Write =>
  (locale) =>
    inline(text, locale);
export const count = (n: number) => (): ReportText => words(String(n));

type Place = Pick<LiveTools, 'part'>;

export const written = ({ part }: Place, id: string, write: Write): ReportPair =>
  both((locale) => ({ kind: 'paragraph', id: `${part}.${id}`, text: write(locale) }));

export const paragraph = (place: Place, id: string, say: Say): ReportPair =>
  written(place, id, (locale) => words(say(locale)));

export const heading = ({ part }: Place, id: string, level: 1 | 2 | 3, write: Write): ReportPair =>
  both((locale) => ({ kind: 'heading', id: `${part}.${id}`, level, text: write(locale) }));

/** Blank lines part the paragraphs of a text that was written in a form. */
export const paragraphsOf = (place: Place, id: string, text: Bilingual): ReportPair[] => {
  const parts = (locale: Locale): string[] =>
    text[locale]
      .split(/\n+/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const lines = { en: parts('en'), zh: parts('zh') };
  const most = Math.max(lines.en.length, lines.zh.length);
  return Array.from({ length: most }, (_, index): ReportPair => {
    const side = (locale: Locale): ReportBlock[] => {
      const line = lines[locale][index];
      if (line !== undefined)
        return [{ kind: 'paragraph', id: `${place.part}.${id}-${index + 1}`, text: words(line) }];
      return lines[locale].length === 0 && index === 0 ? [{ kind: 'gap', why: 'not-translated' }] : [];
    };
    return { en: side('en'), zh: side('zh') };
  });
};

interface Captioned {
  readonly id: string;
  readonly caption: Say;
  readonly alt: Say;
  /** Says where the figures come from; from the study where it is left out. */
  readonly sourceLine?: Write;
}

interface TableOf extends Captioned {
  readonly heads: readonly Say[];
  readonly align?: readonly ('start' | 'center' | 'end')[];
  readonly rows: readonly (readonly Write[])[];
}

const ownSource =
  ({ date }: Pick<LiveTools, 'date'>): Write =>
  (locale) =>
    words(m.report_source_line({ date: partialDateText(date, locale) }, { locale }));

export function table(
  tools: Pick<LiveTools, 'part' | 'date'>,
  { id, caption, alt, sourceLine = ownSource(tools), heads, align, rows }: TableOf
): ReportPair {
  const cell = (text: ReportText, isHead: boolean, value?: DataValue): ReportCell => ({
    text,
    isHead,
    columns: 1,
    rows: 1,
    ...(value ? { value } : {})
  });
  return both((locale) => ({
    kind: 'table',
    id: `${tools.part}.${id}`,
    caption: words(caption(locale)),
    sourceLine: sourceLine(locale),
    alt: alt(locale),
    columns: heads.map((_, index) => ({ align: align?.[index] ?? 'start' })),
    headRows: 1,
    rows: [
      heads.map((head) => cell(words(head(locale)), true)),
      ...rows.map((row) => row.map((write, index) => cell(write(locale), index === 0, write.value)))
    ]
  }));
}

/** Columns in which no row holds anything are left out; the first column stays. */
export function tableOfColumns(
  tools: Pick<LiveTools, 'part' | 'date'>,
  columns: readonly {
    readonly head: Say;
    readonly align?: 'end';
    readonly cells: readonly Write[];
  }[],
  captioned: Captioned
): ReportPair {
  const isShown = ({ cells }: (typeof columns)[number]): boolean =>
    cells.some((cell) => cell('en').length > 0 || cell('zh').length > 0);
  const shown = columns.filter((column, index) => index === 0 || isShown(column));
  return table(tools, {
    ...captioned,
    heads: shown.map(({ head }) => head),
    align: shown.map(({ align }) => align ?? 'start'),
    rows: (shown[0]?.cells ?? []).map((_, row) => shown.map(({ cells }) => cells[row] ?? (() => [])))
  });
}

export const figure = (
  tools: Pick<LiveTools, 'part' | 'date'>,
  { id, caption, alt, sourceLine = ownSource(tools), draw }: Captioned & { readonly draw: Say }
): ReportPair =>
  both((locale) => ({
    kind: 'figure',
    id: `${tools.part}.${id}`,
    caption: words(caption(locale)),
    sourceLine: sourceLine(locale),
    alt: alt(locale),
    drawing: { kind: 'svg', svg: draw(locale) }
  }));

export const joined = (texts: readonly ReportText[], between: ReportText): ReportInline[] =>
  texts
    .filter((text) => text.length > 0)
    .flatMap((text, index): ReportInline[] => (index === 0 ? [...text] : [...between, ...text]));

export const listed = (names: readonly Bilingual[], locale: Locale): ReportInline[] =>
  joined(
    names.map((name) => inline(name, locale)),
    words(locale === 'zh' ? '、' : ', ')
  );

/** Returns a sentence without its full stop: more follows it. */
export const withoutStop = (sentence: string): string => sentence.trimEnd().replace(/(?<![.。])[.。]$/u, '');

/** Returns a place in a source as readers of a language write it: `p. 12` is 第12页. What is written otherwise stays. */
export const placeText = (place: string, locale: Locale): string => {
  const [, first, last] = /^pp?\.\s*(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(place.trim()) ?? [];
  if (first === undefined || locale !== 'zh') return place;
  return last === undefined
    ? m.report_source_page({ page: first }, { locale })
    : m.report_source_pages({ first, last }, { locale });
};

export const cited = (
  { cite }: Pick<LiveTools, 'cite'>,
  citations: readonly PrintedCitation[],
  locale: Locale
): ReportInline[] =>
  joined(
    citations.map(({ sourceId, place }): ReportText => {
      const number = cite(sourceId);
      if (number === null) return [];
      return [
        { kind: 'cite', sources: [number] },
        ...(place === '' ? [] : words(`${locale === 'zh' ? '，' : ', '}${placeText(place, locale)}`))
      ];
    }),
    words(locale === 'zh' ? '；' : '; ')
  );

export const cautioned = (caution: Bilingual | null, locale: Locale): ReportInline[] => {
  const text = caution ? inline(caution, locale) : [];
  return text.length === 0 ? [] : [...words(m.report_caution_before({}, { locale })), ...text];
};

/** Splits the cautions of a table into the one that holds for all rows, and those of single rows. */
interface Cautions {
  readonly common: Bilingual | null;
  /** One that the row before has is named as the same. */
  readonly ofRow: (row: number, locale: Locale) => ReportText;
}

export function cautionsOf(topic: Bilingual | null, rows: readonly (Bilingual | null)[]): Cautions {
  const isSame = (a: Bilingual | null | undefined, b: Bilingual | null | undefined): boolean =>
    a?.en === b?.en && a?.zh === b?.zh;
  const [first = null] = rows;
  const common = topic ?? (rows.length > 1 && rows.every((one) => isSame(one, first)) ? first : null);
  return {
    common,
    ofRow: (row, locale) => {
      const own = rows[row] ?? null;
      if (own === null || isSame(own, common)) return [];
      return row > 0 && isSame(own, rows[row - 1])
        ? words(m.report_caution_above({}, { locale }))
        : cautioned(own, locale);
    }
  };
}

export const onLines = (lines: readonly ReportText[]): ReportInline[] => joined(lines, [{ kind: 'break' }]);
