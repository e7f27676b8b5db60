import type { Exchange } from './book.ts';
import { parseDocx } from './docx-parsing.ts';
import { docxOfBook } from './docx-writing.ts';

export const docxExchange: Exchange = { write: docxOfBook, read: parseDocx };
