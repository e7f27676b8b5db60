import { describe, expect, it } from 'vitest';
import { waitBefore } from '#lib/collab/backoff.ts';
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

describe('coming back', () => {
  it('waits longer each time, up to a bound, and never at the same moment for all', () => {
    expect(waitBefore(0, () => 0)).toBe(250);
    expect(waitBefore(0, () => 1)).toBe(500);
    expect(waitBefore(3, () => 1)).toBe(4_000);
    expect(waitBefore(50, () => 1)).toBe(20_000);
  });
});
