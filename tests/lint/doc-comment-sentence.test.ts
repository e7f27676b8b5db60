import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { docCommentSentence } from '../../scripts/lint/doc-comment-sentence.ts';

const linter = new Linter();

const linesOf = (code: string): number[] =>
  linter
    .verify(code, [
      {
        plugins: { meridian: { rules: { 'doc-comment-sentence': docCommentSentence } } },
        rules: { 'meridian/doc-comment-sentence': 'error' }
      }
    ])
    .map(({ line }) => line);

it('a doc comment that begins with a fragment is refused, on one line or on several', () => {
  expect(linesOf('/** What of it is new. */\nlet a;\n/**\n * Whether it ends.\n */\nlet b;')).toEqual([1, 4]);
});

it('a doc comment that begins with a sentence is accepted, and so is every other comment', () => {
  expect(
    linesOf(
      '/** Returns the newest. */\nlet a;\n// What is new.\n/* Of two. */\n/** @type {string} */\nlet b;'
    )
  ).toEqual([]);
});

it('a doc comment of an export begins with its verb', () => {
  expect(
    linesOf(
      '/** The newest one. */\nexport const a = 1;\n/**\n * A list.\n */\nexport function b() {}\n/** The inner one. */\nlet c;'
    )
  ).toEqual([1, 3]);
  expect(
    linesOf(
      '/** Returns the newest. */\nexport const a = 1;\n/** Holds, and owns, one. */\nexport const b = 1;'
    )
  ).toEqual([]);
});
