/**
 * Plans what a file would change in a response, before anything is written: cell by cell what is new, changed
 * or removed. Values that their question does not have or that are of the wrong kind are not imported, and
 * nothing is lost that the file does not mention.
 */
import { answerLimits } from '#rules/answers/answer-limits.ts';
import { shortened, type Finding } from '#rules/exchange/exchange.ts';
import { hasAccount } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import { isSameValue, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import type { SectionContent } from '#base/content.ts';
import { cellKey, parseAnswerSection, parseCell, positionCell, type Cell } from './answer-cells.ts';
import { answersOf, type Answers, type Cells } from './answers.ts';
import { areBlocks } from './are-blocks.ts';
import type {
  PlannedKind,
  PlannedCell,
  PlannedItem,
  ImportPlan,
  FileContent,
  Present,
  Planning
} from './planned-import.ts';
import { recordsMatched } from './import-records.ts';
import { isBlank, isSameText, preservedTexts } from './import-texts.ts';
import { scopesOf, faultOf } from './import-scopes.ts';

export function planImport(file: FileContent, present: Present, planning: Planning): ImportPlan {
  const scopes = scopesOf(planning.framework);
  const findings: Finding[] = [...file.findings];
  const read = recordsMatched(file.cells, present.cells, planning.renewIds);
  for (const key of Object.keys(present.cells)) {
    const question = parseCell(key)?.question;
    // A file of another city does not cover what this city has in addition.
    if (
      planning.renewIds === null &&
      question !== undefined &&
      !(key in read) &&
      file.whole?.includes(question)
    )
      read[key] = null;
  }
  const answers = answersOf(merged(present.cells, read));
  const room = roomIn(present.cells, read, answers);
  const changed = new Map<string, PlannedCell[]>();
  const met = new Set<string>();
  for (const [key, after] of Object.entries(read)) {
    const cell = parseCell(key);
    if (!cell) continue;
    const id = itemOf(cell);
    met.add(id);
    const before = present.cells[key] ?? null;
    if (isSameValue(before, after)) continue;
    const isLeftOut = after !== null && room.isLeftOut(cell);
    // A record for which there is no room is reported once, at the cell that says that it is there.
    if (isLeftOut && (cell.name !== positionCell || cell.about !== null)) continue;
    const fault =
      after === null
        ? null
        : isLeftOut
          ? 'too-many'
          : (faultOf(scopes, cell, after) ?? room.excess(key, after));
    if (fault === null) changed.set(id, [...(changed.get(id) ?? []), { key, before, after }]);
    else
      findings.push({
        kind: fault,
        location: spotOf(cell, answers),
        text: shortened(typeof after === 'string' ? after : JSON.stringify(after)),
        question: cell.question,
        detail: ''
      });
  }
  const isOwn = (question: string, characteristic: string): boolean =>
    planning.mayWrite({ question, characteristic });
  const before = answersOf(present.cells);
  const ofCells = [...changed].flatMap(([id, cells]): PlannedItem[] => {
    const [cell] = cells.flatMap(({ key }) => parseCell(key) ?? []);
    if (!cell) return [];
    const { question, record } = cell;
    const characteristic = scopes.get(question)?.characteristic ?? '';
    const find = (among: typeof answers) => among.get(question)?.records.find((one) => one.id === record);
    const fields = (find(answers) ?? find(before))?.fields;
    return [
      {
        id,
        kind: kindOfCells(cells, record),
        question,
        characteristic,
        cells,
        text: null,
        record: record === null ? null : { id: record, name: nameOfRecord(fields ?? {}) },
        isOwn: isOwn(question, characteristic)
      }
    ];
  });
  const texts = new Map(present.texts.map((text) => [text.id, text]));
  const ofTexts = file.texts.flatMap((text): PlannedItem[] => {
    const question = parseAnswerSection(text.id)?.question ?? '';
    const characteristic = question === '' ? text.id : scopes.get(question)?.characteristic;
    const isKnownSection =
      planning.framework.characteristics.some(({ id }) => id === characteristic) &&
      (question !== '' || hasAccount(planning.framework, text.id));
    if (characteristic === undefined || !isKnownSection) return [];
    met.add(text.id);
    if (!locales.every((language) => areBlocks(text[language]))) {
      findings.push({
        kind: 'unreadable',
        location: text.id,
        text: '',
        question: question === '' ? null : question,
        detail: ''
      });
      return [];
    }
    const was = texts.get(text.id) ?? { id: text.id, en: [], zh: [] };
    const is = { id: text.id, ...preservedTexts(was, text) };
    if (isSameText(was, is)) return [];
    return [
      {
        id: text.id,
        kind: isBlank(was) ? 'new' : 'changed',
        question,
        characteristic,
        record: null,
        cells: [],
        text: { before: was, after: is },
        isOwn: isOwn(question, characteristic)
      }
    ];
  });
  const order = [...scopes.keys()];
  const items = [...ofCells, ...ofTexts].sort(
    (a, b) => order.indexOf(a.question) - order.indexOf(b.question)
  );
  return { items, same: met.size - items.length, findings };
}

/**
 * Plans the undo of an import: reverts what it wrote where that is unchanged; what a user has changed since
 * is reported and left.
 */
export function planUndo(
  written: Pick<PlannedItem, 'cells' | 'text'>[],
  present: Present,
  planning: Omit<Planning, 'renewIds'>
): ImportPlan {
  const findings: Finding[] = [];
  const cells: Record<string, FieldValue> = {};
  const texts: SectionContent[] = [];
  const now = new Map(present.texts.map((text) => [text.id, text]));
  const since = (location: string, question: string | null): void =>
    void findings.push({ kind: 'contradictory', location, text: '', question, detail: 'since' });
  for (const item of written) {
    for (const { key, before, after } of item.cells) {
      if (isSameValue(present.cells[key] ?? null, after)) cells[key] = before;
      else if (!isSameValue(present.cells[key] ?? null, before)) since(key, parseCell(key)?.question ?? null);
    }
    if (!item.text) continue;
    const { before, after } = item.text;
    const is = now.get(after.id) ?? { id: after.id, en: [], zh: [] };
    if (isSameText(is, after) && locales.every((language) => areBlocks(before[language]))) texts.push(before);
    else if (!isSameText(is, before)) since(after.id, parseAnswerSection(after.id)?.question ?? null);
  }
  const plan = planImport({ cells, texts: [], findings }, present, { ...planning, renewIds: null });
  const scopes = scopesOf(planning.framework);
  const ofTexts = texts.map((before): PlannedItem => {
    const question = parseAnswerSection(before.id)?.question ?? '';
    const characteristic = question === '' ? before.id : (scopes.get(question)?.characteristic ?? '');
    const is = now.get(before.id) ?? { id: before.id, en: [], zh: [] };
    return {
      id: before.id,
      kind: isBlank(before) ? 'removed' : 'changed',
      question,
      characteristic,
      record: null,
      cells: [],
      text: { before: is, after: before },
      isOwn: planning.mayWrite({ question, characteristic })
    };
  });
  return { ...plan, items: [...plan.items, ...ofTexts] };
}

const itemOf = ({ question, record }: Pick<Cell, 'question' | 'record'>): string =>
  record === null ? question : `${question}/${record}`;

/** Describes a location for a user who has the file open: the record by its name, and the field. */
function spotOf(
  { question, record, name, language, about }: Cell,
  answers: ReturnType<typeof answersOf>
): string {
  const fields = answers.get(question)?.records.find(({ id }) => id === record)?.fields;
  const called = nameOfRecord(fields ?? {});
  return [called.en || called.zh || record, [name, language, about].filter(Boolean).join('.')]
    .filter(Boolean)
    .join(' · ');
}

const merged = (cells: Cells, changes: Readonly<Record<string, FieldValue>>): Cells =>
  Object.fromEntries(Object.entries({ ...cells, ...changes }).filter(([, value]) => value !== null));

function kindOfCells(cells: readonly PlannedCell[], record: string | null): PlannedKind {
  if (record !== null) {
    const location = cells.find(
      ({ key }) => parseCell(key)?.name === positionCell && parseCell(key)?.about === null
    );
    if (location) return location.before === null ? 'new' : location.after === null ? 'removed' : 'changed';
    return 'changed';
  }
  if (cells.every(({ before }) => before === null)) return 'new';
  return cells.every(({ after }) => after === null) ? 'removed' : 'changed';
}

/**
 * Checks whether a response has room for what a file holds. `merged` holds the answers with all of it: of the
 * records that a question gets beyond its limit, the last new ones are left out, each as a whole.
 */
function roomIn(present: Cells, read: Readonly<Record<string, FieldValue>>, merged: Answers) {
  const left = new Set<string>();
  for (const [question, { records }] of merged) {
    const isNew = ({ id }: { readonly id: string }): boolean =>
      !(cellKey({ question, record: id, name: positionCell }) in present);
    const added = records.filter(isNew);
    const over = Math.max(0, records.length - answerLimits.records);
    for (const { id } of added.slice(Math.max(0, added.length - over)))
      left.add(itemOf({ question, record: id }));
  }
  let room = answerLimits.cells - Object.keys(present).length;
  for (const [key, value] of Object.entries(read)) if (value === null && key in present) room++;
  return {
    isLeftOut: (cell: Cell): boolean => left.has(itemOf(cell)),
    excess: (key: string, value: FieldValue): 'too-many' | 'too-large' | null => {
      if (new TextEncoder().encode(JSON.stringify(value)).length > answerLimits.cellBytes) return 'too-large';
      return key in present || room-- > 0 ? null : 'too-many';
    }
  };
}
