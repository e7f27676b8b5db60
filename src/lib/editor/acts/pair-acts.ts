/** Links blocks of both languages, and begins the counterpart of one. */
import { linkPairs, unlinkBlocks } from '#document/pair-links.ts';
import type { OpenEditor } from '../passage-editor.ts';
import { insertCounterpart } from '../translate/insert-translation.ts';
import type { ActContext } from './act-context.ts';

export const pairActs = ({
  editor,
  changes,
  tools: {
    session: { doc },
    section,
    language
  }
}: ActContext): Pick<OpenEditor, 'linkPairs' | 'unlinkBlocks' | 'insertCounterpart'> => ({
  linkPairs(pairs) {
    changes.leaveSelection();
    changes.changeBlocks(() => linkPairs(doc, section, pairs));
  },
  unlinkBlocks(ids) {
    changes.leaveSelection();
    changes.changeBlocks(() => unlinkBlocks(doc, section, ids));
  },
  insertCounterpart(other, statuses, key) {
    const editors = language === 'en' ? { en: editor, zh: other } : { en: other, zh: editor };
    const id = changes.asOneStep(() => insertCounterpart(editors, statuses, key, language));
    if (id !== null) editor.view.focus();
    return id;
  }
});
