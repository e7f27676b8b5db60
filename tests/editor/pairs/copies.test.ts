/** Copies are blocks of their own, and a user who copies both texts of a section finds the copies paired. */
import { Fragment, Slice } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { sectionContent } from '#document/content.ts';
import { linkPairs } from '#document/pair-links.ts';
import { openText } from '#document/sequence/roots.ts';
import { pairsOf } from '#rules/pairs/pairs.ts';
import { readUnits } from '#rules/pairs/units.ts';
import type { Locale } from '#base/locale.ts';
import { joinBackward, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { moveBlock } from '#lib/editor/commands/edit-blocks.ts';
import { blocksOf, insertBlocks } from '#lib/editor/paste/insert-blocks.ts';
import { Identities } from '#lib/editor/paste/identities.ts';
import { HeadlessEditor } from '../binding/headless-editor.ts';

const words = { en: ['One plan', 'Two plans', 'Three plans'], zh: ['一项规划', '两项规划', '三项规划'] };

/** Opens both texts of a section with three pairs, and those of another section that is empty. */
function texts(): { doc: Y.Doc; editorOf: (root: string) => HeadlessEditor } {
  const doc = new Y.Doc();
  for (const language of ['en', 'zh'] as const)
    openText(doc, `report.${language}`).applyDelta(
      words[language].flatMap((one, index) => [
        { insert: { block: `${language}${index}` } },
        { insert: one }
      ]),
      { sanitize: false }
    );
  linkPairs(
    doc,
    'report',
    [0, 1, 2].map((at) => ({ en: `en${at}`, zh: `zh${at}` }))
  );
  return { doc, editorOf: (root) => new HeadlessEditor(doc, root) };
}

const pairsIn = (doc: Y.Doc, section: string): string[] =>
  pairsOf(readUnits(sectionContent(doc, section))).map(
    ({ en, zh, link }) => `${en?.text ?? ''}|${zh?.text ?? ''}|${link ?? ''}`
  );
const idsIn = (editor: HeadlessEditor): unknown[] =>
  editor.state.doc.children.map(({ attrs }) => attrs['id'] as unknown);

/** Pastes all blocks of one text at the caret of another, as the clipboard does. */
function pasteAll(from: HeadlessEditor, to: HeadlessEditor, section: string, language: Locale): void {
  const identities = new Identities({ doc: to.doc, section, language });
  const { content } = from.state.doc;
  const slice = identities.strip(new Slice(Fragment.fromArray([...content.content]), 0, 0));
  const { tr } = to.state;
  insertBlocks(tr, blocksOf(slice));
  identities.settle(tr.doc);
  to.dispatch(tr);
}

describe('pairs when blocks are copied', () => {
  it('are those of the originals alone where one text is copied', () => {
    const { doc, editorOf } = texts();
    const editor = editorOf('report.en');
    editor.caret(editor.state.doc.content.size - 1);
    pasteAll(editor, editor, 'report', 'en');
    expect(new Set(idsIn(editor)).size).toBe(editor.state.doc.childCount);
    const paired = pairsIn(doc, 'report').filter((pair) => pair.endsWith('mutual'));
    expect(paired).toHaveLength(3);
  });

  it('are there for the copies as well where both texts of a section are copied', () => {
    const { doc, editorOf } = texts();
    for (const language of ['en', 'zh'] as const)
      pasteAll(editorOf(`report.${language}`), editorOf(`copy.${language}`), 'copy', language);
    expect(pairsIn(doc, 'copy')).toEqual(
      words.en.map((one, index) => `${one}|${words.zh[index] ?? ''}|one-sided`)
    );
    expect(pairsIn(doc, 'report')).toEqual(
      words.en.map((one, index) => `${one}|${words.zh[index] ?? ''}|mutual`)
    );
  });

  it('are there for the copies where the first takes the place of an empty block', () => {
    const { doc, editorOf } = texts();
    for (const language of ['en', 'zh'] as const) {
      openText(doc, `copy.${language}`).insertEmbed(0, { block: `empty-${language}` }, {});
      pasteAll(editorOf(`report.${language}`), editorOf(`copy.${language}`), 'copy', language);
    }
    expect(pairsIn(doc, 'copy')).toEqual(
      words.en.map((one, index) => `${one}|${words.zh[index] ?? ''}|one-sided`)
    );
    expect(sectionContent(doc, 'copy').en[0]?.attrs?.['id']).toBe('empty-en');
  });

  it('are none between copies in different sections', () => {
    const { doc, editorOf } = texts();
    pasteAll(editorOf('report.en'), editorOf('copy.en'), 'copy', 'en');
    pasteAll(editorOf('report.zh'), editorOf('third.zh'), 'third', 'zh');
    expect(pairsIn(doc, 'third').every((pair) => pair.endsWith('|'))).toBe(true);
  });
});

describe('a pair stays with the block that keeps its id', () => {
  const editing = () => {
    const { doc, editorOf } = texts();
    return { doc, editor: editorOf('report.en') };
  };

  it('when a block is split', () => {
    const { doc, editor } = editing();
    editor.caret(5);
    editor.run(splitBlock);
    expect(pairsIn(doc, 'report').slice(0, 2)).toEqual(['One|一项规划|mutual', 'plan||']);
  });

  it('when words are split off at the beginning of a block', () => {
    const { doc, editor } = editing();
    editor.caret(1);
    editor.run(splitBlock);
    editor.caret(1);
    editor.type('New');
    expect(pairsIn(doc, 'report').slice(0, 2)).toEqual(['New||', 'One plan|一项规划|mutual']);
  });

  it('when two blocks are joined, and is there again after undo', () => {
    const { doc, editor } = editing();
    const before = pairsIn(doc, 'report');
    editor.caret(11);
    editor.run(joinBackward);
    expect(pairsIn(doc, 'report')).toEqual([
      'One planTwo plans|一项规划|mutual',
      '|两项规划|',
      'Three plans|三项规划|mutual'
    ]);
    editor.undo();
    expect(pairsIn(doc, 'report')).toEqual(before);
  });

  it('when a block is moved', () => {
    const { doc, editor } = editing();
    editor.caret(2);
    editor.run(moveBlock(1));
    expect(pairsIn(doc, 'report')[1]).toBe('One plan|一项规划|mutual');
  });
});
