import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import { expect, it } from 'vitest';
import { keptFields } from '../../scripts/lint/kept-fields.ts';

const linter = new Linter();
const { base } = svelte.configs;

const faultsIn = (content: string, action = 'use:enhance'): number =>
  linter.verify(
    `<form method="POST" ${action}>${content}</form>`,
    [
      ...base,
      {
        files: ['**/*.svelte'],
        plugins: { meridian: { rules: { 'kept-fields': keptFields } } },
        rules: { 'meridian/kept-fields': 'error' }
      }
    ],
    'src/A.svelte'
  ).length;

const version = '<input type="hidden" name="version" value={v} />';

it('a form that edits what is stored, and would be reset, is refused', () => {
  for (const content of [
    `${version}<BilingualField name="a" value={a} />`,
    `${version}{#if a}<textarea name="a">{a}</textarea>{/if}`,
    `${version}{@render fields(a)}`,
    '<label><input type="checkbox" name="a" checked={b} /></label>',
    '<ChoiceBoxes name="a" chosen={b} />'
  ])
    expect(faultsIn(content), content).toBe(1);
});

it('a form that says what becomes of its fields, one that creates something, and one of buttons are accepted', () => {
  expect(faultsIn(`${version}<Field name="a" value={a} />`, 'use:enhance={keptFields}')).toBe(0);
  expect(faultsIn('<Field name="a" value={a} /><input type="checkbox" name="read" />')).toBe(0);
  expect(faultsIn(`${version}<Button type="submit">{m.x()}</Button>`)).toBe(0);
});
