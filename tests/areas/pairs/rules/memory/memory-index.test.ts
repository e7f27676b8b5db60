/** A passage that was translated before is found again after a fifth of its words have changed. */
import { describe, expect, it } from 'vitest';
import { chanceOf, type Chance } from '#base/chance.ts';
import { locales } from '#base/locale.ts';
import { distanceWithin } from '#rules/pairs/memory/distance.ts';
import { MemoryIndex, comparedTokens, searchAll } from '#rules/pairs/memory/memory-index.ts';
import { untouchedShare } from '#rules/pairs/memory/untouched.ts';
import { demoWords, editedTokens, joined, makePassages, passageTokens } from '#kit/memory-passages.ts';

const usual = { most: 5, least: 0.5 };

/** The whole table, without a band: what the banded distance is compared with. */
function plainDistance(one: readonly number[], other: readonly number[]): number {
  let before = other.map((_, index) => index).concat(other.length);
  one.forEach((item, index) => {
    const row = [index + 1];
    other.forEach((against, column) =>
      row.push(
        Math.min(
          (before[column] ?? 0) + (item === against ? 0 : 1),
          (before[column + 1] ?? 0) + 1,
          (row[column] ?? 0) + 1
        )
      )
    );
    before = row;
  });
  return before.at(-1) ?? 0;
}

const numbers = (chance: Chance, most: number): number[] =>
  Array.from({ length: Math.floor(chance() * most) }, () => Math.floor(chance() * 4));

describe('the distance of two passages', () => {
  it('is that of the whole table wherever it is within the limit, and nothing beyond', () => {
    const wrong: number[] = [];
    for (let seed = 0; seed < 500; seed++) {
      const chance = chanceOf(seed);
      const [one, other] = [numbers(chance, 14), numbers(chance, 14)];
      const limit = Math.floor(chance() * 14);
      const right = plainDistance(one, other);
      if (distanceWithin(one, other, limit) !== (right <= limit ? right : null)) wrong.push(seed);
    }
    expect(wrong).toEqual([]);
  });
});

describe('the translation memory', () => {
  it.each(locales)(
    'finds the right passage among 300 after a fifth of its words changed (%s)',
    (language) => {
      const chance = chanceOf(17);
      const chain = demoWords(language);
      const passages = makePassages(chain, language, chance, 300);
      const index = MemoryIndex.of(
        passages.map((tokens, about) => ({ text: joined(language, tokens), about }))
      );
      const wrong: number[] = [];
      for (let query = 0; query < 50; query++) {
        const at = Math.floor(chance() * passages.length);
        const edited = editedTokens(chain, chance, passages[at] ?? [], 0.2);
        if (index.search(joined(language, edited), usual)[0]?.about !== at) wrong.push(at);
      }
      expect(wrong).toEqual([]);
    }
  );

  it('finds the same in many indexes as in one, built at once or in steps', async () => {
    const chance = chanceOf(23);
    const chain = demoWords('en');
    const all = makePassages(chain, 'en', chance, 120).map((tokens, about) => ({
      text: joined('en', tokens),
      about
    }));
    const whole = MemoryIndex.of(all);
    const parts = await Promise.all(
      Array.from({ length: 30 }, (_, part) =>
        MemoryIndex.build(
          all.filter(({ about }) => about % 30 === part),
          () => Promise.resolve()
        )
      )
    );
    for (let query = 0; query < 20; query++) {
      const { text } = all[Math.floor(chance() * all.length)] ?? { text: '' };
      const edited = joined('en', editedTokens(chain, chance, text.split(' '), 0.2));
      const found = whole.search(edited, usual);
      expect(found.length).toBeGreaterThan(0);
      expect(searchAll(parts, edited, usual)).toEqual(found);
    }
  });

  it('finds very long passages again after a few changes', () => {
    const chance = chanceOf(29);
    const chain = demoWords('en');
    const long = passageTokens(chain, chance, 1_700);
    const index = MemoryIndex.of([{ text: joined('en', long), about: 'long' }]);
    const edited = joined('en', editedTokens(chain, chance, long, 0.05));
    expect(index.search(edited, usual)).toMatchObject([{ about: 'long' }]);
  });

  it('calls passages equal that differ in case, width and punctuation only', () => {
    const index = MemoryIndex.of([
      { text: 'The city’s platform covers 12 districts.', about: 'en' },
      { text: '平台覆盖12个区。', about: 'zh' }
    ]);
    expect(index.search('the City’s platform covers 12 districts', usual)).toEqual([
      { about: 'en', likeness: 1 }
    ]);
    expect(index.search('平台覆盖１２个区', usual)).toEqual([{ about: 'zh', likeness: 1 }]);
  });

  it('orders matches by what is alike, and leaves out what is less than half alike', () => {
    const index = MemoryIndex.of(
      ['one two three four', 'one two three nine', 'one seven eight nine'].map((text) => ({
        text,
        about: text
      }))
    );
    expect(index.search('one two three four', usual).map(({ about, likeness }) => [about, likeness])).toEqual(
      [
        ['one two three four', 1],
        ['one two three nine', 0.75]
      ]
    );
  });

  it('finds nothing for an empty passage, signs alone, and one without limits', () => {
    const index = MemoryIndex.of([{ text: 'one two', about: 1 }]);
    for (const text of ['', ' \n', '—…。', 'word '.repeat(3_000), '\ud800'.repeat(50)])
      expect(index.search(text, usual)).toEqual([]);
  });

  it('counts Chinese by characters and English by words', () => {
    expect(comparedTokens('数据平台 Data-Platform 2.0')).toEqual([
      '数',
      '据',
      '平',
      '台',
      'data',
      'platform',
      '2.0'
    ]);
  });
});

describe('a machine draft', () => {
  it('is untouched by as much as the longer text keeps of it, in characters for Chinese', () => {
    expect(untouchedShare('one two three four', 'one two three four')).toBe(1);
    expect(untouchedShare('one two three four', 'one two three five')).toBe(0.75);
    expect(untouchedShare('平台覆盖全市', '平台覆盖全区')).toBeCloseTo(5 / 6);
    expect(untouchedShare('one two', 'three four five six')).toBe(0);
  });
});
