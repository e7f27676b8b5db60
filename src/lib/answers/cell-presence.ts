/**
 * Who is at which cell of a response, for the fields of one questionnaire. A field says by `data-cell` which cell it is; what a person
 * is at follows from the focus, so that no field has to tell it.
 */
import { getContext, setContext } from 'svelte';
import { cellKey, type CellOf } from '#document/answer-cells.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import type { Present } from '#lib/collab/presence.ts';

/** One cell for both languages of a value, its source and its remark: where somebody writes one of them, the others are best left alone. */
export const cellOf = ({ question, name, record = null, measure = null }: CellOf): string =>
  cellKey({ question, name, record, measure });

export class CellPresence {
  readonly #session: () => DocumentSession | null;

  constructor(session: () => DocumentSession | null) {
    this.#session = session;
  }

  /** The others at this cell. */
  at(cell: string): readonly Present[] {
    return this.#others().filter((one) => one.cell === cell);
  }

  /** The others anywhere in this record, but for fields that show them themselves. */
  inRecord(question: string, record: string, shown: readonly string[]): readonly Present[] {
    const own = cellKey({ question, record, name: '' });
    return this.#others().filter(
      ({ cell }) => cell?.startsWith(own) === true && !shown.includes(cell.slice(own.length))
    );
  }

  /** The focus has come into a field, or left all of them. */
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
/** None where answers are only read, as those of a version. */
export const cellPresence = (): CellPresence | undefined => getContext<CellPresence | undefined>(key);
