import { describe, expect, it } from 'vitest';
import { waitAfter, waitBefore } from '#lib/collab/backoff.ts';
import { UnsavedWriting } from '#lib/collab/unsaved.ts';

describe('writing that is not yet saved', () => {
  it('is saved when the server has committed the frame that carried it', () => {
    const writing = new UnsavedWriting();
    writing.sentAll();
    writing.written(100);
    writing.sentAll();
    writing.written(200);
    writing.sentAll();
    expect(writing.summary).toEqual({ since: 100, changes: 2 });
    expect(writing.committed(1)).toBe(false);
    expect(writing.committed(2)).toBe(true);
    expect(writing.summary).toEqual({ since: 200, changes: 1 });
    writing.committed(3);
    expect(writing.summary).toBeNull();
  });

  it('that was written offline waits for the first frame of the next socket', () => {
    const writing = new UnsavedWriting();
    writing.sentAll();
    writing.written(100);
    writing.sentAll();
    writing.lostSocket();
    writing.written(300);
    expect(writing.committed(9)).toBe(false);
    expect(writing.summary).toEqual({ since: 100, changes: 2 });
    writing.sentAll();
    expect(writing.committed(1)).toBe(true);
    expect(writing.summary).toBeNull();
  });
});

describe('writing of an earlier life of the page', () => {
  it('counts with its age, and is saved with the first frame that carries everything', () => {
    const writing = new UnsavedWriting();
    writing.written(500);
    writing.restored({ since: 100, changes: 3 });
    expect(writing.summary).toEqual({ since: 100, changes: 4 });
    writing.sentAll();
    writing.committed(1);
    expect(writing.summary).toBeNull();
  });
});

describe('coming back', () => {
  it('is at any moment up to a bound that doubles with each attempt', () => {
    expect([0, 1, 2, 3, 50].map((failed) => waitBefore(failed, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 15_000
    ]);
    expect(waitBefore(50, () => 0)).toBe(0);
    expect(waitBefore(4, () => 0.25)).toBe(2_000);
  });

  it('is spread wider after a restart, and slower for the person who was too fast or too slow', () => {
    expect(waitAfter('restart', 0, () => 1)).toBe(3_000);
    expect(waitAfter('restart', 0, () => 0)).toBe(0);
    expect(waitAfter('rate', 0, () => 0)).toBe(5_000);
    expect(waitAfter('too-slow', 0, () => 0)).toBe(1_000);
    expect(waitAfter('try-again', 2, () => 1)).toBe(2_000);
    expect(waitAfter(undefined, 0, () => 1)).toBe(500);
  });
});
