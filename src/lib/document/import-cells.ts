/** Plans the cells of an import: which are new, changed or removed, and which are not imported. */
import { answerLimits } from '#rules/answers/answer-limits.ts';
import { shortened, type Finding } from '#rules/exchange/exchange.ts';
import { isSameValue, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import { cellKey, parseCell, positionCell, type Cell } from './answer-cells.ts';
import { answersOf, type Answers, type Cells } from './answers.ts';
import { recordsMatched } from './import-records.ts';
import { faultOf, type Scopes } from './import-scopes.ts';
import type {
  FileContent,
  PlannedCell,
  PlannedItem,
  PlannedKind,
  PlannedPart,
  Planning
} from './planned-import.ts';

export function planCells(
  file: FileContent,
  present: Cells,
  planning: Planning,
  scopes: Scopes
): PlannedPart {
  const read = cellsRead(file, present, planning);
  const answers = answersOf(merged(present, read));
  const { changed, met, findings } = changesOf(read, present, answers, scopes);
  const before = answersOf(present);
  const items = [...changed].flatMap(([id, cells]): PlannedItem[] => {
    const [cell] = cells.flatMap(({ key }) => parseCell(key) ?? []);
    if (!cell) return [];
    const { question, record } = cell;
    const characteristic = scopes.get(question)?.characteristic ?? '';
    const find = (among: Answers) => among.get(question)?.records.find((one) => one.id === record);
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
        isOwn: planning.mayWrite({ question, characteristic })
      }
    ];
  });
  return { items, met, findings };
}

/** Returns the cells that the file has, and null for those that it removes. */
function cellsRead(
  file: FileContent,
  present: Cells,
  { renewIds }: Planning
): Readonly<Record<string, FieldValue>> {
  const read = recordsMatched(file.cells, present, renewIds);
  // A file of another city does not cover what this city has in addition.
  if (renewIds !== null) return read;
  for (const key of Object.keys(present)) {
    const question = parseCell(key)?.question;
    if (question !== undefined && !(key in read) && file.whole?.includes(question)) read[key] = null;
  }
  return read;
}

interface Changes extends Pick<PlannedPart, 'met' | 'findings'> {
  /** By the id of their item. */
  readonly changed: ReadonlyMap<string, readonly PlannedCell[]>;
}

function changesOf(
  read: Readonly<Record<string, FieldValue>>,
  present: Cells,
  answers: Answers,
  scopes: Scopes
): Changes {
  const room = roomIn(present, read, answers);
  const changed = new Map<string, PlannedCell[]>();
  const met = new Set<string>();
  const findings: Finding[] = [];
  for (const [key, after] of Object.entries(read)) {
    const cell = parseCell(key);
    if (!cell) continue;
    const id = itemOf(cell);
    met.add(id);
    const before = present[key] ?? null;
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
  return { changed, met, findings };
}

const itemOf = ({ question, record }: Pick<Cell, 'question' | 'record'>): string =>
  record === null ? question : `${question}/${record}`;

/** Describes a location for a user who has the file open: the record by its name, and the field. */
function spotOf({ question, record, name, language, about }: Cell, answers: Answers): string {
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
