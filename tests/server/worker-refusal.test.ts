/** Tests what readers are told where the document workers give up. The promise: a reason in words, in both languages. */
import { expect, it } from 'vitest';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { workerRefusal } from '#lib/server/worker-refusal.ts';
import { JobTookTooLongError, TextTooLargeError, WorkersFullError } from '#server/workers/errors.ts';

it('a text above the bound is named as such, with its size, and is not to be tried again', () => {
  const refusal = workerRefusal(new TextTooLargeError(12.5 * 2 ** 20, new JobTookTooLongError('too long')));
  if (!refusal) throw new Error('No refusal');
  expect(refusal.code).toBe('text-too-large');
  expect(refusalSentence(refusal, 'en')).toContain('12.5 MB, more than the 8 MB');
  expect(refusalSentence(refusal, 'zh')).toContain('12.5 MB，超过单个文本 8 MB 的上限');
});

it('what fails for the moment only is busy, and a defect is no refusal', () => {
  expect(workerRefusal(new WorkersFullError('full'))).toEqual({ code: 'busy' });
  expect(workerRefusal(new JobTookTooLongError('too long'))).toEqual({ code: 'busy' });
  expect(workerRefusal(new Error('a defect'))).toBeNull();
});
