/** Accepts suggestions, and takes the last acceptance back. */
import { passageRoot } from '#document/sequence/shapes.ts';
import { applySuggestion } from '#document/suggestions/apply.ts';
import { newWrittenId } from '../binding/ids.ts';
import type { OpenEditor } from '../passage-editor.ts';
import { moveBehind } from '../suggestions/move-behind.ts';
import type { ActContext } from './act-context.ts';

export const suggestionActs = ({
  editor,
  changes,
  tools: { section, language }
}: ActContext): Pick<OpenEditor, 'acceptSuggestion' | 'undoAccepted'> => ({
  acceptSuggestion(change, onRestored) {
    const root = passageRoot(section, language);
    changes.leaveSelection();
    const applied = changes.asOneStep(() =>
      change.kind === 'move'
        ? moveBehind(editor, change.blockId, change.target) || null
        : changes.transact((transaction) => applySuggestion(transaction, root, change, newWrittenId))
    );
    if (applied) changes.markAccepted(onRestored);
    return applied !== null;
  },
  undoAccepted: () => changes.isLastAccepted && editor.chain().focus().undo().run()
});
