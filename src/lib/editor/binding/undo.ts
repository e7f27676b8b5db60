/**
 * Undoes what this person did, and nothing of others. Each structural act is a step of its own. The selection
 * returns to where it was before the act.
 */
import { ReplaceAroundStep, ReplaceStep, AttrStep } from '@tiptap/pm/transform';
import type { Transaction } from '@tiptap/pm/state';
import * as Y from 'yjs';
import { withStructureId } from '#document/writer-ids.ts';
import { parseEmbed } from '#document/sequence/embeds.ts';
import type { Carets } from './carets.ts';

/** Names an editor as the origin of a change, so that undo knows own changes. */
export class LocalChange {
  readonly editor: UndoableEditor;
  constructor(editor: UndoableEditor) {
    this.editor = editor;
  }
}

/** Names the bringing along of own words with a moved block as the origin of a change: it is no act of its own. */
export class CarriedAlong {
  readonly isOwnAct = false;
}

/** Pairs own words that were brought along with what stands for them now. */
export interface Carried {
  readonly from: Y.ID;
  readonly to: Y.ID;
  readonly length: number;
}

interface Place {
  readonly editor: UndoableEditor;
  readonly carets: Carets | null;
}

export interface UndoableEditor {
  readonly carets: Carets | null;
  select(carets: Carets): void;
}

const ordinaryPause = 500;
const carets = 'carets';

/** Manages the undo history of one person in a whole document: captions, cells and notes need no registration. */
export class OwnHistory {
  readonly manager: Y.UndoManager;
  #before: Place | null = null;
  #isWhole = false;

  /** `isOwn` says which editors' changes belong to this history; without it, those of all. */
  constructor(doc: Y.Doc, isOwn: (editor: UndoableEditor) => boolean = () => true) {
    this.manager = new Y.UndoManager(doc, {
      captureTimeout: ordinaryPause,
      captureTransaction: ({ origin }) => !(origin instanceof LocalChange) || isOwn(origin.editor),
      trackedOrigins: new Set<unknown>([LocalChange])
    });
    this.manager.on('stack-item-added', ({ stackItem }) => {
      stackItem.meta.set(carets, this.#before);
    });
  }

  /** Records where the selection of an editor is before it changes the text. */
  changes(editor: UndoableEditor, selection: Carets | null): void {
    this.#before = { editor, carets: selection };
  }

  boundary(): void {
    if (!this.#isWhole) this.manager.stopCapturing();
  }

  /** Takes what stands for own words now for these words: undo finds them where they are. */
  carried(pairs: readonly Carried[]): void {
    for (const item of this.manager.undoStack) {
      const copies = Y.createDeleteSet();
      for (const { from, to, length } of pairs)
        for (let index = 0; index < length; index++) {
          if (!Y.isDeleted(item.insertions, Y.createID(from.client, from.clock + index))) continue;
          const ranges = copies.clients.get(to.client) ?? [];
          ranges.push({ clock: to.clock + index, len: 1 });
          copies.clients.set(to.client, ranges);
        }
      if (copies.clients.size > 0) item.insertions = Y.mergeDeleteSets([item.insertions, copies]);
    }
  }

  /** Makes one undo step of all that is written until `wholeEnded`: a paste that is inserted in portions. */
  wholeStarted(): void {
    this.compositionStarted();
    this.#isWhole = true;
  }

  wholeEnded(): void {
    this.#isWhole = false;
    this.compositionEnded();
  }

  /** Begins one undo step, which lasts until `compositionEnded`, however long it takes. */
  compositionStarted(): void {
    this.boundary();
    this.manager.captureTimeout = ordinaryPause * 2 ** 20;
  }

  compositionEnded(): void {
    if (this.#isWhole) return;
    this.manager.captureTimeout = ordinaryPause;
    this.boundary();
  }

  /** Returns false if there is nothing to undo. */
  undo(editor: UndoableEditor): boolean {
    this.changes(editor, editor.carets);
    return this.#restore(this.#asStructure(this.manager.undoStack, () => this.manager.undo()));
  }

  redo(editor: UndoableEditor): boolean {
    this.changes(editor, editor.carets);
    return this.#restore(this.#asStructure(this.manager.redoStack, () => this.manager.redo()));
  }

  destroy(): void {
    this.manager.destroy();
  }

  /** Restores the beginnings of blocks under the id for structure, and with them their words. */
  #asStructure<T>(stack: readonly Y.UndoManager['undoStack'][number][], restore: () => T): T {
    const { doc } = this.manager;
    const deletions = stack.at(-1)?.deletions;
    return deletions && holdsStructure(doc, deletions) ? withStructureId(doc, restore) : restore();
  }

  #restore(item: ReturnType<Y.UndoManager['undo']>): boolean {
    if (!item) return false;
    const before = item.meta.get(carets) as Place | null | undefined;
    if (before?.carets) before.editor.select(before.carets);
    this.boundary();
    return true;
  }
}

/** Checks whether a change adds, removes, joins or changes blocks, rather than letters within one. */
export function isStructural(transaction: Transaction): boolean {
  return transaction.steps.some((step, index) => {
    if (step instanceof ReplaceAroundStep || step instanceof AttrStep) return true;
    if (!(step instanceof ReplaceStep)) return false;
    if (step.slice.content.firstChild?.isBlock) return true;
    const before = transaction.docs[index];
    return before !== undefined && !before.resolve(step.from).sameParent(before.resolve(step.to));
  });
}

/** Checks whether the beginning of a block is among what was deleted. */
function holdsStructure(doc: Y.Doc, { clients }: Y.UndoManager['undoStack'][number]['deletions']): boolean {
  for (const [client, ranges] of clients) {
    const structs = doc.store.clients.get(client) ?? [];
    for (const { clock, len } of ranges)
      for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
        const struct = structs[at];
        if (!struct || struct.id.clock >= clock + len) break;
        if (struct instanceof Y.Item && struct.content instanceof Y.ContentEmbed) {
          const embed = parseEmbed(struct.content.embed);
          if (embed && 'value' in embed) return true;
        }
      }
  }
  return false;
}
