/** Records what an import has written into a response, with the content that it replaced, so that it can be undone. */
import { z } from 'zod';
import { parseCell } from '#document/answer-cells.ts';
import type { PlannedItem } from '#document/planned-import.ts';
import { exchangeFormats } from '#rules/exchange/exchange.ts';
import { cleanName } from '#base/file-name.ts';
import type { FileExchange } from './file-exchange.ts';
import {
  findAnswerImport,
  insertAnswerImport,
  listAnswerImports,
  markImportUndone,
  type AnswerImportRow
} from './store/answer-imports.ts';
import type { Assessments } from './assessments.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Documents } from '#areas/documents';
import { responseSubject } from './response-subject.ts';
import { namedPeople, type NamedPerson } from '#areas/people';

export type WrittenItem = Pick<PlannedItem, 'cells' | 'text'>;

export interface ImportSummary extends Pick<AnswerImportRow, 'id' | 'at' | 'fileName' | 'undoneAt'> {
  readonly by: NamedPerson | null;
}

export interface AnswerFilesTools extends CommandDeps {
  readonly files: FileExchange;
  readonly assessments: Pick<Assessments, 'load'>;
  readonly documents: Pick<Documents, 'answered'>;
}

/**
 * Limits one import record, in characters; the text of a response of nine characteristics, old and new, takes
 * a hundredth of it.
 */
const longestNote = 8 * 1024 * 1024;

const value = z.json();
const nodes = z.array(z.looseObject({ type: z.string() }));
const section = z.object({ id: z.string().max(200), en: nodes, zh: nodes });
const writtenItems = z
  .array(
    z.object({
      cells: z.array(
        z.object({ key: z.string().refine((key) => parseCell(key) !== null), before: value, after: value })
      ),
      text: z.object({ before: section, after: section }).nullable()
    })
  )
  .min(1);

/** Throws for a row that was not written here. */
export const writtenIn = (changes: string): WrittenItem[] => writtenItems.parse(JSON.parse(changes));

const command = commandsOf<AnswerFilesTools>();

interface ReadOf {
  readonly fileName: string;
  readonly format: string;
  readonly sha256: string;
}

/** Records which items of a file were written. */
export const imported = command(
  { name: 'answers.import', subject: responseSubject, needs: 'write' },
  async ({ trx, at, deps, subject, actor, append }, file: ReadOf, written: string) => {
    const { study, assessment, document, room } = subject;
    if (written.length > longestNote) throw refused('too-large');
    const format = exchangeFormats.find((one) => one === file.format);
    const items = writtenItems.safeParse(parsed(written));
    const { stem } = cleanName(file.fileName);
    if (!items.success || !format || stem === '' || !/^[0-9a-f]{64}$/.test(file.sha256))
      throw refused('invalid');
    const id = deps.newId();
    const fileName = `${stem}.${format}`;
    await insertAnswerImport(trx, {
      id,
      studyId: study.id,
      cityId: assessment.cityId,
      documentId: document.id,
      generation: room.generation,
      userId: actor.userId,
      at,
      fileName,
      format,
      sha256: file.sha256,
      changes: JSON.stringify(items.data),
      undoneBy: null,
      undoneAt: null
    });
    append({
      kind: 'answers.imported',
      needs: 'response.read',
      cityId: assessment.cityId,
      documentId: document.id,
      payload: { importId: id, fileName, places: items.data.length }
    });
    return { id, places: items.data.length };
  }
);

export const undone = command(
  { name: 'answers.undo-import', subject: responseSubject, needs: 'write' },
  async ({ trx, at, subject: { assessment, document }, actor, append }, id: string) => {
    const row = await findAnswerImport(trx, document.id, id);
    if (!row) throw refused('not-found');
    if (row.undoneAt !== null) throw refused('conflict');
    await markImportUndone(trx, id, { undoneBy: actor.userId, undoneAt: at });
    append({
      kind: 'answers.import-undone',
      needs: 'response.read',
      cityId: assessment.cityId,
      documentId: document.id,
      payload: { importId: id, fileName: row.fileName }
    });
    return null;
  }
);

const read = readsOf<AnswerFilesTools>();

/** Newest first. */
export const listImports = read(
  { name: 'answers.list-imports', subject: responseSubject, needs: 'write' },
  async ({ db, subject: { study, document } }): Promise<readonly ImportSummary[]> => {
    const rows = await listAnswerImports(db, document.id);
    const people = await namedPeople(
      db,
      study.id,
      rows.map(({ userId }) => userId)
    );
    return rows.map(({ id, at, fileName, undoneAt, userId }) => ({
      id,
      at,
      fileName,
      undoneAt,
      by: people.get(userId) ?? null
    }));
  }
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
