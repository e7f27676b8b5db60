import { describe } from 'vitest';
import { fuzzScanner } from './fuzz.ts';

describe('the scanner', () =>
  fuzzScanner({ text: 'tree', firstSeed: 1_001, sessions: 3_000, mutationsOfEach: 100 }));

describe('the scanner, where passages are sequences', () =>
  fuzzScanner({ text: 'sequence', firstSeed: 1_001, sessions: 3_000, mutationsOfEach: 100 }));
