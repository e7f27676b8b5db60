/** Bounds what a page brings of a response's cells: sync brings the rest, and files hold everything. */
import { parseCell, positionCell } from './answer-cells.ts';
import type { Cells } from './answers.ts';

/** Limits the cells of a page, and the characters of their values: fifty records of forty fields, each of some lines. */
export const shownCells = { cells: 2_500, characters: 2 ** 18 } as const;

interface Group {
  readonly position: number;
  readonly keys: string[];
}

/**
 * Returns the cells of the questions themselves, by which a page also knows which questions apply, and the records of
 * the named ones: whole records in their order, as far as they fit.
 */
export function beginningOfCells(
  cells: Cells,
  questions: readonly string[],
  most: { readonly cells: number; readonly characters: number } = shownCells
): { readonly cells: Cells; readonly isCut: boolean } {
  const shown: Record<string, Cells[string]> = {};
  let left = most;
  let isCut = false;
  for (const { keys } of groupsIn(cells, new Set(questions))) {
    const characters = keys.reduce((sum, key) => sum + charactersOf(key, cells[key]), 0);
    if (keys.length > left.cells || characters > left.characters) {
      isCut = true;
      continue;
    }
    left = { cells: left.cells - keys.length, characters: left.characters - characters };
    for (const key of keys) shown[key] = cells[key] ?? null;
  }
  return { cells: shown, isCut };
}

/** Groups cells that are shown together: each of a question by itself, then the records in their order. */
function groupsIn(cells: Cells, questions: ReadonlySet<string>): Group[] {
  const single: Group[] = [];
  const records = new Map<string, { position: number; readonly keys: string[] }>();
  for (const [key, value] of Object.entries(cells)) {
    const cell = parseCell(key);
    if (!cell) continue;
    if (cell.record === null) {
      single.push({ position: 0, keys: [key] });
      continue;
    }
    if (!questions.has(cell.question)) continue;
    const name = `${cell.question}/${cell.record}`;
    const record = records.get(name) ?? { position: Infinity, keys: [] };
    records.set(name, record);
    record.keys.push(key);
    if (cell.name === positionCell && cell.about === null && typeof value === 'number')
      record.position = value;
  }
  return [...single, ...[...records.values()].sort((a, b) => a.position - b.position)];
}

const charactersOf = (key: string, value: Cells[string] | undefined): number =>
  key.length + (typeof value === 'string' ? value.length : JSON.stringify(value ?? null).length);
