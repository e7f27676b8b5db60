/** Makes the history of a text in which a mark has no effect for a while, since words come and go within it. */
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { openText } from '#document/sequence/roots.ts';

/**
 * Returns the updates of four steps and the document of their author: a paragraph; a colleague deletes its
 * first words; the author, who does not know that yet, makes these bold; and types within the bold.
 */
export function markedBeforeTyped(root = 'body.en'): {
  readonly author: Y.Doc;
  readonly updates: readonly Uint8Array[];
} {
  const [author, colleague] = [3, 4].map((clientID) => Object.assign(newDoc(), { clientID })) as [
    Y.Doc,
    Y.Doc
  ];
  const wordsIn = (doc: Y.Doc): Y.Text => openText(doc, root);
  const made = (doc: Y.Doc, edit: () => void): Uint8Array => {
    const before = Y.snapshot(doc);
    edit();
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(before.sv));
  };
  const first = made(author, () =>
    author.transact(() => {
      wordsIn(author).insertEmbed(0, { block: 'p' });
      wordsIn(author).insert(1, 'old words stay');
    })
  );
  Y.applyUpdate(colleague, first);
  const deletion = made(colleague, () => wordsIn(colleague).delete(1, 9));
  const marks = made(author, () => wordsIn(author).format(1, 9, { bold: true }));
  const typed = made(author, () => wordsIn(author).insert(10, ', new words,'));
  Y.applyUpdate(author, deletion);
  return { author, updates: [first, deletion, marks, typed] };
}
