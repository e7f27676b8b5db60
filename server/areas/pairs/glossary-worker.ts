import { answerTasks } from '#server/workers/answer-tasks.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { parseGlossaryCsv } from './glossary-csv.ts';
import type { GlossaryEntry } from './glossary-entry.ts';
import { parseTbx } from './tbx.ts';
import { decoded, textOf } from '#server/files/text-decoding.ts';

function read(bytes: Uint8Array): GlossaryEntry[] | null {
  try {
    const text = textOf(bytes);
    return /^\ufeff?\s*</.test(text) ? parseTbx(text) : parseGlossaryCsv(decoded(bytes));
  } catch (error) {
    if (error instanceof UnreadableFileError) return null;
    throw error;
  }
}

answerTasks(read);
