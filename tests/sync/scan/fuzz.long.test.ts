import { describe } from 'vitest';
import { fuzzScanner } from './fuzz.ts';

describe('the scanner', () => fuzzScanner({ firstSeed: 1_001, sessions: 3_000, mutationsOfEach: 100 }));
