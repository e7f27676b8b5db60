/** Shows how pieces of text say who wrote them and when: once for each run of words, for keyboard and touch alike. */
import { expect, it } from 'vitest';
import { withWritingTimes, writingTimeText } from '#lib/areas/versions/writing-times.ts';
import { inLanguage } from '#server/mail/in-language.ts';

const piece = (by: number, time: number, words: string): string =>
  `<span class="by by-${by}" data-by="${by}" data-time="${time}">${words}</span>`;
const shown = (time: number) => ({ about: `"${time}"`, side: time === 0 ? 1 : null });
/** Returns the words of each tab stop. */
const stops = (html: string): string[] =>
  withWritingTimes(html, shown)
    .split('<span')
    .filter((part) => part.includes('tabindex="0"'))
    .map((part) => part.slice(part.indexOf('>') + 1).replace(/<[^>]*>/g, ''));

it('words that were written at one time are one tab stop, whatever their marks', () => {
  const bold = piece(1, 0, '<strong>b</strong>');
  expect(stops(`<p>${piece(1, 0, 'a')}${bold}${piece(1, 0, 'c')}</p>`)).toEqual(['a']);
  expect(stops(`<p>${piece(1, 0, 'a')}${piece(2, 1, 'b')}${piece(1, 0, 'c')}</p>`)).toEqual(['a', 'b', 'c']);
  expect(stops(`<p>${piece(1, 0, 'a')}</p><p>${piece(1, 0, 'b')}</p>`)).toEqual(['a', 'b']);
  expect(stops(`<p>${piece(1, 0, 'a')} of old ${piece(1, 0, 'b')}</p>`)).toEqual(['a of old ', 'b']);
  expect(stops(`<p>${piece(1, 0, 'a')}<br>${piece(1, 0, 'b')}</p>`)).toEqual(['a']);
});

it('who and when stand in attributes, escaped, with the colour of the side', () => {
  expect(withWritingTimes(`<p>${piece(1, 0, 'a')}${piece(2, 1, 'b')}</p>`, shown)).toBe(
    '<p><span class="by by-1 of-1 begins" data-by="1" tabindex="0" title="&#34;0&#34;" data-about="&#34;0&#34;">a</span>' +
      '<span class="by by-2 begins" data-by="2" tabindex="0" title="&#34;1&#34;" data-about="&#34;1&#34;">b</span></p>'
  );
});

it('a time of writing is a range of one day, or of several, in the reader’s zone', () => {
  const text = (first: string | null, last: string | null, zone = 'Europe/Brussels'): string =>
    writingTimeText({ author: 1, first, last }, zone);
  expect(text('2026-11-26T13:20:10.000Z', '2026-11-26T14:05:00.000Z')).toBe('26 Nov 2026, 14:20–15:05');
  expect(text('2026-11-26T13:20:10.000Z', '2026-11-26T13:20:50.000Z')).toBe('26 Nov 2026, 14:20');
  expect(text('2026-11-26T13:20:10.000Z', '2026-11-26T13:20:50.000Z', 'UTC')).toBe('26 Nov 2026, 13:20 UTC');
  expect(text(null, null)).toBe('');
});

it('a range is written as one time is, in Chinese too', () => {
  const text = (last: string): string =>
    inLanguage('zh', () =>
      writingTimeText({ author: 1, first: '2026-11-26T13:20:10.000Z', last }, 'Asia/Shanghai')
    );
  expect(text('2026-11-26T13:20:50.000Z')).toBe('2026年11月26日 21:20');
  expect(text('2026-11-26T13:22:00.000Z')).toBe('2026年11月26日 21:20–21:22');
  expect(text('2026-11-26T17:22:00.000Z')).toBe('2026年11月26日 21:20 – 2026年11月27日 01:22');
});
