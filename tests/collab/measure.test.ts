import { describe, expect, it } from 'vitest';
import { hintsOf, measured, verdictOf, type Findings } from '#lib/collab/measure.ts';

describe('measurements of the connection', () => {
  it('give the middle, the slow end and what stayed away', () => {
    const answers = Array.from({ length: 20 }, (_, n) => (n < 19 ? (19 - n) * 10 : null));
    expect(measured(answers)).toEqual({ sent: 20, median: 100, p95: 190, loss: 0.05 });
    expect(measured([7])).toEqual({ sent: 1, median: 7, p95: 7, loss: 0 });
    expect(measured([null, null])).toEqual({ sent: 2, median: null, p95: null, loss: 1 });
    expect(measured([])).toEqual({ sent: 0, median: null, p95: null, loss: 0 });
  });
});

describe('what is said of a connection', () => {
  const fine: Findings = {
    https: true,
    socket: true,
    stream: true,
    storage: true,
    clock: 200,
    roundTrip: { sent: 20, median: 40, p95: 90, loss: 0 },
    isDone: true
  };

  it('names what works, the detour that is left, or that nothing is', () => {
    expect(verdictOf(fine)).toBe('good');
    expect(verdictOf({ ...fine, socket: false })).toBe('fallback');
    expect(verdictOf({ ...fine, socket: false, stream: false })).toBe('read-only');
    expect(verdictOf({ ...fine, stream: false })).toBe('good');
    expect(verdictOf({ ...fine, https: false, socket: null, isDone: false })).toBe('unreachable');
  });

  it('calls a transport slow that answers late or not at all', () => {
    expect(verdictOf({ ...fine, roundTrip: { sent: 20, median: 40, p95: 1_600, loss: 0 } })).toBe('slow');
    expect(verdictOf({ ...fine, roundTrip: { sent: 20, median: 40, p95: 90, loss: 0.1 } })).toBe('slow');
  });

  it('is not said before everything was tried', () => {
    expect(verdictOf({ ...fine, isDone: false })).toBe('trying');
  });

  it('comes with a hint where words would not outlive the page, or the clock is wrong', () => {
    expect(hintsOf(fine)).toEqual([]);
    expect(hintsOf({ ...fine, storage: false, clock: -300_000 })).toEqual(['no-storage', 'wrong-clock']);
  });
});
