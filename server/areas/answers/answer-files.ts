/**
 * Exports a response as a file for readers of the response, and imports a file from its writers. Reading a
 * file changes nothing: it makes a plan. The person writes the items of the plan in their own browser, like
 * any edit; they are recorded here with the content that they replaced, so that the import can be undone.
 */
import { z } from 'zod';
import { parseCell } from '#document/answer-cells.ts';
import { isHeldBack, withHeldBack } from '#document/confidential-content.ts';
import { planUndo } from '#document/import-plan.ts';
import type { ImportPlan, PlannedItem } from '#document/planned-import.ts';
import { exchangeFormats, type ExchangeFormat } from '#rules/exchange/exchange.ts';
import { fileLimits } from '#base/read-file.ts';
import { cleanName } from '#base/file-name.ts';
import { frameworkOfCity, type CityFramework } from '#rules/framework/framework.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { mayWriteQuestion, type Parts } from '#base/parts.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import type { FileExchange, ReadFile } from '#areas/exchange';
import {
  findAnswerImport,
  insertAnswerImport,
  listAnswerImports,
  markImportUndone,
  type AnswerImportRow
} from './store/answer-imports.ts';
import { findFramework } from '#areas/framework';
import type { Assessments, AssessmentView, OpenDocument } from './assessments.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Documents } from '#areas/documents';
import { responseSubject } from './response-subject.ts';
import { studySubject } from '#areas/study';
import { sha256 } from '#server/files/sha256.ts';
import { namedPeople, type NamedPerson } from '#areas/people';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface MadeFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** Describes what a file would change, or why it cannot be read. */
export type FilePlan =
  | {
      readonly format: ExchangeFormat;
      readonly fileName: string;
      readonly sha256: string;
      readonly from: FileSource;
      readonly plan: ImportPlan;
    }
  | Extract<ReadFile, { readonly fault: unknown }>;

/** Describes what the file says about its origin. */
export interface FileSource {
  /** Says that the file was made from another city's response. */
  readonly isOfAnotherCity: boolean;
  /** Says that the file was made in another study, such as an earlier round. */
  readonly isOfAnotherStudy: boolean;
  /**
   * Names the version of the framework that the file was made for, where it differs from the version that the
   * city answers.
   */
  readonly otherVersion: string | null;
}

/** Describes an item of a plan that was written. */
export type WrittenItem = Pick<PlannedItem, 'cells' | 'text'>;

export interface ImportSummary extends Pick<AnswerImportRow, 'id' | 'at' | 'fileName' | 'undoneAt'> {
  readonly by: NamedPerson | null;
}

/** Names the city so that a file with confidential answers is not taken for another. */
const withTitle = ({ en, zh }: Bilingual): Bilingual => ({
  en: `${en} (with confidential answers)`,
  zh: `${zh}（含内部信息，不得公开）`
});

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

/** Parses the changes of a row; throws for a row that was not written here. */
const writtenIn = (changes: string): WrittenItem[] => writtenItems.parse(JSON.parse(changes));

const command = commandsOf<AnswerFilesTools>();

interface ReadOf {
  readonly fileName: string;
  readonly format: string;
  readonly sha256: string;
}

/** Records which items of a file were written. */
const imported = command(
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

/** Records that an import was undone. */
const undone = command(
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

type OfResponse = Reading<AnswerFilesTools, typeof responseSubject>;

/** Returns a response with what its city answers, as this reader may open it. */
async function openResponse({ deps, actor, subject: { study, assessment } }: OfResponse) {
  const view = take(await deps.assessments.load(actor, study.slug, assessment.cityId));
  const response = view.documents.find(({ kind }) => kind === 'response');
  if (!response) throw refused('not-found');
  const parts: Parts = response.writable === 'all' ? 'all' : new Set(response.writable);
  return { view, response, parts };
}

/**
 * Returns the framework that a city answers; the files of a city that answers the short profile hold that
 * too.
 */
const frameworkOf = ({ framework, profile }: AssessmentView): CityFramework =>
  frameworkOfCity(framework, profile !== null);

async function present({ deps, actor }: Pick<OfResponse, 'deps' | 'actor'>, document: OpenDocument) {
  const { sections, answers } = take(await deps.documents.answered(actor, document.id));
  return { cells: answers.cells, texts: [...sections, ...answers.passages] };
}

/**
 * Writes the response as a file. `withConfidential` adds what is held back as confidential, in a file that is named so;
 * needs the right to read that.
 */
const writeFile = read(
  { name: 'answers.write-file', subject: responseSubject },
  async (
    reading,
    format: ExchangeFormat,
    language: Locale,
    withConfidential: boolean = false
  ): Promise<MadeFile> => {
    const { view, response } = await openResponse(reading);
    const { study, city, confidential } = view;
    const now = await present(reading, response);
    if (withConfidential && !confidential) throw refused('not-found');
    const held = withConfidential && confidential ? await present(reading, confidential) : null;
    const book = {
      study: { slug: study.slug, title: study.title },
      city: { id: city.id, name: held ? withTitle(city.shortName) : city.shortName },
      framework: frameworkOf(view),
      language,
      ...(held ? withHeldBack(now, held, view.confidentialAnswers) : now)
    };
    const bytes = take(await reading.deps.files.write(format, book, reading.actor.userId));
    const name = `${study.slug}-${city.id}${held ? '-with-confidential' : ''}`;
    return { fileName: `${name}.${format}`, bytes };
  }
);

/** Writes the framework as an empty form. */
const writeForm = read(
  { name: 'answers.form', subject: studySubject },
  async (
    { db, deps, actor, subject: { study } },
    format: ExchangeFormat,
    language: Locale
  ): Promise<MadeFile> => {
    const framework = await findFramework(db, study.id);
    if (!framework) throw refused('not-found');
    const empty = { city: { id: '', name: { en: '', zh: '' } }, cells: {}, texts: [] };
    const book = { study: { slug: study.slug, title: study.title }, framework, language, ...empty };
    const bytes = take(await deps.files.write(format, book, actor.userId));
    return { fileName: `${study.slug}-form.${format}`, bytes };
  }
);

/** Reads a file and returns its plan; needs the right to write the response, or some of it. Nothing is written. */
const readFile = read(
  { name: 'answers.read-file', subject: responseSubject, needs: 'write' },
  async (reading, { name, bytes }: GivenFile): Promise<FilePlan> => {
    const { deps, actor } = reading;
    const { view, response, parts } = await openResponse(reading);
    if (bytes.length > fileLimits.bytes) return { fault: 'too-large', detail: '' };
    const place = { studySlug: view.study.slug, cityId: view.city.id, parts, framework: frameworkOf(view) };
    const found = take(
      await deps.files.read(
        bytes,
        {
          ...place,
          present: await present(reading, response),
          heldBack: view.confidentialAnswers,
          newIds: deps.newId()
        },
        actor.userId
      )
    );
    if ('fault' in found) return found;
    const { format, frameworkVersion, isOfAnotherCity, isOfAnotherStudy, plan } = found;
    const { stem } = cleanName(name);
    const otherVersion =
      frameworkVersion !== null && frameworkVersion !== view.framework.version ? frameworkVersion : null;
    return {
      format,
      fileName: `${stem || 'answers'}.${format}`,
      sha256: sha256(bytes),
      from: { isOfAnotherCity, isOfAnotherStudy, otherVersion },
      plan
    };
  }
);

/** Lists the imports from files, newest first. */
const listImports = read(
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

/** Returns what undoing an import would change now. */
const planToUndo = read(
  { name: 'answers.plan-undo', subject: responseSubject, needs: 'write' },
  async (reading, id: string): Promise<ImportPlan> => {
    const { view, response, parts } = await openResponse(reading);
    const row = await findAnswerImport(reading.db, response.id, id);
    if (!row) throw refused('not-found');
    const now = await present(reading, response);
    const written = writtenIn(row.changes).filter((item) => !isHeldBack(item, view.confidentialAnswers));
    return planUndo(written, now, {
      framework: frameworkOf(view),
      mayWrite: (location) => mayWriteQuestion(parts, location)
    });
  }
);

export type AnswerFiles = ReturnType<typeof createAnswerFiles>;

export const createAnswerFiles = (tools: AnswerFilesTools) => {
  const { list } = bind(tools, { list: listImports });
  return {
    ...bind(tools, { write: writeFile, form: writeForm, read: readFile, planUndo: planToUndo }),
    ...bind(tools, { imported, undone }),

    /** Lists the imports; empty for a person who may not write the response: the page has other uses as well. */
    list: async (
      actor: Actor,
      studySlug: string,
      cityId: string
    ): Promise<Result<readonly ImportSummary[]>> => {
      const listed = await list(actor, studySlug, cityId);
      return listed.ok || !['not-found', 'forbidden'].includes(listed.refusal.code) ? listed : ok([]);
    }
  };
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
