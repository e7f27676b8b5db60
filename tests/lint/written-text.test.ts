import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import { expect, it } from 'vitest';
import { writtenText } from '../../scripts/lint/written-text.ts';

const linter = new Linter();
const { base } = svelte.configs;

const wordsIn = (code: string): (string | undefined)[] =>
  linter
    .verify(
      code,
      [
        ...base,
        {
          files: ['**/*.svelte'],
          plugins: { meridian: { rules: { 'written-text': writtenText } } },
          rules: { 'meridian/written-text': 'error' }
        }
      ],
      'src/A.svelte'
    )
    .map(({ message }) => /“(.*)”/.exec(message)?.[1] ?? message);

it('words of one language in the markup are refused, in text, in what is read out, and in a choice', () => {
  expect(
    wordsIn(
      '<p>Save</p><h1 title="Save it">{m.x()}</h1><Field label="名称" />{#if a}还没有{/if}<b>{a ? "yes please" : m.no()}</b><img alt={"A map"} src="/a.png" />'
    )
  ).toEqual(['Save', 'Save it', '名称', '还没有', 'yes please', 'A map']);
});

it('messages, signs, names that are the same in both languages, code and styles are accepted', () => {
  expect(
    wordsIn(
      '<script>const a = "Some text";</script><p class="some thing" lang="en">{m.x()} · {a} – 2 %</p><span>English</span>{language === "en" ? "English" : "中文"}<a href="/some/where" data-text="word">{m.y({ kind: "some kind" })}</a><style>p { content: "words here"; }</style>'
    )
  ).toEqual([]);
});
