import { escapedLines, paragraphOf, type BlockFile, type FileForm } from '../block-file.ts';

/** An image is represented by its caption, or by its alternative text. */
export const figureFile: BlockFile = ({ attrs, content = [] }, { inline }) => {
  const caption = inline(content);
  const alt = attrs?.['alt'];
  const instead = typeof alt === 'string' && alt !== '' ? alt : '▢';
  return [
    {
      form: 'figure',
      level: 0,
      inline: caption.length > 0 ? caption : inline([{ type: 'text', text: instead }])
    }
  ];
};

export const figureForm: FileForm = {
  style: () => 'Figure',
  styles: [['Figure', 'Figure', '<w:jc w:val="center"/>', '<w:i/>']],
  levelIn: (name) => (name === 'figure' ? 0 : null),
  line: escapedLines,
  node: ([block]) => paragraphOf(block)
};
