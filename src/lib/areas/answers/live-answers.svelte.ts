/**
 * Reads the cells of an open response in their current state, and writes them as edits of the user who types.
 */
import * as Y from 'yjs';
import { newUuid } from '#base/random-id.ts';
import { answersIn, answersOf, cellsOf, writeCells, type Cells } from '#document/answers.ts';
import { takeText, type Proposal } from '#document/taking-over.ts';
import type { Answer } from '#rules/answers/answer.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';

/**
 * Holds what content added to a question may know and do: `live` is null where the question cannot be
 * written.
 */
export interface QuestionContext {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly hasText: (passage: string) => boolean;
  readonly live: Pick<LiveAnswers, 'write' | 'takeText'> | null;
}

export class LiveAnswers {
  readonly #session: DocumentSession;
  readonly #undo: Y.UndoManager;
  #cells = $state.raw<Cells>({});
  canUndo = $state(false);
  readonly answers: ReadonlyMap<string, Answer> = $derived.by(() => answersOf(this.#cells));

  constructor(session: DocumentSession) {
    this.#session = session;
    const map = answersIn(session.doc);
    this.#cells = cellsOf(session.doc);
    map.observe(this.#read);
    // Others' edits are none of one's own to take back.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- Yjs asks it, and nothing on the page does
    const own = new Set<unknown>([this]);
    this.#undo = new Y.UndoManager(map, { trackedOrigins: own, captureTimeout: 0 });
    const updateCanUndo = (): void => void (this.canUndo = this.#undo.canUndo());
    this.#undo.on('stack-item-added', updateCanUndo);
    this.#undo.on('stack-item-popped', updateCanUndo);
  }

  get cells(): Cells {
    return this.#cells;
  }

  get mayWrite(): boolean {
    return this.#session.mayWrite;
  }

  /** Null removes one. */
  write(changes: Readonly<Record<string, FieldValue | null>>): void {
    writeCells(this.#session.doc, changes, this);
  }

  /** Records side effects of an edit; they are not undone on their own. */
  note(changes: Readonly<Record<string, FieldValue>>): void {
    writeCells(this.#session.doc, changes);
  }

  /** Writes the text of one passage in place of another's. */
  takeText(passages: NonNullable<Proposal['passages']>): void {
    const { doc } = this.#session;
    doc.transact(() => takeText(doc, passages, newUuid), this);
  }

  undo(): void {
    this.#undo.undo();
  }

  holdTyped(): () => void {
    return this.#session.holdTyped();
  }

  close(): void {
    answersIn(this.#session.doc).unobserve(this.#read);
    this.#undo.destroy();
  }

  readonly #read = (): void => {
    this.#cells = cellsOf(this.#session.doc);
  };
}
