/** Lists how each block of a text is written in files that answers are exchanged in, and read. No page in a browser loads it. */
import type { BlockType } from '#base/blocks/blocks.ts';
import { contentAlone, type BlockFile, type FileForm } from './block-file.ts';
import { figureFile, figureForm } from './figure/files.ts';
import { headingFile, headingForm } from './heading/files.ts';
import { bulletForm, bulletListFile, moreForm, numberForm, orderedListFile } from './list/files.ts';
import { paragraphFile, textForm } from './paragraph/files.ts';
import { quoteFile, quoteForm } from './quote/files.ts';
import { ruleFile, ruleForm } from './rule/files.ts';
import { tableFile, tableForm } from './table/files.ts';

export const fileBlocks: Readonly<Record<BlockType, BlockFile>> = {
  paragraph: paragraphFile,
  heading: headingFile,
  bulletList: bulletListFile,
  orderedList: orderedListFile,
  listItem: contentAlone,
  blockquote: quoteFile,
  table: tableFile,
  tableRow: contentAlone,
  tableHeader: contentAlone,
  tableCell: contentAlone,
  figure: figureFile,
  horizontalRule: ruleFile
};

/** A paragraph is of the first form that knows it. */
const forms = {
  text: textForm,
  heading: headingForm,
  quote: quoteForm,
  figure: figureForm,
  rule: ruleForm,
  bullet: bulletForm,
  number: numberForm,
  more: moreForm,
  table: tableForm
} as const satisfies Readonly<Record<string, FileForm>>;

export type TextBlockForm = keyof typeof forms;
export const fileForms: Readonly<Record<TextBlockForm, FileForm>> = forms;
export const isTextBlockForm = (form: string): form is TextBlockForm => Object.hasOwn(forms, form);
export const textBlockForms = Object.keys(forms) as readonly TextBlockForm[];
