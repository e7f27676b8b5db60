/** Reads and writes a glossary as a table: one row a term, further words of it in one cell each. */
import {
  termKinds,
  variantUses,
  type GlossaryTerm,
  type TermVariant,
  type VariantUse
} from '#rules/pairs/glossary.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { parseCsv } from '#server/files/csv-parsing.ts';
import { mostEntries, reasonOf, type GlossaryEntry } from './glossary-entry.ts';

const columns = [
  'id',
  'term_en',
  'term_zh',
  'definition_en',
  'definition_zh',
  'group',
  'kind',
  'required',
  'usage_en',
  'usage_zh',
  'allowed_en',
  'allowed_zh',
  'forbidden_en',
  'forbidden_zh',
  'false_friends_en',
  'false_friends_zh'
] as const;
type Column = (typeof columns)[number];

const columnsOfUse: Readonly<Record<VariantUse, string>> = {
  allowed: 'allowed',
  forbidden: 'forbidden',
  'false-friend': 'false_friends'
};
/** Between words of one cell, and between a word and its reasons. */
const [betweenWords, betweenReasons] = [' | ', ' :: '];

export const glossaryRows = (terms: readonly GlossaryTerm[]): (string | null)[][] => [
  [...columns],
  ...terms.map((term) => {
    const words = (use: VariantUse, language: Locale): string =>
      term.variants
        .filter((variant) => variant.use === use && variant.language === language)
        .map(({ text, reason }) =>
          [text, ...(reason.en || reason.zh ? [reason.en, reason.zh] : [])]
            .map((part) => part.replaceAll('|', '/').replaceAll('::', ':').replace(/\s+/g, ' '))
            .join(betweenReasons)
        )
        .join(betweenWords);
    return [
      term.id,
      term.term.en,
      term.term.zh,
      term.definition.en,
      term.definition.zh,
      term.group,
      term.kind,
      term.isChecked ? 'yes' : 'no',
      term.caution?.en ?? '',
      term.caution?.zh ?? '',
      ...variantUses.flatMap((use) => locales.map((language) => words(use, language)))
    ];
  })
];

/** Names that other programs give to the two columns of a term. */
const otherNames: Readonly<Record<string, Column>> = {
  source: 'term_en',
  target: 'term_zh',
  en: 'term_en',
  zh: 'term_zh',
  english: 'term_en',
  chinese: 'term_zh',
  英文: 'term_en',
  中文: 'term_zh'
};

/** Columns of other names are left out. */
export function parseGlossaryCsv(text: string): GlossaryEntry[] {
  const [head, ...rows] = parseCsv(text, { rows: mostEntries + 1, columns: 60 });
  const places = new Map<Column, number>();
  head?.forEach((name, index) => {
    const plain = name.trim().toLowerCase().replace(/\s+/g, '_');
    const column = columns.find((one) => one === plain) ?? otherNames[plain];
    if (column && !places.has(column)) places.set(column, index);
  });
  if (!places.has('term_en') || !places.has('term_zh'))
    throw new UnreadableFileError('wrong-type', 'term_en, term_zh');
  return rows.map((row) => entryOf((column) => row[places.get(column) ?? -1]?.trim() ?? ''));
}

function entryOf(cell: (column: Column) => string): GlossaryEntry {
  const bilingual = (name: 'term' | 'definition' | 'usage'): Bilingual => ({
    en: cell(`${name}_en`),
    zh: cell(`${name}_zh`)
  });
  return {
    id: cell('id') || null,
    term: bilingual('term'),
    definition: bilingual('definition'),
    group: cell('group'),
    caution: bilingual('usage'),
    kind: termKinds.find((kind) => kind === cell('kind')) ?? 'term',
    isChecked: !/^(?:no|false|0|否)$/i.test(cell('required')),
    variants: variantUses.flatMap((use) =>
      locales.flatMap((language) =>
        wordsIn(cell(`${columnsOfUse[use]}_${language}` as Column), { use, language })
      )
    )
  };
}

const wordsIn = (cell: string, { use, language }: Pick<TermVariant, 'use' | 'language'>): TermVariant[] =>
  cell
    .split('|')
    .map((word) => word.split('::').map((part) => part.trim()))
    .filter(([text = '']) => text !== '')
    .map(([text = '', en = '', zh = '']) => ({ language, text, use, reason: reasonOf(use, { en, zh }) }));
