/** Counts the cells of answers that hold a value, and the records of each question. */
import { parseCell, positionCell } from '#document/answer-cells.ts';

/** Returns the question of which a cell marks a record as present; null for another cell. */
export function questionOfRecord(key: string): string | null {
  const cell = parseCell(key);
  return typeof cell?.record === 'string' && cell.name === positionCell && cell.about === null
    ? cell.question
    : null;
}

export class AnswerCounts {
  #cells = 0;
  readonly #records = new Map<string, number>();

  get cells(): number {
    return this.#cells;
  }

  recordsOf(question: string): number {
    return this.#records.get(question) ?? 0;
  }

  /** Notes that a cell has a value now (1), or has none any more (-1). */
  changed(key: string, by: 1 | -1): void {
    this.#cells += by;
    const question = questionOfRecord(key);
    if (question !== null) this.#records.set(question, this.recordsOf(question) + by);
  }
}
