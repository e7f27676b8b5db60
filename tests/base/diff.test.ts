import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { diffLists, type Run } from '#base/diff.ts';
import { tokensOf } from '#base/tokens.ts';

function applied(before: readonly string[], after: readonly string[], runs: readonly Run[]): string[] {
  return runs.flatMap(({ edit, from, to, length }) =>
    edit === 'deleted'
      ? []
      : edit === 'kept'
        ? before.slice(from, from + length)
        : after.slice(to, to + length)
  );
}

const marked = (before: string, after: string): string =>
  diffLists(before.split(/(?:)/u), after.split(/(?:)/u))
    .map(({ edit, from, to, length }) =>
      edit === 'kept'
        ? before.slice(from, from + length)
        : edit === 'deleted'
          ? `[-${before.slice(from, from + length)}]`
          : `[+${after.slice(to, to + length)}]`
    )
    .join('');

describe('the shortest way from one list to another', () => {
  it('keeps what is common, and lets go before it brings', () => {
    expect(marked('abcabba', 'cbabac')).toMatch(/^\[-ab?\]/);
    expect(marked('', 'new')).toBe('[+new]');
    expect(marked('old', '')).toBe('[-old]');
    expect(marked('same', 'same')).toBe('same');
    expect(marked('the cat', 'the hat')).toBe('the [-c][+h]at');
  });

  it('leads from any list to any other, however few changes it may look for', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    fc.assert(
      fc.property(list, list, fc.integer({ min: 0, max: 100 }), (before, after, most) => {
        const runs = diffLists(before, after, most);
        expect(applied(before, after, runs)).toEqual(after);
        expect(
          runs
            .filter(({ edit }) => edit !== 'inserted')
            .flatMap(({ from, length }) => before.slice(from, from + length))
        ).toEqual(before);
      })
    );
  });
});

describe('the pieces of a text', () => {
  it('are words of letters and characters of Chinese', () => {
    expect(tokensOf('The city’s plan, 3.5 million')).toEqual([
      'The',
      ' ',
      'city’s',
      ' ',
      'plan',
      ',',
      ' ',
      '3.5',
      ' ',
      'million'
    ]);
    expect(tokensOf('智慧城市Wi-Fi覆盖率95%')).toEqual([
      '智',
      '慧',
      '城',
      '市',
      'Wi',
      '-',
      'Fi',
      '覆',
      '盖',
      '率',
      '95',
      '%'
    ]);
  });

  it('are the text again when they are put together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokensOf(text).join('')).toBe(text);
      })
    );
  });
});
