import { expect, it } from 'vitest';
import { pageOf } from '#base/list-pages.ts';

const limits = { things: 50, letters: 1_000 };

const short = (count: number): number[] => Array.from({ length: count }, () => 10);

it('a page holds fifty, and the last one what is left', () => {
  expect(pageOf(short(120), limits, { page: 1 })).toEqual({ page: 1, pages: 3, from: 0, to: 50 });
  expect(pageOf(short(120), limits, { page: 3 })).toEqual({ page: 3, pages: 3, from: 100, to: 120 });
  expect(pageOf([], limits, { page: 1 })).toEqual({ page: 1, pages: 1, from: 0, to: 0 });
});

it('a page that does not exist is the nearest that does', () => {
  expect([-2, 0, 9, Number.NaN].map((page) => pageOf(short(60), limits, { page }).page)).toEqual([
    1, 1, 2, 1
  ]);
});

it('what is linked is on the page that is shown', () => {
  expect(pageOf(short(120), limits, { page: 1, at: 99 })).toMatchObject({ page: 2, from: 50, to: 100 });
});

it('a page of long ones holds fewer, and never none', () => {
  const long = [10, limits.letters, limits.letters + 1, 10];
  expect(
    [1, 2, 3, 4].map((page) => pageOf(long, limits, { page })).map(({ from, to }) => [from, to])
  ).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4]
  ]);
});
