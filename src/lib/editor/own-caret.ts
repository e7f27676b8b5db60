/**
 * Preserves the position of the reader's caret in the text while others write. y-tiptap 3.0 rejects a caret's
 * own relative position whenever the text around it has changed, and resets it to its old offset in the block
 * that has the same attributes. Our blocks have ids, so that this would happen at every remote letter. Its
 * guess is used only where the position itself was deleted.
 */
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** Describes the part of y-tiptap's binding that is used. */
interface Binding {
  readonly doc: Y.Doc;
  readonly type: Y.XmlFragment;
  beforeTransactionSelection: {
    readonly anchor: Y.RelativePosition | null;
    readonly head: Y.RelativePosition | null;
    readonly absAnchor: number | null;
    readonly absHead: number | null;
  } | null;
}

/** Checks whether a relative position is still in the visible text. */
export function isResolvable(position: Y.RelativePosition | null, doc: Y.Doc, root: Y.XmlFragment): boolean {
  const absolute = position && Y.createAbsolutePositionFromRelativePosition(position, doc);
  let type: Y.AbstractType<unknown> | null = absolute?.type ?? null;
  while (type && type !== root) {
    if (!type._item || type._item.deleted) return false;
    type = type._item.parent as Y.AbstractType<unknown> | null;
  }
  return type === root;
}

export const OwnCaret = Extension.create({
  name: 'ownCaret',
  addProseMirrorPlugins: () => [
    new Plugin({
      view: (view) => {
        const { binding } = ySyncPluginKey.getState(view.state) as { binding: Binding };
        const trust = (): void => {
          const before = binding.beforeTransactionSelection;
          if (
            before &&
            isResolvable(before.anchor, binding.doc, binding.type) &&
            isResolvable(before.head, binding.doc, binding.type)
          ) {
            binding.beforeTransactionSelection = { ...before, absAnchor: null, absHead: null };
          }
        };
        binding.doc.on('beforeObserverCalls', trust);
        return { destroy: () => binding.doc.off('beforeObserverCalls', trust) };
      }
    })
  ]
});
