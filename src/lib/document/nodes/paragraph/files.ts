import { escapedLines, inForm, paragraphOf, type FileForm } from '../block-file.ts';

export const paragraphFile = inForm('text');

export const textForm: FileForm = {
  line: escapedLines,
  node: ([block]) => paragraphOf(block)
};
