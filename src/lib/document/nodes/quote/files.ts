import { nodeOf, paragraphOf, type BlockFile, type FileForm } from '../block-file.ts';

export const quoteFile: BlockFile = ({ content = [] }, { within }) =>
  within(content).map((one) => (one.form === 'text' ? { ...one, form: 'quote' } : one));

export const quoteForm: FileForm = {
  line: (plain) => `> ${plain.replaceAll('\n', '\n> ')}`,
  read: (line) => (line.startsWith('> ') ? { level: 0, text: line.slice(2) } : null),
  node: (blocks) => nodeOf('blockquote', blocks.map(paragraphOf)),
  joins: true
};
