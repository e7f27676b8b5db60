/**
 * Exports a response as a file for readers of the response, and imports a file from its writers. Reading a
 * file changes nothing: it makes a plan. The person writes the items of the plan in their own browser, like
 * any edit; they are recorded here with the content that they replaced, so that the import can be undone.
 */
import { isHeldBack, withHeldBack } from '#document/confidential-content.ts';
import { planUndo } from '#document/import-plan.ts';
import type { ImportPlan } from '#document/planned-import.ts';
import type { ExchangeFormat } from '#rules/exchange/exchange.ts';
import { fileLimits } from '#base/read-file.ts';
import { cleanName } from '#base/file-name.ts';
import { frameworkOfCity, type CityFramework } from '#rules/framework/framework.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { mayWriteQuestion, type Parts } from '#base/parts.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import type { UnreadFile } from './file-exchange.ts';
import { findAnswerImport } from './store/answer-imports.ts';
import { findFramework } from '#areas/framework';
import type { AssessmentView, OpenDocument } from './assessments.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { responseSubject } from './response-subject.ts';
import { studySubject } from '#areas/study';
import { sha256 } from '#server/files/sha256.ts';
import {
  type ImportSummary,
  writtenIn,
  imported,
  undone,
  listImports,
  type AnswerFilesTools
} from './imported-answers.ts';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface MadeFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type FilePlan =
  | {
      readonly format: ExchangeFormat;
      readonly fileName: string;
      readonly sha256: string;
      readonly from: FileSource;
      readonly plan: ImportPlan;
    }
  | UnreadFile;

export interface FileSource {
  readonly isOfAnotherCity: boolean;
  /** Such as an earlier round. */
  readonly isOfAnotherStudy: boolean;
  /**
   * Names the version of the framework that the file was made for, where it differs from the version that the
   * city answers.
   */
  readonly otherVersion: string | null;
}

/** Names the city so that a file with confidential answers is not taken for another. */
const withTitle = ({ en, zh }: Bilingual): Bilingual => ({
  en: `${en} (with confidential answers)`,
  zh: `${zh}（含内部信息，不得公开）`
});

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
 * `withConfidential` adds what is held back as confidential, in a file that is named so; needs the right to
 * read that.
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

/** Needs the right to write the response, or some of it. Nothing is written. */
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

    /** Empty for a person who may not write the response: the page has other uses as well. */
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
