/**
 * Exports a response as a file for readers of the response, and imports a file from its writers. Reading a
 * file changes nothing: it makes a plan. The person writes the items of the plan in their own browser, like
 * any edit; they are recorded here with the content that they replaced, so that the import can be undone.
 */
import { z } from 'zod';
import { parseCell } from '#document/answer-cells.ts';
import { isHeldBack, withHeldBack } from '#document/confidential-content.ts';
import { planUndo, type ImportPlan, type PlannedItem } from '#document/import-plan.ts';
import { exchangeFormats, fileLimits, type ExchangeFormat } from '#domain/exchange.ts';
import { cleanName } from '#domain/file-name.ts';
import { frameworkOfCity, type CityFramework } from '#domain/framework.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { holdsAny, mayWriteQuestion, type Parts } from '#domain/parts.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { FileExchange, ReadFile } from '../exchange/exchange.ts';
import {
  findAnswerImport,
  insertAnswerImport,
  listAnswerImports,
  markImportUndone,
  type AnswerImportRow
} from '../store/answer-imports.ts';
import { findFramework } from '../store/frameworks.ts';
import type { Assessments, AssessmentView, OpenDocument } from './assessments.ts';
import { bind } from '../commands/bind.ts';
import { commandsOf } from '../commands/command.ts';
import { refused } from '../commands/refused.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import type { Documents } from './documents.ts';
import { responseSubject } from './response-subject.ts';
import { authorizeStudy } from './study-access.ts';
import { sha256 } from './sha256.ts';
import { namedPeople, type NamedPerson } from './workflow/named-people.ts';

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

interface AnswerFileReads {
  /**
   * Writes the response as a file; needs the right to read the response. `withConfidential` adds what is held
   * back as confidential, in a file that is named so; needs the right to read that.
   */
  write(
    actor: Actor,
    studySlug: string,
    cityId: string,
    format: ExchangeFormat,
    language: Locale,
    withConfidential?: boolean
  ): Promise<Result<MadeFile>>;
  /** Writes the framework as an empty form; needs the right to see the study. */
  form(actor: Actor, studySlug: string, format: ExchangeFormat, language: Locale): Promise<Result<MadeFile>>;
  /**
   * Reads a file and returns its plan; needs the right to write the response, or some of it. Nothing is
   * written.
   */
  read(actor: Actor, studySlug: string, cityId: string, file: GivenFile): Promise<Result<FilePlan>>;
  /** Lists the imports from files, newest first; empty for a person who may not write the response. */
  list(actor: Actor, studySlug: string, cityId: string): Promise<Result<readonly ImportSummary[]>>;
  /** Returns what undoing an import would change now. */
  planUndo(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<ImportPlan>>;
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

export type AnswerFiles = ReturnType<typeof createAnswerFiles>;

export const createAnswerFiles = (tools: AnswerFilesTools) => ({
  ...openReads(tools),
  ...bind(tools, { imported, undone })
});

function openReads(tools: AnswerFilesTools): AnswerFileReads {
  const {
    files,
    assessments,
    documents,
    store: { db }
  } = tools;

  interface AuthorizedResponse {
    readonly view: AssessmentView;
    readonly response: OpenDocument;
    readonly parts: Parts;
  }

  const authorizeResponse = async (
    actor: Actor,
    studySlug: string,
    cityId: string
  ): Promise<Result<AuthorizedResponse>> => {
    const loaded = await assessments.load(actor, studySlug, cityId);
    if (!loaded.ok) return loaded;
    const response = loaded.value.documents.find(({ kind }) => kind === 'response');
    if (!response) return refuse('not-found');
    const parts: Parts = response.writable === 'all' ? 'all' : new Set(response.writable);
    return ok({ view: loaded.value, response, parts });
  };

  const authorizeImport = async (
    actor: Actor,
    studySlug: string,
    cityId: string
  ): Promise<Result<AuthorizedResponse>> => {
    const authorized = await authorizeResponse(actor, studySlug, cityId);
    return !authorized.ok || holdsAny(authorized.value.parts) ? authorized : refuse('forbidden');
  };

  /**
   * Returns the framework that a city answers; the files of a city that answers the short profile hold that
   * too.
   */
  const frameworkOf = ({ framework, profile }: AssessmentView): CityFramework =>
    frameworkOfCity(framework, profile !== null);

  const present = async (actor: Actor, response: OpenDocument) => {
    const read = await documents.answered(actor, response.id);
    if (!read.ok) return read;
    const { sections, answers } = read.value;
    return ok({ cells: answers.cells, texts: [...sections, ...answers.passages] });
  };

  const planningOf = ({ view, parts }: AuthorizedResponse) => ({
    framework: frameworkOf(view),
    mayWrite: (location: Parameters<typeof mayWriteQuestion>[1]) => mayWriteQuestion(parts, location)
  });

  return {
    async write(actor, studySlug, cityId, format, language, withConfidential = false) {
      const authorized = await authorizeResponse(actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const { view } = authorized.value;
      const { study, city } = view;
      const now = await present(actor, authorized.value.response);
      if (!now.ok) return now;
      if (withConfidential && !view.confidential) return refuse('not-found');
      const held = withConfidential && view.confidential ? await present(actor, view.confidential) : null;
      if (held && !held.ok) return held;
      const book = {
        study: { slug: study.slug, title: study.title },
        city: {
          id: city.id,
          name: held ? withTitle(city.shortName) : city.shortName
        },
        framework: frameworkOf(view),
        language,
        ...(held ? withHeldBack(now.value, held.value, view.confidentialAnswers) : now.value)
      };
      const made = await files.write(format, book, actor.userId);
      const name = `${study.slug}-${city.id}${held ? '-with-confidential' : ''}`;
      return made.ok ? ok({ fileName: `${name}.${format}`, bytes: made.value }) : made;
    },

    async form(actor, studySlug, format, language) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const framework = await findFramework(db, study.id);
      if (!framework) return refuse('not-found');
      const empty = { city: { id: '', name: { en: '', zh: '' } }, cells: {}, texts: [] };
      const book = { study: { slug: study.slug, title: study.title }, framework, language, ...empty };
      const made = await files.write(format, book, actor.userId);
      return made.ok ? ok({ fileName: `${study.slug}-form.${format}`, bytes: made.value }) : made;
    },

    async read(actor, studySlug, cityId, { name, bytes }) {
      const authorized = await authorizeImport(actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const { view, response, parts } = authorized.value;
      if (bytes.length > fileLimits.bytes) return ok({ fault: 'too-large', detail: '' });
      const now = await present(actor, response);
      if (!now.ok) return now;
      const read = await files.read(
        bytes,
        {
          ...{ studySlug, cityId, parts, framework: frameworkOf(view), present: now.value },
          heldBack: view.confidentialAnswers,
          newIds: tools.newId()
        },
        actor.userId
      );
      if (!read.ok) return read;
      if ('fault' in read.value) return ok(read.value);
      const { format, frameworkVersion, isOfAnotherCity, isOfAnotherStudy, plan } = read.value;
      const { stem } = cleanName(name);
      const otherVersion =
        frameworkVersion !== null && frameworkVersion !== view.framework.version ? frameworkVersion : null;
      return ok({
        format,
        fileName: `${stem || 'answers'}.${format}`,
        sha256: sha256(bytes),
        from: { isOfAnotherCity, isOfAnotherStudy, otherVersion },
        plan
      });
    },

    async list(actor, studySlug, cityId) {
      const authorized = await authorizeResponse(actor, studySlug, cityId);
      // The page has other uses as well: exporting the form.
      if (!authorized.ok || !holdsAny(authorized.value.parts))
        return authorized.ok || authorized.refusal.code === 'not-found' ? ok([]) : authorized;
      const rows = await listAnswerImports(db, authorized.value.response.id);
      const people = await namedPeople(
        db,
        authorized.value.view.study.id,
        rows.map(({ userId }) => userId)
      );
      return ok(
        rows.map(({ id, at, fileName, undoneAt, userId }) => ({
          id,
          at,
          fileName,
          undoneAt,
          by: people.get(userId) ?? null
        }))
      );
    },

    async planUndo(actor, studySlug, cityId, id) {
      const authorized = await authorizeImport(actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      const row = await findAnswerImport(db, authorized.value.response.id, id);
      if (!row) return refuse('not-found');
      const now = await present(actor, authorized.value.response);
      if (!now.ok) return now;
      const written = writtenIn(row.changes).filter(
        (item) => !isHeldBack(item, authorized.value.view.confidentialAnswers)
      );
      return ok(planUndo(written, now.value, planningOf(authorized.value)));
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
