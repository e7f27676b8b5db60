import { nodeOf, paragraphOf, type BlockFile, type FileForm } from '../block-file.ts';

export const quoteFile: BlockFile = ({ content = [] }, { within }) =>
  within(content).map((one) => (one.form === 'text' ? { ...one, form: 'quote' } : one));

export const quoteForm: FileForm = {
  style: () => 'Quote',
  styles: [
    [
      'Quote',
      'Quote',
      '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="8A877E"/></w:pBdr><w:ind w:left="360"/>',
      '<w:i/>'
    ]
  ],
  isAligned: true,
  levelIn: (_, chain) => (chain.some((one) => /^(?:intense )?quote|^(?:明显)?引用/.test(one)) ? 0 : null),
  line: (plain) => `> ${plain.replaceAll('\n', '\n> ')}`,
  read: (line) => (line.startsWith('> ') ? { level: 0, text: line.slice(2) } : null),
  node: (blocks) => nodeOf('blockquote', blocks.map(paragraphOf)),
  joins: true
};
