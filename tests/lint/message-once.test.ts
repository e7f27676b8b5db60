import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { messageOnce } from '../../scripts/lint/message-once.ts';

const linter = new Linter();

const linesOf = (code: string): number[] =>
  linter
    .verify(code, [
      {
        plugins: { meridian: { rules: { 'message-once': messageOnce } } },
        rules: { 'meridian/message-once': 'error' }
      }
    ])
    .map(({ line }) => line);

it('a message that is read when a component begins is refused, and so is the language', () => {
  expect(
    linesOf("const none = { label: m.none() };\nconst language = locale();\nconst a = [m.some({ to: 'b' })];")
  ).toEqual([1, 2, 3]);
});

it('a message that is read whenever it is shown is accepted', () => {
  expect(
    linesOf(
      'const none = $derived({ label: m.none() });\nconst of = () => m.none();\nconst names = { en: m.en };\nfunction f() { return locale(); }\n$effect(() => { show(m.none()); });'
    )
  ).toEqual([]);
});
