/** Recognizes what failed only because the document workers are busy now. */
import { refusalSentence } from '#lib/i18n/refusal.ts';

/** The errors of the document workers that are about this moment, by name: `src` knows types of `server` only. */
const busyErrors: ReadonlySet<string> = new Set([
  'JobTookTooLongError',
  'WorkerDiedError',
  'WorkersClosedError',
  'WorkersFullError'
]);

export const isBusyError = (error: unknown): boolean => error instanceof Error && busyErrors.has(error.name);

export const refusalSentenceOfBusy = ({ locale }: Pick<App.Locals, 'locale'>): string =>
  refusalSentence({ code: 'busy' }, locale);
