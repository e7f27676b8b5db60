/** Finds blocks and words that stand twice, and keeps or removes one of them. */
import { openText } from '#document/sequence/roots.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import {
  DuplicateBlockWatch,
  keepAsBlock,
  markerOfCopy,
  type BlockCopy
} from '../binding/duplicate-blocks.ts';
import { DuplicateRestores } from '../binding/duplicate-restores.ts';
import { newWrittenId } from '../binding/ids.ts';
import { bindingOf } from '../own-undo.ts';
import type { OpenEditor } from '../passage-editor.ts';
import type { ActContext } from './act-context.ts';

type CopyActs = Pick<
  OpenEditor,
  'watchRestored' | 'removeCopies' | 'watchDuplicates' | 'selectCopy' | 'removeCopy' | 'keepCopy'
>;

export function copyActs({ editor, changes, tools }: ActContext): CopyActs {
  const { doc } = tools.session;
  const rangeOfCopy = (copy: BlockCopy) => bindingOf(editor)?.rangeOf(markerOfCopy(doc, copy)) ?? null;
  return {
    watchRestored: (onChange) => new DuplicateRestores(doc, changes.history.manager, onChange),
    removeCopies(restored) {
      changes.changeBlocks(() => restored.removeCopies());
      editor.commands.focus(null, { scrollIntoView: false });
    },
    watchDuplicates(onChange) {
      const text = openText(doc, passageRoot(tools.section, tools.language));
      const watch = new DuplicateBlockWatch(text, onChange);
      return () => watch.close();
    },
    selectCopy(copy) {
      const range = rangeOfCopy(copy);
      return range !== null && editor.chain().focus().setTextSelection(range).scrollIntoView().run();
    },
    removeCopy(copy) {
      const range = rangeOfCopy(copy);
      if (!range) return;
      changes.asOneStep(() => editor.view.dispatch(editor.state.tr.delete(range.from - 1, range.to + 1)));
      editor.commands.focus(null, { scrollIntoView: false });
    },
    keepCopy(copy) {
      changes.leaveSelection();
      changes.changeBlocks(() => keepAsBlock(doc, copy, newWrittenId));
    }
  };
}
