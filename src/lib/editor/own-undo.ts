/**
 * Restricts undo to what this person wrote; it never removes a block into which another user has written
 * meanwhile. Each structural change is a step of its own, and so is each composition.
 */
import { Extension } from '@tiptap/core';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { ReplaceAroundStep, ReplaceStep } from '@tiptap/pm/transform';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { isFromElsewhere } from './block-identity.ts';

const ordinaryPause = 500;

/**
 * The origin of changes that are written into a text without the editor, as an edit of this person's: a
 * version restored, a late edit taken over.
 */
export const writtenBack = { name: 'written back' } as const;

/** Manages the undo history of one passage. */
export class OwnUndo {
  readonly manager: Y.UndoManager;

  constructor(fragment: Y.XmlFragment) {
    this.manager = new Y.UndoManager(fragment, {
      captureTimeout: ordinaryPause,
      trackedOrigins: new Set<unknown>([ySyncPluginKey, writtenBack]),
      deleteFilter: (item) => !holdsOthersWriting(item, fragment.doc?.clientID ?? 0)
    });
  }

  boundary(): void {
    this.manager.stopCapturing();
  }

  /** Begins one undo step, which lasts until `compositionEnded`, however long it takes. */
  compositionStarted(): void {
    this.boundary();
    this.manager.captureTimeout = ordinaryPause * 2 ** 20;
  }

  compositionEnded(): void {
    this.manager.captureTimeout = ordinaryPause;
    this.boundary();
  }
}

function holdsOthersWriting(item: Y.Item, own: number): boolean {
  if (!(item.content instanceof Y.ContentType)) return false;
  const type = item.content.type as Y.AbstractType<unknown>;
  for (let child = type._start; child; child = child.right) {
    if (child.deleted || !child.countable) continue;
    if (child.id.client !== own || holdsOthersWriting(child, own)) return true;
  }
  return false;
}

/** Checks whether a change adds, removes or moves blocks, rather than text within one. */
export function isStructural(transaction: Transaction): boolean {
  return transaction.steps.some((step, at) => {
    if (step instanceof ReplaceAroundStep) return true;
    if (!(step instanceof ReplaceStep)) return false;
    if (step.slice.content.firstChild?.isBlock) return true;
    const before = transaction.docs[at];
    return before !== undefined && !before.resolve(step.from).sameParent(before.resolve(step.to));
  });
}

export const OwnUndoBoundaries = Extension.create<{ undo: OwnUndo | null }>({
  name: 'ownUndoBoundaries',
  // Runs after the binding to Yjs, so that its view has written a change when this view is updated.
  priority: 10,
  addOptions: () => ({ undo: null }),
  addProseMirrorPlugins() {
    const { undo } = this.options;
    let closes = false;
    return [
      new Plugin({
        state: {
          init: () => null,
          apply: (transaction) => {
            if (transaction.docChanged && !isFromElsewhere(transaction) && isStructural(transaction)) {
              undo?.boundary();
              closes = true;
            }
            return null;
          }
        },
        view: () => ({
          update: () => {
            if (closes) undo?.boundary();
            closes = false;
          }
        })
      })
    ];
  }
});
