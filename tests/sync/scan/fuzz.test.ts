import { describe } from 'vitest';
import { fuzzScanner } from './fuzz.ts';

/** Thousands of sessions are in fuzz.long.test.ts. */
describe('the scanner', () =>
  fuzzScanner({ text: 'tree', firstSeed: 1, sessions: 30, mutationsOfEach: 100 }));
