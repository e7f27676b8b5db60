/** Shows that a text which took a thread too long does not take it again at once, however it goes on. */
import { describe, expect, it } from 'vitest';
import { FailedJobs } from '#server/workers/failed-jobs.ts';

const parts = (...texts: readonly string[]): Uint8Array[] => texts.map((text) => Buffer.from(text));

describe('a job that failed', () => {
  it('is known for two minutes, also with more at the end of its text', () => {
    const clock = { at: 0 };
    const failed = new FailedJobs(() => clock.at);
    failed.add('html', parts('one', 'two', 'three'));
    expect(failed.has('html', parts('one', 'two', 'three', 'four'))).toBe(true);
    expect(failed.has('merge', parts('one', 'two', 'three'))).toBe(false);
    expect(failed.has('html', parts('another', 'two', 'three'))).toBe(false);
    clock.at = 120_001;
    expect(failed.has('html', parts('one', 'two', 'three'))).toBe(false);
  });

  it('is one of two hundred at most', () => {
    const failed = new FailedJobs(() => 0);
    for (let n = 0; n < 201; n += 1) failed.add('html', parts(`text ${n}`));
    expect(failed.has('html', parts('text 0'))).toBe(false);
    expect(failed.has('html', parts('text 200'))).toBe(true);
  });
});
