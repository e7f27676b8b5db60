import { escapedLines, inForm, paragraphOf, type FileForm } from '../block-file.ts';

export const paragraphFile = inForm('text');

export const textForm: FileForm = {
  style: () => '',
  isAligned: true,
  line: escapedLines,
  node: ([block]) => paragraphOf(block)
};
