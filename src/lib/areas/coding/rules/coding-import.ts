/** Reads the code book and the codings of a study out of a project of REFI-QDA. Everything here is pure. */
import type { CodeColour } from './code-book.ts';
import type { Bilingual } from '#base/locale.ts';
import { namesFromQda } from './qda-bilingual.ts';
import {
  codesInOrder,
  pointsIn,
  type Guid,
  type QdaCodeBook,
  type QdaCoding,
  type QdaLoss,
  type QdaProject,
  type QdaSelection
} from './qda-project.ts';
import { colourFromQda } from './qda-colours.ts';
import { qdaOrigin } from './coding-export.ts';

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
  const starts = points.map((line, index) => {
    const start = next;
    next += line.length + (breaks[index]?.length ?? 0);
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
  /** Parents first. */
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

/** Null where the project marks too much. */
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
