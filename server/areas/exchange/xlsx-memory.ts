/**
 * Writes and reads the state of a workbook at the time of writing, in a hidden sheet: its study and city, and
 * each cell and each text exactly. It shows what a missing row means, and restores what plain text cannot
 * express. It does not count where a person changed the text.
 */
import { z } from 'zod';
import { parseCell } from '#document/answer-cells.ts';
import type { Cells } from '#document/answers.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import { fingerprint } from '#base/canonical.ts';
import type { AnswerBook } from '#areas/answers';
import { fileLimits } from './book.ts';
import type { Grid } from './grid.ts';
import { plainTextOf } from './plain-blocks.ts';
import { isSame, stableText } from './value-trees.ts';
import { longestCell, type SheetText } from './sheet-xml.ts';

export const memoryFormat = 'meridian.answers.xlsx/1';
const memorySheetName = '_meridian';

export interface RememberedCell {
  readonly value: FieldValue;
  /** Holds the mark of the value that the sheets give instead; null where they give this value. */
  readonly seenAs: string | null;
}
export interface RememberedText {
  readonly nodes: readonly ContentNode[];
  readonly mark: string;
}
export interface Memory {
  readonly from: {
    readonly study: string | null;
    readonly city: string | null;
    readonly frameworkVersion: string | null;
  };
  readonly language: Locale;
  readonly cells: ReadonlyMap<string, RememberedCell>;
  /** By section and language: `answer:strategy.vision zh`. */
  readonly texts: ReadonlyMap<string, RememberedText>;
}
export const noMemory: Memory = {
  from: { study: null, city: null, frameworkVersion: null },
  language: 'en',
  cells: new Map(),
  texts: new Map()
};

/** Returns the fingerprint of the value that the sheets give for a cell. */
export const markOfSeen = (value: FieldValue | undefined): string =>
  value === undefined ? '-' : fingerprint(stableText(value));
export const markOfText = (text: string): string =>
  fingerprint(
    text
      .split(/\r\n?|\n/)
      .map((line) => line.trimEnd())
      .join('\n')
      .trim()
  );
export const textKey = (section: string, language: Locale): string => `${section} ${language}`;

/** `seen` is what the other sheets give by themselves. */
export function memorySheet(
  { study, city, framework, language, cells, texts }: AnswerBook,
  seen: Cells
): SheetText {
  const rows = [
    [memoryFormat, 'Please leave this sheet as it is. 请勿改动本工作表。'],
    ['study', study.slug],
    ['city', city.id],
    ['framework', framework.version],
    ['language', language],
    ...Object.entries(cells).map(([key, value]) => {
      const now = Object.hasOwn(seen, key) ? seen[key] : undefined;
      return [
        'cell',
        key,
        now !== undefined && isSame(now, value) ? '' : markOfSeen(now),
        ...pieces(machineText(value))
      ];
    }),
    ...texts.flatMap((section) =>
      locales.map((one) => [
        'text',
        textKey(section.id, one),
        markOfText(plainTextOf(section[one])),
        ...pieces(machineText(section[one]))
      ])
    )
  ];
  return {
    name: memorySheetName,
    isHidden: true,
    columns: [],
    rows,
    heads: 0,
    frozenColumns: 0,
    isClosed: () => false,
    lists: []
  };
}

/** The quotes of JSON protect blanks at the end of a cell. */
const machineText = (value: unknown): string => JSON.stringify(value);

export function pieces(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + longestCell;
    // A surrogate pair is not split.
    const cut = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end;
    parts.push(text.slice(at, cut));
    at = cut;
  }
  return parts;
}

export const isMemory = ({ rows }: Grid): boolean => rows[0]?.cells.get(0)?.text.trim() === memoryFormat;

const node: z.ZodType<ContentNode> = z.lazy(() =>
  z.object({
    type: z.string(),
    text: z.string().exactOptional(),
    marks: z
      .array(z.object({ type: z.string(), attrs: z.record(z.string(), z.json()).exactOptional() }))
      .exactOptional(),
    attrs: z.record(z.string(), z.json()).exactOptional(),
    content: z.array(node).exactOptional()
  })
);

/** Rows that cannot be parsed were changed by a user, and are ignored. */
export function memoryIn({ rows }: Grid): Memory {
  const facts = new Map<string, string>();
  const cells = new Map<string, RememberedCell>();
  const texts = new Map<string, RememberedText>();
  for (const { cells: row } of rows.slice(1)) {
    const [kind = '', key = '', mark = '', ...rest] = Array.from(
      { length: [...row.keys()].reduce((last, column) => Math.max(last, column), -1) + 1 },
      (_, index) => row.get(index)?.text ?? ''
    );
    if (kind === 'cell') {
      const value = parsed(rest.join(''));
      if (value !== undefined && parseCell(key))
        cells.set(key, { value: value as FieldValue, seenAs: mark === '' ? null : mark });
    } else if (kind === 'text') {
      const nodes = z.array(node).safeParse(parsed(rest.join('')));
      // A text is restored only if its plain text is the one that was visible.
      if (nodes.success && markOfText(plainTextOf(nodes.data)) === mark)
        texts.set(key, { nodes: nodes.data, mark });
    } else facts.set(kind, key);
  }
  return {
    from: {
      study: facts.get('study') ?? null,
      city: facts.get('city') ?? null,
      frameworkVersion: facts.get('framework') ?? null
    },
    language: facts.get('language') === 'zh' ? 'zh' : 'en',
    cells,
    texts
  };
}

function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return isDeep(value, 0) ? undefined : value;
  } catch {
    return undefined;
  }
}

const isDeep = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth > fileLimits.depth || Object.values(value).some((inner) => isDeep(inner, depth + 1)));
