/**
 * Translates between the code book and the codings of a study and a project of REFI-QDA: what goes out, and what of
 * a file comes in. Everything here is pure; what a reader may not know is not among the input.
 */
import { codeColours, type CodeColour } from './code-book.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { namesFromQda, qdaNames } from './qda-bilingual.ts';
import {
  codesInOrder,
  noAudit,
  pointsIn,
  type Guid,
  type QdaCode,
  type QdaCodeBook,
  type QdaCoding,
  type QdaLoss,
  type QdaProject,
  type QdaSelection,
  type QdaText
} from './qda-project.ts';

/** Begins what the files of this program call their origin. */
export const qdaOrigin = 'Meridian';

/** Holds the colours as files have them; the interface has others for its light and dark looks. */
const hexOf: Readonly<Record<CodeColour, string>> = {
  grey: '#7f7f7f',
  red: '#d62728',
  orange: '#ff7f0e',
  yellow: '#e6c229',
  green: '#2ca02c',
  teal: '#17a2a2',
  blue: '#1f77b4',
  violet: '#7b52ab'
};

export const qdaColor = (colour: CodeColour): string => hexOf[colour];

/** Returns the colour of the code book that is the nearest; grey without one. */
export function colourFromQda(color: string | null): CodeColour {
  if (color === null) return 'grey';
  const distance = (colour: CodeColour): number =>
    [1, 3, 5].reduce((sum, at) => {
      const [a, b] = [color, hexOf[colour]].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
      return sum + ((a ?? 0) - (b ?? 0)) ** 2;
    }, 0);
  return [...codeColours].sort((a, b) => distance(a) - distance(b))[0] ?? 'grey';
}

type GuidKind = 'code' | 'coding' | 'selection' | 'memo' | 'user' | 'text' | 'city' | 'variable';
/** Returns the GUID of a thing of the study: the same thing has the same one in every file. */
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
  /** Gives the line of the text, from 0. */
  readonly line: number;
  /** Holds the marked words of the line; empty for all of it. */
  readonly quote: string;
}

/** Holds a text in one language; each line is a passage. */
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
  /** Lists the codes in the order of the book. */
  readonly codes: readonly SentCode[];
  readonly memos: readonly SentMemo[];
  readonly coders: readonly { readonly id: string; readonly name: string }[];
  readonly texts: readonly SentText[];
  readonly cities: readonly { readonly id: string; readonly name: Bilingual; readonly side: string }[];
}

/** Returns one line of a passage, of the same length: a line break in it would begin another. */
export const lineOf = (words: string): string => words.replace(/[\r\n\u2028\u2029]/g, ' ');

/** Returns the code book as a tree. Notes on codes are in a project alone. */
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

/** Returns the study as a project: each text has the passages as lines, and each coding a selection of its own. */
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

/** Lists the reasons for which a coding of a file is not taken in. */
export const leftReasons = ['other-coder', 'other-text', 'changed'] as const;
export type LeftReason = (typeof leftReasons)[number];

/** Names what a coding of a file marks: some words of one line of a text. */
export interface MarkedLine {
  readonly line: string;
  /** Gives the number of the line, from 0. */
  readonly at: number;
  readonly quote: string;
}

/** Finds the lines of a text that its selections touch. */
export function openLines(text: string): (selection: Pick<QdaSelection, 'start' | 'end'>) => MarkedLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  const breaks = text.match(/\r\n|\r|\n/g) ?? [];
  const points = lines.map((line) => Array.from(line));
  let next = 0;
  const starts = points.map((line, at) => {
    const start = next;
    next += line.length + (breaks[at]?.length ?? 0);
    return start;
  });
  return ({ start, end }) => {
    const found: MarkedLine[] = [];
    for (let at = lastAtMost(starts, start); at < lines.length && (starts[at] ?? 0) < end; at += 1) {
      const begin = starts[at] ?? 0;
      const quote = (points[at] ?? []).slice(Math.max(0, start - begin), end - begin).join('');
      if (quote.trim() !== '') found.push({ line: lines[at] ?? '', at, quote });
    }
    return found;
  };
}

/** Returns the index of the last of some rising numbers that is at most a value; the first is 0. */
function lastAtMost(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rising[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Finds the line of a text as it is now that has the same words: the one at the same place, if there are several. */
export function presentLine(
  lines: readonly string[],
  { line, at }: Pick<MarkedLine, 'line' | 'at'>
): number | null {
  if (lines[at] === line) return at;
  const found = lines.indexOf(line);
  return found === -1 ? null : found;
}

export interface ReceivedCode {
  readonly guid: Guid;
  readonly parent: Guid | null;
  readonly label: Bilingual;
  readonly definition: Bilingual;
  readonly colour: CodeColour;
  readonly notes: readonly Guid[];
}

export interface ReceivedCoding {
  readonly guid: Guid;
  readonly code: Guid;
  /** Names the coder as the file does; null where it does not. */
  readonly user: Guid | null;
  readonly notes: readonly Guid[];
  readonly text: { readonly guid: Guid; readonly name: string };
  readonly lines: readonly MarkedLine[];
}

export interface ReceivedMemo {
  readonly guid: Guid;
  readonly user: Guid | null;
  readonly text: Bilingual;
}

/** Holds what of a file concerns the code book and the codings of a study. */
export interface ReceivedFile {
  /** Lists the codes, parents first. */
  readonly codes: readonly ReceivedCode[];
  readonly codings: readonly ReceivedCoding[];
  readonly memos: readonly ReceivedMemo[];
  readonly losses: readonly QdaLoss[];
}

export const receivedCodeBook = (
  { codes }: Pick<QdaCodeBook, 'codes'>,
  losses: readonly QdaLoss[]
): ReceivedFile => ({
  codes: codesInOrder(codes).map(({ code, parent }) => {
    const { name, description } = namesFromQda({
      name: code.name.replace(/\s+/g, ' ').trim(),
      description: code.description
    });
    return {
      guid: code.guid,
      parent,
      label: name,
      definition: description,
      colour: colourFromQda(code.color),
      notes: code.notes
    };
  }),
  codings: [],
  memos: [],
  losses
});

/** Limits the passages that the codings of one file mark. */
export const mostReceived = 20_000;

/** Returns what of a project is taken in; null where it marks too much. */
export function receivedProject(project: QdaProject, losses: readonly QdaLoss[]): ReceivedFile | null {
  const codings: ReceivedCoding[] = [];
  let marked = 0;
  for (const { guid, name, text, selections, codings: ofText } of project.sources) {
    const linesOf = openLines(text);
    const whole = { start: 0, end: pointsIn(text) };
    const add = (one: QdaCoding, place: Pick<QdaSelection, 'start' | 'end'>, user: Guid | null): void => {
      const lines = linesOf(place);
      marked += Math.max(1, lines.length);
      if (marked <= mostReceived)
        codings.push({
          guid: one.guid,
          code: one.code,
          user: one.creatingUser ?? user,
          notes: one.notes,
          text: { guid, name },
          lines
        });
    };
    for (const selection of selections)
      for (const one of selection.codings) add(one, selection, selection.creatingUser);
    for (const one of ofText) add(one, whole, null);
  }
  if (marked > mostReceived) return null;
  const used = new Set([
    ...codesInOrder(project.codes).flatMap(({ code }) => code.notes),
    ...codings.flatMap(({ notes }) => notes)
  ]);
  const isOurs = project.origin.startsWith(qdaOrigin);
  return {
    ...receivedCodeBook(project, [...losses, ...(isOurs ? [] : notTakenIn(project))]),
    codings,
    memos: project.notes
      .filter(({ guid, text }) => used.has(guid) && text.trim() !== '')
      .map((note) => ({
        guid: note.guid,
        user: note.creatingUser,
        text: namesFromQda({ name: '', description: note.text }).description
      }))
  };
}

/** Lists what of a project the study has no place for. */
function notTakenIn({ codes, cases, variables, sets, links }: QdaProject): QdaLoss[] {
  const headings = codesInOrder(codes).flatMap(({ code }) => (code.isCodable ? [] : [code]));
  const kinds: readonly (readonly [string, readonly { readonly name: string }[]])[] = [
    ['isCodable', headings],
    ['Case', cases],
    ['Variable', variables],
    ['Set', sets],
    ['Link', links]
  ];
  return kinds
    .filter(([, things]) => things.length > 0)
    .map(([element, things]) => ({
      element,
      count: things.length,
      names: things
        .map(({ name }) => name)
        .filter((name) => name !== '')
        .slice(0, 5)
    }));
}
