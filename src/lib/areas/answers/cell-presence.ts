/**
 * Tracks which people are at which cell of a response, for the fields of one questionnaire. A field names its
 * cell in `data-cell`; a person's cell follows from the focus, so no field has to report it.
 */
import { getContext, setContext } from 'svelte';
import { cellKey, type CellOf } from '#document/answer-cells.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import type { Present } from '#lib/collab/presence.ts';

/**
 * Returns one key for both languages of a value, its source and its remark: while one of them is being
 * written, it is best not to edit the others.
 */
export const cellOf = ({ question, name, record = null, measure = null }: CellOf): string =>
  cellKey({ question, name, record, measure });

export class CellPresence {
  readonly #session: () => DocumentSession | null;

  constructor(session: () => DocumentSession | null) {
    this.#session = session;
  }

  /** Lists the other people at this cell. */
  at(cell: string): readonly Present[] {
    return this.#others().filter((one) => one.cell === cell);
  }

  /** Lists the other people anywhere in this record, except at the fields that show them themselves. */
  inRecord(question: string, record: string, shown: readonly string[]): readonly Present[] {
    const own = cellKey({ question, record, name: '' });
    return this.#others().filter(
      ({ cell }) => cell?.startsWith(own) === true && !shown.includes(cell.slice(own.length))
    );
  }

  /** Updates the own cell: the focus has moved into a field, or has left all of them. */
  moved(target: EventTarget | null): void {
    const cell =
      target instanceof Element ? target.closest<HTMLElement>('[data-cell]')?.dataset['cell'] : undefined;
    this.#session()?.goTo(cell ?? null);
  }

  #others(): readonly Present[] {
    return this.#session()?.present.filter((one) => !one.isSelf) ?? [];
  }
}

const key = Symbol('cell presence');
export const provideCellPresence = (presence: CellPresence): CellPresence => setContext(key, presence);
/** Returns undefined where answers are only read, as in a version. */
export const cellPresence = (): CellPresence | undefined => getContext<CellPresence | undefined>(key);
