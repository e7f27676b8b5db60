/**
 * Writes cells as the slots of a form, and reads them back. What slots cannot express is stored next to them
 * as JSON, cell by cell, and counts only while the slots still have the texts that were written.
 */
import { z } from 'zod';
import { isWithheld } from '#rules/answers/answer.ts';
import type { Locale } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import { cellKey, parseCell, positionCell } from '#document/answer-cells.ts';
import type { Cells } from '#document/answers.ts';
import type { FindingKind } from './book.ts';
import { restKey, type FormQuestion, type CellAddress, type Slot } from './form.ts';
import { cellsOfHeld, heldIn, optionText, readParts, normalizedText, writeParts } from './parts.ts';
import { isSame } from './value-trees.ts';
import { readableStates, stateOptions } from './state-labels.ts';

/** By the key of the slot; none is empty. */
export type SlotTexts = Readonly<Record<string, string>>;

export interface WrittenRecord {
  readonly id: string;
  readonly position: number;
  readonly text: SlotTexts;
}
export interface WrittenQuestion {
  readonly text: SlotTexts;
  readonly records: readonly WrittenRecord[];
}

export interface SlotFault {
  readonly key: string;
  readonly kind: Extract<FindingKind, 'unknown' | 'unreadable' | 'contradictory'>;
  readonly text: string;
  readonly detail: string;
}

/** Names the question and the record to which the cells of some slots belong. */
export interface Of {
  readonly question: string;
  readonly record: string | null;
}

/** `transform` is the format's own change of the text, such as dropping characters that it cannot carry. */
export function writeQuestion(
  question: FormQuestion,
  cells: Cells,
  language: Locale,
  transform: (text: string) => string
): WrittenQuestion {
  const own = Object.fromEntries(
    Object.entries(cells).filter(([key]) => parseCell(key)?.question === question.id)
  );
  const text = mapTexts(
    slotTexts(question.slots, { question: question.id, record: null }, own, language),
    transform
  );
  const records = Object.entries(own)
    .flatMap(([key, position]) => {
      const cell = parseCell(key);
      const isRecord =
        cell !== null &&
        cell.record !== null &&
        cell.name === positionCell &&
        cell.about === null &&
        typeof position === 'number';
      return isRecord && question.recordSlots.length > 0 ? [{ id: cell.record, position }] : [];
    })
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .map(({ id, position }) => ({
      id,
      position,
      text: mapTexts(
        slotTexts(question.recordSlots, { question: question.id, record: id }, own, language),
        transform
      )
    }));
  const rest = restText(own, cellsRead(question, { text, records }).cells);
  return { text: rest === '' ? text : { ...text, [restKey]: rest }, records };
}

const mapTexts = (text: SlotTexts, transform: (text: string) => string): SlotTexts =>
  Object.fromEntries(
    Object.entries(text)
      .map(([key, one]): [string, string] => [key, transform(one)])
      .filter(([, one]) => one !== '')
  );

export function cellsRead(
  question: FormQuestion,
  { text, records }: WrittenQuestion
): { readonly cells: Cells; readonly faults: readonly (SlotFault & { readonly record: string | null })[] } {
  const all = [
    { id: null, text, slots: question.slots },
    ...records.map((record) => ({ ...record, slots: question.recordSlots }))
  ];
  const cells: Record<string, FieldValue> = {};
  const faults: (SlotFault & { record: string | null })[] = [];
  for (const { id, text: own, slots } of all) {
    const read = cellsOf(slots, { question: question.id, record: id }, own);
    Object.assign(cells, read.cells);
    for (const fault of read.faults) faults.push({ ...fault, record: id });
  }
  for (const { id, position } of records)
    cells[cellKey({ question: question.id, record: id, name: positionCell })] = position;
  return { cells: withRest(question.id, cells, text[restKey] ?? ''), faults };
}

function slotTexts(slots: readonly Slot[], of: Of, cells: Cells, language: Locale): SlotTexts {
  const text: Record<string, string> = {};
  for (const cellAddress of cellAddressesOf(slots)) {
    if (!cellAddress.model) continue;
    const parts = writeParts(
      cellAddress.model,
      heldIn(cells, { ...of, name: cellAddress.name, measure: cellAddress.measure }),
      language
    );
    for (const slot of slots)
      if (slot.cellAddress === cellAddress && slot.part && parts[slot.part.id])
        text[slot.key] = parts[slot.part.id] ?? '';
  }
  for (const slot of slots) {
    const held = slot.part ? undefined : cells[keyOfSlot(slot, of)];
    if (slot.cellAddress.name === 'state' && isWithheld(held))
      text[slot.key] = optionText(
        stateOptions.find(({ id }) => id === held) ?? { id: held, label: { en: '', zh: '' } },
        language
      );
    else if (slot.about && typeof held === 'string' && held.trim() !== '') text[slot.key] = held;
  }
  return text;
}

const cellAddressesOf = (slots: readonly Slot[]): CellAddress[] => [
  ...new Set(slots.filter(({ part }) => part !== null).map(({ cellAddress }) => cellAddress))
];

const keyOfSlot = ({ cellAddress, about, language }: Slot, of: Of): string =>
  cellKey({ ...of, name: cellAddress.name, measure: cellAddress.measure, about, language });

function cellsOf(
  slots: readonly Slot[],
  of: Of,
  text: SlotTexts
): { readonly cells: Cells; readonly faults: readonly SlotFault[] } {
  const cells: Record<string, FieldValue> = {};
  const faults: SlotFault[] = [];
  for (const cellAddress of cellAddressesOf(slots)) {
    const own = slots.filter(
      (slot) => slot.cellAddress === cellAddress && slot.part !== null && (text[slot.key] ?? '') !== ''
    );
    if (!cellAddress.model || own.length === 0) continue;
    const read = readParts(
      cellAddress.model,
      Object.fromEntries(own.map((slot) => [slot.part?.id ?? '', text[slot.key] ?? '']))
    );
    Object.assign(
      cells,
      cellsOfHeld({ ...of, name: cellAddress.name, measure: cellAddress.measure }, read.held)
    );
    faults.push(
      ...read.faults.map(({ part, ...fault }) => ({
        ...fault,
        key: own.find((slot) => slot.part?.id === part)?.key ?? ''
      }))
    );
  }
  for (const slot of slots) {
    const given = slot.part ? '' : (text[slot.key] ?? '').trim();
    if (given === '') continue;
    if (slot.cellAddress.name !== 'state') cells[keyOfSlot(slot, of)] = given;
    else {
      const state = stateIn(given);
      if (state) cells[keyOfSlot(slot, of)] = state;
      else if (!isAnsweredText(given))
        faults.push({ key: slot.key, kind: 'unreadable', text: given, detail: '' });
    }
  }
  return { cells, faults };
}

function stateIn(text: string): FieldValue | undefined {
  const id = /\[([a-z-]+)\]\s*$/.exec(text)?.[1];
  return readableStates.find(
    (option) =>
      option.id === id ||
      [option.id, option.label.en, option.label.zh].some(
        (one) => one !== '' && normalizedText(one) === normalizedText(text)
      )
  )?.id;
}

/**
 * Returns whether the text only says that something is answered, or not yet, which follows from the answer
 * itself.
 */
const isAnsweredText = (text: string): boolean =>
  ['answered', 'unanswered', 'empty', '已答复', '已填写', '未填写', '未答复'].includes(normalizedText(text));

/** Maps cells to their value and to the value that their slots give, null for none. */
const restShape = z.record(z.string(), z.tuple([z.custom<FieldValue>(), z.custom<FieldValue | null>()]));

function restText(cells: Cells, read: Cells): string {
  const keys = [...new Set([...Object.keys(cells), ...Object.keys(read)])].filter(
    (key) => !isSame(cells[key], read[key])
  );
  if (keys.length === 0) return '';
  const rest = Object.fromEntries(keys.map((key) => [key, [cells[key] ?? null, read[key] ?? null]]));
  return asciiJson(rest);
}

/** In ASCII, which every format carries. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\u0020-\u007e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  );

function withRest(question: string, cells: Readonly<Record<string, FieldValue>>, text: string): Cells {
  const rest = text === '' ? undefined : restShape.safeParse(parsedJson(text)).data;
  const whole: Record<string, FieldValue> = { ...cells };
  for (const [key, [is, value]] of Object.entries(rest ?? {})) {
    if (parseCell(key)?.question !== question || !isSame(cells[key] ?? null, value)) continue;
    if (is === null) Reflect.deleteProperty(whole, key);
    else whole[key] = is;
  }
  return whole;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
