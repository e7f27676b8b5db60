import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import { expect, it } from 'vitest';
import { indexName } from '../../scripts/lint/index-name.ts';

const linter = new Linter();

const faultsIn = (source: string, file = 'a.js'): number =>
  linter.verify(
    source,
    [
      ...svelte.configs.base,
      { plugins: { own: { rules: { 'index-name': indexName } } }, rules: { 'own/index-name': 'error' } }
    ],
    file
  ).length;

it('an index that is called like a time is refused', () => {
  for (const source of [
    'list.map((one, at) => one + at);',
    'Array.from({ length: 3 }, function (_, at) { return at; });',
    'list.reduce((sum, one, at) => sum + at, 0);',
    'for (let at = 0; at < 9; at++) act(at);',
    'for (const [at, one] of list.entries()) act(at, one);'
  ])
    expect(faultsIn(source), source).toBe(1);
  expect(faultsIn('{#each list as one, at (one)}{at}{/each}', 'A.svelte')).toBe(1);
});

it('a time, and an index by another name, are accepted', () => {
  for (const source of [
    'list.map(({ at }, index) => at + index);',
    'const at = now(); save({ at });',
    'for (let index = 0; index < 9; index++) act(index);',
    'onEvent((event, at) => keep(event, at));'
  ])
    expect(faultsIn(source), source).toBe(0);
});
