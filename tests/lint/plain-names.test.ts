import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { plainNames } from '../../scripts/lint/plain-names.ts';

const linter = new Linter();

function wordsIn(code: string, filename = 'server/app.js', comments = true): string[] {
  const messages = linter.verify(
    code,
    [
      {
        plugins: { meridian: { rules: { 'plain-names': plainNames } } },
        rules: { 'meridian/plain-names': ['error', { comments }] }
      }
    ],
    filename
  );
  return messages.map(
    ({ message, line, column }) => `${line}:${column} ${/“(.*)”/.exec(message)?.[1] ?? message}`
  );
}

describe('an identifier', () => {
  it('has no segment that is an old term, whether it is declared, read or private', () => {
    expect(wordsIn('const openHouse = locals.house;\nclass Room { #bells = 0 }')).toEqual([
      '1:7 house',
      '1:26 house',
      '2:14 bells'
    ]);
    expect(wordsIn("import { bell } from './bell.js';")).toEqual(['1:10 bell']);
  });

  it('has no old term of two segments', () => {
    expect(wordsIn('class HttpLine {}\nsendRollCall();')).toEqual(['1:7 http line', '2:1 roll call']);
  });

  it('may have a longer word, a statistical term, or a word that only machinery must not use', () => {
    expect(wordsIn('const household = houseEffectOf(ratings, string, lines, judgement);')).toEqual([]);
    expect(wordsIn('judge(update);', 'server/sync/rooms/work.js')).toEqual(['1:1 judge']);
    expect(wordsIn('judge(city);', 'server/areas/panels/scoring.js')).toEqual([]);
  });
});

describe('a comment', () => {
  it('has none either, on any of its lines', () => {
    expect(wordsIn('/**\n * Runs beside the house.\n * Two of\n * whom wait.\n */\n// The doorman.')).toEqual(
      ['2:9 beside', '2:20 house', '3:8 of whom', '6:8 doorman']
    );
  });

  it('may name a house effect', () => {
    expect(wordsIn('/** The house effect of an assessor; besides, in-house. */')).toEqual([]);
  });

  it('is not read with comments: false', () => {
    expect(wordsIn('// The house.', 'server/app.js', false)).toEqual([]);
  });
});
