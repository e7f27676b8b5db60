/** A response as a Word document. */
import type { Exchange } from './book.ts';
import { readDocx } from './docx-reading.ts';
import { docxOfBook } from './docx-writing.ts';

export const docxExchange: Exchange = { write: docxOfBook, read: readDocx };
