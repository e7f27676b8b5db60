/**
 * Writes the code book and the codings of a study as a project of REFI-QDA. Everything here is pure; what a reader
 * may not know is not among the input.
 */
import type { CodeColour } from './code-book.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { qdaNames } from './qda-bilingual.ts';
import {
  noAudit,
  pointsIn,
  type Guid,
  type QdaCode,
  type QdaProject,
  type QdaSelection,
  type QdaText
} from './qda-project.ts';
import { qdaColor } from './qda-colours.ts';

/** Begins what the files of this program call their origin. */
export const qdaOrigin = 'Meridian';

type GuidKind = 'code' | 'coding' | 'selection' | 'memo' | 'user' | 'text' | 'city' | 'variable';
/** The same thing has the same one in every file. */
export type GuidFor = (kind: GuidKind, id: string) => Guid;

export interface SentCode {
  readonly id: string;
  readonly parentId: string | null;
  readonly label: Bilingual;
  readonly definition: Bilingual;
  readonly colour: CodeColour;
}

export interface SentMemo {
  readonly id: string;
  /** Names the code or the coding. */
  readonly aboutId: string;
  readonly text: Bilingual;
  readonly userId: string;
  readonly at: string;
}

export interface SentCoding {
  readonly id: string;
  readonly codeId: string;
  readonly coderId: string;
  readonly at: string;
  /** From 0. */
  readonly line: number;
  /** Holds the marked words of the line; empty for all of it. */
  readonly quote: string;
}

/** Each line is a passage. */
export interface SentText {
  readonly guid: Guid;
  readonly name: string;
  readonly language: Locale | null;
  readonly cityId: string | null;
  readonly lines: readonly string[];
  readonly codings: readonly SentCoding[];
}

export interface SentStudy {
  readonly id: string;
  readonly title: Bilingual;
  /** In the order of the book. */
  readonly codes: readonly SentCode[];
  readonly memos: readonly SentMemo[];
  readonly coders: readonly { readonly id: string; readonly name: string }[];
  readonly texts: readonly SentText[];
  readonly cities: readonly { readonly id: string; readonly name: Bilingual; readonly side: string }[];
}

/** Of the same length: a line break in it would begin another line. */
export const lineOf = (words: string): string => words.replace(/[\r\n\u2028\u2029]/g, ' ');

/** Notes on codes are in a project alone. */
export function qdaCodes(
  codes: readonly SentCode[],
  guidFor: GuidFor,
  notesOf: (codeId: string) => readonly Guid[] = () => []
): QdaCode[] {
  const known = new Set(codes.map(({ id }) => id));
  const below = (parent: string | null): QdaCode[] =>
    codes
      .filter(({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null) === parent)
      .map(({ id, label, definition, colour }) => ({
        guid: guidFor('code', id),
        ...qdaNames(label, definition),
        color: qdaColor(colour),
        isCodable: true,
        notes: notesOf(id),
        children: below(id)
      }));
  return below(null);
}

/** Each text has the passages as lines, and each coding a selection of its own. */
export function qdaProjectOf(study: SentStudy, guidFor: GuidFor): QdaProject {
  const { title, codes, memos, coders, texts, cities } = study;
  const notesOf = (id: string): Guid[] =>
    memos.filter(({ aboutId }) => aboutId === id).map((memo) => guidFor('memo', memo.id));
  const [side, language] = [guidFor('variable', 'side'), guidFor('variable', 'language')];
  return {
    origin: qdaOrigin,
    name: title.en || title.zh,
    description: qdaNames({ en: '', zh: '' }, title).description,
    ...noAudit,
    remarks: [],
    users: coders.map(({ id, name }) => ({ guid: guidFor('user', id), name, id: '' })),
    codes: qdaCodes(codes, guidFor, notesOf),
    variables: [
      { guid: side, name: 'Side', type: 'Text', description: '' },
      { guid: language, name: 'Language', type: 'Text', description: '' }
    ],
    cases: cities.map((city) => ({
      guid: guidFor('city', city.id),
      ...qdaNames(city.name, { en: '', zh: '' }),
      codes: [],
      values: [{ variable: side, type: 'Text' as const, value: city.side }],
      sources: texts.filter(({ cityId }) => cityId === city.id).map(({ guid }) => guid),
      selections: []
    })),
    sources: texts.map((text) => qdaText(text, { guidFor, notesOf, language })),
    notes: memos.map(({ id, text, userId, at }) => ({
      guid: guidFor('memo', id),
      name: '',
      description: '',
      text: qdaNames({ en: '', zh: '' }, text).description,
      ...noAudit,
      creatingUser: guidFor('user', userId),
      created: at,
      selections: [],
      codings: [],
      notes: [],
      values: []
    })),
    links: [],
    sets: []
  };
}

interface TextParts {
  readonly guidFor: GuidFor;
  readonly notesOf: (id: string) => readonly Guid[];
  readonly language: Guid;
}

function qdaText(text: SentText, { guidFor, notesOf, language }: TextParts): QdaText {
  let next = 0;
  const starts = text.lines.map((line) => {
    const start = next;
    next += pointsIn(line) + 1;
    return start;
  });
  return {
    guid: text.guid,
    name: text.name,
    description: '',
    text: text.lines.join('\n'),
    ...noAudit,
    selections: text.codings.map(({ id, codeId, coderId, at, line, quote }): QdaSelection => {
      const words = text.lines[line] ?? '';
      const marked = lineOf(quote);
      const before = marked === '' ? 0 : Math.max(0, words.indexOf(marked));
      const isWhole = marked === '' || !words.includes(marked);
      const start = (starts[line] ?? 0) + pointsIn(words.slice(0, before));
      const who = { creatingUser: guidFor('user', coderId), created: at };
      return {
        guid: guidFor('selection', id),
        name: Array.from(isWhole ? words : marked)
          .slice(0, 100)
          .join(''),
        description: '',
        start,
        end: start + pointsIn(isWhole ? words : marked),
        ...noAudit,
        ...who,
        codings: [{ guid: guidFor('coding', id), code: guidFor('code', codeId), ...who, notes: notesOf(id) }],
        notes: []
      };
    }),
    codings: [],
    notes: [],
    values: text.language === null ? [] : [{ variable: language, type: 'Text', value: text.language }]
  };
}
