/**
 * Cells as the lines of a form, and back. What lines cannot say stands beside them for the machine, cell by cell, and holds only while the
 * lines still say what they said when it was written.
 */
import { z } from 'zod';
import { isWithheld } from '#domain/answer.ts';
import type { Locale } from '#domain/locale.ts';
import type { FieldValue } from '#domain/record.ts';
import { cellKey, parseCell, placeCell } from '#document/answer-places.ts';
import type { Cells } from '#document/answers.ts';
import type { FindingKind } from './book.ts';
import { restKey, stateOptions, type FormQuestion, type Place, type Slot } from './form.ts';
import { cellsOfHeld, heldIn, isSame, optionWords, readParts, sameWords, writeParts } from './parts.ts';

/** By key; nothing is empty. */
export type LineWords = Readonly<Record<string, string>>;

export interface WrittenRecord {
  readonly id: string;
  readonly position: number;
  readonly words: LineWords;
}
export interface WrittenQuestion {
  readonly words: LineWords;
  readonly records: readonly WrittenRecord[];
}

export interface LineFault {
  readonly key: string;
  readonly kind: Extract<FindingKind, 'unknown' | 'unreadable' | 'contradictory'>;
  readonly words: string;
  readonly detail: string;
}

/** Where the cells of some lines stand. */
export interface Of {
  readonly question: string;
  readonly record: string | null;
}

/** The cells of one question, as lines. `kept` is what the format makes of words, such as those that it cannot carry. */
export function writeQuestion(
  question: FormQuestion,
  cells: Cells,
  language: Locale,
  kept: (words: string) => string
): WrittenQuestion {
  const own = Object.fromEntries(
    Object.entries(cells).filter(([key]) => parseCell(key)?.question === question.id)
  );
  const words = keptWords(
    wordsOf(question.slots, { question: question.id, record: null }, own, language),
    kept
  );
  const records = Object.entries(own)
    .flatMap(([key, position]) => {
      const cell = parseCell(key);
      const isRecord =
        cell !== null &&
        cell.record !== null &&
        cell.name === placeCell &&
        cell.about === null &&
        typeof position === 'number';
      return isRecord && question.recordSlots.length > 0 ? [{ id: cell.record, position }] : [];
    })
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .map(({ id, position }) => ({
      id,
      position,
      words: keptWords(
        wordsOf(question.recordSlots, { question: question.id, record: id }, own, language),
        kept
      )
    }));
  const rest = restWords(own, cellsRead(question, { words, records }).cells);
  return { words: rest === '' ? words : { ...words, [restKey]: rest }, records };
}

const keptWords = (words: LineWords, kept: (words: string) => string): LineWords =>
  Object.fromEntries(
    Object.entries(words)
      .map(([key, one]): [string, string] => [key, kept(one)])
      .filter(([, one]) => one !== '')
  );

/** Of all records that are given, and of the question itself. */
export function cellsRead(
  question: FormQuestion,
  { words, records }: WrittenQuestion
): { readonly cells: Cells; readonly faults: readonly (LineFault & { readonly record: string | null })[] } {
  const all = [
    { id: null, words, slots: question.slots },
    ...records.map((record) => ({ ...record, slots: question.recordSlots }))
  ];
  const cells: Record<string, FieldValue> = {};
  const faults: (LineFault & { record: string | null })[] = [];
  for (const { id, words: own, slots } of all) {
    const read = cellsOf(slots, { question: question.id, record: id }, own);
    Object.assign(cells, read.cells);
    faults.push(...read.faults.map((fault) => ({ ...fault, record: id })));
  }
  for (const { id, position } of records)
    cells[cellKey({ question: question.id, record: id, name: placeCell })] = position;
  return { cells: withRest(question.id, cells, words[restKey] ?? ''), faults };
}

function wordsOf(slots: readonly Slot[], of: Of, cells: Cells, language: Locale): LineWords {
  const words: Record<string, string> = {};
  for (const place of placesOf(slots)) {
    if (!place.asked) continue;
    const parts = writeParts(
      place.asked,
      heldIn(cells, { ...of, name: place.name, measure: place.measure }),
      language
    );
    for (const slot of slots)
      if (slot.place === place && slot.part && parts[slot.part.id])
        words[slot.key] = parts[slot.part.id] ?? '';
  }
  for (const slot of slots) {
    const held = slot.part ? undefined : cells[keyOfSlot(slot, of)];
    if (slot.place.name === 'state' && isWithheld(held))
      words[slot.key] = optionWords(
        stateOptions.find(({ id }) => id === held) ?? { id: held, label: { en: '', zh: '' } },
        language
      );
    else if (slot.about && typeof held === 'string' && held.trim() !== '') words[slot.key] = held;
  }
  return words;
}

const placesOf = (slots: readonly Slot[]): Place[] => [
  ...new Set(slots.filter(({ part }) => part !== null).map(({ place }) => place))
];

const keyOfSlot = ({ place, about, language }: Slot, of: Of): string =>
  cellKey({ ...of, name: place.name, measure: place.measure, about, language });

function cellsOf(
  slots: readonly Slot[],
  of: Of,
  words: LineWords
): { readonly cells: Cells; readonly faults: readonly LineFault[] } {
  const cells: Record<string, FieldValue> = {};
  const faults: LineFault[] = [];
  for (const place of placesOf(slots)) {
    const own = slots.filter(
      (slot) => slot.place === place && slot.part !== null && (words[slot.key] ?? '') !== ''
    );
    if (!place.asked || own.length === 0) continue;
    const read = readParts(
      place.asked,
      Object.fromEntries(own.map((slot) => [slot.part?.id ?? '', words[slot.key] ?? '']))
    );
    Object.assign(cells, cellsOfHeld({ ...of, name: place.name, measure: place.measure }, read.held));
    faults.push(
      ...read.faults.map(({ part, ...fault }) => ({
        ...fault,
        key: own.find((slot) => slot.part?.id === part)?.key ?? ''
      }))
    );
  }
  for (const slot of slots) {
    const given = slot.part ? '' : (words[slot.key] ?? '').trim();
    if (given === '') continue;
    if (slot.place.name !== 'state') cells[keyOfSlot(slot, of)] = given;
    else {
      const state = stateIn(given);
      if (state) cells[keyOfSlot(slot, of)] = state;
      else if (!isAnsweredWord(given))
        faults.push({ key: slot.key, kind: 'unreadable', words: given, detail: '' });
    }
  }
  return { cells, faults };
}

function stateIn(words: string): FieldValue | undefined {
  const id = /\[([a-z-]+)\]\s*$/.exec(words)?.[1];
  return stateOptions.find(
    (option) =>
      option.id === id ||
      [option.id, option.label.en, option.label.zh].some((one) => sameWords(one) === sameWords(words))
  )?.id;
}

/** That something is answered, or not yet, follows from what stands there. */
const isAnsweredWord = (words: string): boolean =>
  ['answered', 'unanswered', 'empty', '已答复', '已填写', '未填写', '未答复'].includes(sameWords(words));

/** By cell: what it is, and what the lines say of it, null for nothing. */
const restShape = z.record(z.string(), z.tuple([z.custom<FieldValue>(), z.custom<FieldValue | null>()]));

function restWords(cells: Cells, read: Cells): string {
  const keys = [...new Set([...Object.keys(cells), ...Object.keys(read)])].filter(
    (key) => !isSame(cells[key], read[key])
  );
  if (keys.length === 0) return '';
  const rest = Object.fromEntries(keys.map((key) => [key, [cells[key] ?? null, read[key] ?? null]]));
  return asciiJson(rest);
}

/** JSON in signs that every format carries. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\u0020-\u007e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  );

function withRest(question: string, cells: Readonly<Record<string, FieldValue>>, words: string): Cells {
  const rest = words === '' ? undefined : restShape.safeParse(parsedJson(words)).data;
  const whole: Record<string, FieldValue> = { ...cells };
  for (const [key, [is, said]] of Object.entries(rest ?? {})) {
    if (parseCell(key)?.question !== question || !isSame(cells[key] ?? null, said)) continue;
    if (is === null) Reflect.deleteProperty(whole, key);
    else whole[key] = is;
  }
  return whole;
}

export function parsedJson(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return undefined;
  }
}
