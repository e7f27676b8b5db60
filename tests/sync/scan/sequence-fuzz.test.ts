import { describe } from 'vitest';
import { fuzzScanner } from './fuzz.ts';

/** Shows that what is accepted, Yjs takes as the scanner judged it. Thousands of sessions are in fuzz.long.test.ts. */
describe('the scanner, where passages are sequences', () =>
  fuzzScanner({ text: 'sequence', firstSeed: 1, sessions: 20, mutationsOfEach: 60 }));
