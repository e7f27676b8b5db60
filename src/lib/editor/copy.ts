/** A copy of everything in a document as plain text, for words that the server would not take. */
import * as Y from 'yjs';
import { plainText } from '#document/plain.ts';

export const copyOf = (doc: Y.Doc): string =>
  [...doc.share]
    .map(([root]) => ({ root, text: plainText(doc.getXmlFragment(root)) }))
    .filter(({ text }) => text.trim() !== '')
    .map(({ root, text }) => `## ${root}\n\n${text}\n`)
    .join('\n');
