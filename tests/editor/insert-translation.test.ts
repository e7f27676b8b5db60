/** Shows that a translation is inserted with the chips of its source. */
import type { Editor } from '@tiptap/core';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import { insertTranslation } from '#lib/editor/translate/insert-translation.ts';
import { HeadlessEditor } from './binding/headless-editor.ts';

function editorOn(doc: Y.Doc, language: 'en' | 'zh'): HeadlessEditor {
  return new HeadlessEditor(doc, `report.${language}`);
}

/** Passes a headless editor for one with a view. */
const asEditor = (editor: HeadlessEditor): Editor =>
  ({
    get state() {
      return editor.state;
    },
    view: { dispatch: (transaction: HeadlessEditor['followed'][number]) => editor.dispatch(transaction) }
  }) as unknown as Editor;

it('puts the chips of the source where the words hold their signs, and leaves other brackets alone', () => {
  const doc = new Y.Doc();
  const text = openText(doc, 'report.en');
  text.insertEmbed(0, { block: 'a' });
  text.insert(1, 'GDP: ', {});
  text.insertEmbed(6, { fact: 'figures/gdp/value' }, {});
  openText(doc, 'report.zh');
  const [en, zh] = [editorOn(doc, 'en'), editorOn(doc, 'zh')];
  const status = { key: 'a ', en: { id: 'a' }, zh: null } as unknown as PairStatus;
  insertTranslation({ en: asEditor(en), zh: asEditor(zh) }, [status], {
    key: 'a ',
    language: 'zh',
    text: '总值[figures/gdp/value]，见[1]。'
  });
  const block = zh.state.doc.firstChild;
  expect(block?.toString()).toBe('block("总值", fact, "，见[1]。")');
  expect(block?.attrs['counterpart']).toBe('a');
  expect(block?.child(1).attrs).toMatchObject({ fact: 'figures/gdp/value', city: null });
});
