/** Writes files of answers, and plans what files would change, in a thread. */
import { withoutHeldBack } from '#document/confidential-content.ts';
import { planImport } from '#document/import-plan.ts';
import { mayWriteQuestion } from '#base/parts.ts';
import { answerTasks } from '#server/workers/answer-tasks.ts';
import type { AnswerBook, Importing, PlannedFile, UnreadFile } from '#areas/answers';
import type { ExchangeFormat, ParsedFile } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { exchanges, formatOf } from './formats.ts';

export type Order =
  | { readonly kind: 'write'; readonly format: ExchangeFormat; readonly book: AnswerBook }
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly importing: Importing };

export type Made = { readonly bytes: Uint8Array } | PlannedFile | UnreadFile;

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
