/** Reads a document as what can be found in it: the blocks of its passages, and the answers in its cells. */
import type * as Y from 'yjs';
import type { Answer } from '#rules/answers/answer.ts';
import { locales, type Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { ContentNode } from '#base/content.ts';
import { parseAnswerSection } from './answer-cells.ts';
import type { AnsweredContent } from './answered.ts';
import { answersOf, cellsOf } from './answers.ts';
import { passageContent } from './content.ts';
import { wordsToFind } from '#base/plain.ts';
import { isBlockType } from '#base/blocks/blocks.ts';

/** Holds a piece of a text with the place where it is shown. */
export interface FindableText {
  readonly key: string;
  /** Names the passage; null for an answer that is no text. */
  readonly section: string | null;
  readonly question: string | null;
  readonly blockId: string | null;
  readonly text: Readonly<Record<Locale, string>>;
}

export interface FindableInput {
  readonly sections: readonly string[];
  /** Lists the ids of options, which are chosen and not written. */
  readonly options: readonly string[];
}

export function findableTexts(doc: Y.Doc, { sections, options }: FindableInput): FindableText[] {
  const passages = sections.flatMap((section) =>
    locales.flatMap((language) => passageTexts(passageContent(doc, section, language), section, language))
  );
  const chosen = new Set(options);
  return [...passages, ...[...answersOf(cellsOf(doc))].flatMap(([, answer]) => answerTexts(answer, chosen))];
}

/** Reads the answers of a response that was read before, as what can be found in them. */
export const findableAnswers = (
  { passages, cells }: AnsweredContent,
  options: ReadonlySet<string>
): FindableText[] => [
  ...passages.flatMap((section) =>
    locales.flatMap((language) => passageTexts(section[language], section.id, language))
  ),
  ...[...answersOf(cells)].flatMap(([, answer]) => answerTexts(answer, options))
];

const inLanguage = (text: string, language: Locale): FindableText['text'] => ({
  en: language === 'en' ? text : '',
  zh: language === 'zh' ? text : ''
});

function passageTexts(nodes: readonly ContentNode[], section: string, language: Locale): FindableText[] {
  const seen = new Map<string, number>();
  return leavesOf(nodes, null).flatMap(({ node, id }, index) => {
    const text = wordsToFind([node]).trim();
    if (text === '') return [];
    const name = `${section}.${language}/${id ?? `at-${index}`}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return {
      key: before === 0 ? name : `${name}~${before}`,
      section,
      question: parseAnswerSection(section)?.question ?? null,
      blockId: id,
      text: inLanguage(text, language)
    };
  });
}

interface Leaf {
  readonly node: ContentNode;
  readonly id: string | null;
}

/** Lists the innermost blocks; a table is one, since it is read row by row. */
function leavesOf(nodes: readonly ContentNode[], around: string | null): Leaf[] {
  return nodes.flatMap((node) => {
    const own = node.attrs?.['id'];
    const id = typeof own === 'string' ? own : around;
    const inner = (node.content ?? []).filter(({ type }) => isBlockType(type));
    return node.type === 'table' || inner.length === 0 ? [{ node, id }] : leavesOf(inner, id);
  });
}

function answerTexts(answer: Answer, options: ReadonlySet<string>): FindableText[] {
  const { question, value, measures, records, source, note } = answer;
  const entry = (key: string, values: readonly FieldValue[]): FindableText[] => {
    const text = joined(values.flatMap((one) => stringsIn(one, options)));
    return text.en === '' && text.zh === '' ? [] : [{ key, section: null, question, blockId: null, text }];
  };
  return [
    ...entry(`${question}/value`, [value ?? null, ...Object.values(measures), source, note]),
    ...records.flatMap(({ id, fields, sources, notes, source: from }) =>
      entry(`${question}/${id}`, [
        ...Object.values(fields),
        ...Object.values(sources),
        ...Object.values(notes),
        from
      ])
    )
  ];
}

/** Lists the written strings of a value, with their language. */
function stringsIn(
  value: FieldValue,
  options: ReadonlySet<string>,
  language?: Locale
): { readonly text: string; readonly language: Locale }[] {
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '' || options.has(text)) return [];
    return [{ text, language: language ?? (/\p{Script=Han}/u.test(text) ? 'zh' : 'en') }];
  }
  if (typeof value === 'number') return [{ text: String(value), language: language ?? 'en' }];
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string, FieldValue])[] = Array.isArray(value)
    ? (value as readonly FieldValue[]).map((one) => ['', one] as const)
    : Object.entries(value as Readonly<Record<string, FieldValue>>);
  return entries.flatMap(([name, inner]) =>
    stringsIn(inner, options, name === 'en' || name === 'zh' ? name : language)
  );
}

const joined = (
  strings: readonly { readonly text: string; readonly language: Locale }[]
): FindableText['text'] => {
  const of = (wanted: Locale): string =>
    strings.flatMap(({ text, language }) => (language === wanted ? [text] : [])).join('\n');
  return { en: of('en'), zh: of('zh') };
};
