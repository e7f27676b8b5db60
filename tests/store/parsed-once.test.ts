/** Tests that a text is parsed once while it is among the latest, and that nobody can change what others get. */
import { expect, it } from 'vitest';
import { parsedOnce } from '#server/store/parsed-once.ts';

interface Parsed {
  list: { name: string }[];
}

it('parses a text again only after as many others have been asked for', () => {
  const parsed: string[] = [];
  const parse = parsedOnce((text) => {
    parsed.push(text);
    return { text };
  }, 2);
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) expect(parse(text)).toEqual({ text });
  expect(parsed).toEqual(['a', 'b', 'c', 'b']);
});

it('gives everybody the same, which nobody can change at any depth', () => {
  const parse = parsedOnce((text) => JSON.parse(text) as Parsed, 2);
  const first = parse('{"list":[{"name":"as it was"}]}');
  const [entry] = first.list;
  expect(() => {
    if (entry) entry.name = 'changed';
  }).toThrow(TypeError);
  expect(() => first.list.push({ name: 'added' })).toThrow(TypeError);
  expect(parse('{"list":[{"name":"as it was"}]}')).toBe(first);
});

it('remembers nothing of a text that cannot be parsed', () => {
  const parse = parsedOnce((text) => JSON.parse(text) as Parsed, 2);
  expect(() => parse('{')).toThrow(SyntaxError);
  expect(() => parse('{')).toThrow(SyntaxError);
});
