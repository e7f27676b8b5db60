/** Writes files of answers, and plans what files would change, in a thread. */
import type { CityFramework } from '#rules/framework/framework.ts';
import { withoutHeldBack } from '#document/confidential-content.ts';
import { planImport } from '#document/import-plan.ts';
import type { ImportPlan, Present } from '#document/planned-import.ts';
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import { mayWriteQuestion, type Parts } from '#base/parts.ts';
import { answerTasks } from '#server/workers/answer-tasks.ts';
import { type AnswerBook, type ExchangeFormat, type FileFault, type ParsedFile } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { exchanges, formatOf } from './formats.ts';

export interface Importing {
  readonly studySlug: string;
  readonly cityId: string;
  readonly framework: CityFramework;
  readonly present: Present;
  /** Names what the person may write. */
  readonly parts: Parts;
  readonly heldBack: readonly ConfidentialAnswer[];
  /** Begins the ids of records that come from another city or study. */
  readonly newIds: string;
}

export interface PlannedFile {
  readonly format: ExchangeFormat;
  readonly frameworkVersion: string | null;
  readonly isOfAnotherCity: boolean;
  readonly isOfAnotherStudy: boolean;
  readonly plan: ImportPlan;
}

export type Order =
  | { readonly kind: 'write'; readonly format: ExchangeFormat; readonly book: AnswerBook }
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly importing: Importing };

export type Made =
  | { readonly bytes: Uint8Array }
  | PlannedFile
  | { readonly fault: FileFault; readonly detail: string };

function make(order: Order): Made {
  if (order.kind === 'write') return { bytes: exchanges[order.format].write(order.book) };
  try {
    const format = formatOf(order.bytes);
    return planned(format, exchanges[format].read(order.bytes, order.importing.framework), order.importing);
  } catch (error) {
    if (error instanceof UnreadableFileError) return { fault: error.fault, detail: error.detail };
    throw error;
  }
}

function planned(
  format: ExchangeFormat,
  { from, whole = [], ...content }: ParsedFile,
  { studySlug, cityId, framework, present, parts, heldBack, newIds }: Importing
): PlannedFile {
  // A field that a form leaves empty, or that another city's file lacks, does not remove anything here.
  const isOwn = from.city === cityId && (from.study ?? studySlug) === studySlug;
  const isOfAnotherStudy = (from.city ?? '') !== '' && (from.study ?? studySlug) !== studySlug;
  const isOfAnotherCity = (from.city ?? '') !== '' && from.city !== cityId;
  let made = 0;
  const plan = planImport(withoutHeldBack({ ...content, whole: isOwn ? whole : [] }, heldBack), present, {
    framework,
    mayWrite: (location) => mayWriteQuestion(parts, location),
    renewIds: isOfAnotherCity || isOfAnotherStudy ? () => `${newIds}-${(made += 1)}` : null
  });
  return { format, frameworkVersion: from.frameworkVersion, isOfAnotherCity, isOfAnotherStudy, plan };
}

answerTasks(make);
