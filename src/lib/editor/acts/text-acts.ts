/** Writes a whole text, and what was left over of one. */
import { writePassage } from '#document/content-write.ts';
import { discardLeftOver, insertLeftOver } from '#document/sequence/left-over-acts.ts';
import { passageRoot } from '#document/sequence/shapes.ts';
import { newWrittenId } from '../binding/ids.ts';
import type { OpenEditor } from '../passage-editor.ts';
import type { ActContext } from './act-context.ts';

export const textActs = ({
  editor,
  changes,
  tools: {
    session: { doc },
    section,
    language
  }
}: ActContext): Pick<OpenEditor, 'write' | 'insertLeftOver' | 'discardLeftOver'> => ({
  write(nodes) {
    changes.changeBlocks(() => writePassage({ doc, section, language, newId: newWrittenId }, nodes));
    editor.commands.focus('start', { scrollIntoView: false });
  },
  insertLeftOver(parts) {
    const roots = parts.map(({ root }) => root);
    const passage = passageRoot(section, language);
    changes.changeBlocks((change) => insertLeftOver(change, roots, passage, newWrittenId));
    editor.commands.focus('end');
  },
  discardLeftOver(parts) {
    const isWhole = changes.changeBlocks((change) => discardLeftOver(change, parts));
    editor.commands.focus(null, { scrollIntoView: false });
    return isWhole;
  }
});
