/** Shows which addresses of sources plain text names, whatever stands around them. */
import { describe, expect, it } from 'vitest';
import { sourcesNamedIn } from '#rules/bibliography/source-link.ts';

describe('plain text', () => {
  it.each([
    ['See https://a.example/studies/s/context/sources/eib.', ['eib']],
    ['据欧投行（https://a.example:8443/studies/s/context/sources/eib），以及其他。', ['eib']],
    ['https://a.example/studies/s/context/sources#source-eib', ['eib']],
    [
      'https://a.example/studies/s/context/sources/a https://b.example/studies/s/context/sources/b',
      ['a', 'b']
    ],
    ['https://a.example/studies/other/context/sources/eib', []],
    ['https://a.example/studies/s/context/sources', []],
    ['eib', []]
  ])('%s', (text, sources) => {
    expect(sourcesNamedIn(text, 's')).toEqual(sources);
  });
});
