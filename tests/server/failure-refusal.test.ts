/** Tests what readers are told where the document workers give up. The promise: a reason in words, in both languages. */
import { expect, it } from 'vitest';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { failureRefusal } from '#lib/server/failure-refusal.ts';
import { JobTookTooLongError, TextTooLargeError, WorkersFullError } from '#server/workers/errors.ts';

it('a text above the bound is named as such, with its size, and is not to be tried again', () => {
  const refusal = failureRefusal(new TextTooLargeError(12.5 * 2 ** 20, new JobTookTooLongError('too long')));
  if (!refusal) throw new Error('No refusal');
  expect(refusal.code).toBe('text-too-large');
  expect(refusalSentence(refusal, 'en')).toContain('12.5 MB, more than the 8 MB');
  expect(refusalSentence(refusal, 'zh')).toContain('12.5 MB，超过单个文本 8 MB 的上限');
});

it('what fails for the moment only is busy, and a defect is no refusal', () => {
  expect(failureRefusal(new WorkersFullError('full'))).toEqual({ code: 'busy' });
  expect(failureRefusal(new JobTookTooLongError('too long'))).toEqual({ code: 'busy' });
  expect(failureRefusal(new Error('a defect'))).toBeNull();
});

it('what a lost database throws says that it is away, also as the cause of another error', () => {
  const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
  const ended = Object.assign(new Error('terminating connection due to administrator command'), {
    code: '57P01'
  });
  const noFile = Object.assign(new Error('connect ENOENT /run/.s.PGSQL.5432'), {
    code: 'ENOENT',
    syscall: 'connect'
  });
  const away = { code: 'database-away' };
  for (const error of [
    refused,
    ended,
    noFile,
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('A round failed', { cause: ended })
  ])
    expect(failureRefusal(error)).toEqual(away);
  // A statement that the database refuses is a defect.
  expect(failureRefusal(Object.assign(new Error('no such column'), { code: '42703' }))).toBeNull();
  expect(failureRefusal(Object.assign(new Error('open'), { code: 'ENOENT', syscall: 'open' }))).toBeNull();
});
