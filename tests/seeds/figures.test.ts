import { describe, expect, it } from 'vitest';
import { findingsOf, type PairedBlock } from '#server/areas/demo/store/passages.ts';
import { indicatorRows } from '#server/areas/demo/store/city-rows.ts';
import { readSeed } from '#server/seeds/read.ts';
import { provenance } from '#server/seeds/city-shapes.ts';
import { recordRows } from '#server/areas/demo/store/records.ts';

/** Lists every number of a text as the amount it means: `CNY 30 billion` and `300亿元` are the same. */
function amountsIn(text: string): number[] {
  const scales: Readonly<Record<string, number>> = {
    thousand: 1e3,
    million: 1e6,
    billion: 1e9,
    万: 1e4,
    亿: 1e8
  };
  return [...text.matchAll(/(\d[\d,]*(?:\.\d+)?)\s?(thousand|million|billion|万|亿)?/g)].map(
    ([, digits = '', scale]) =>
      Math.round(
        Number(digits.replaceAll(',', '')) * (scale === undefined ? 1 : (scales[scale] ?? 1)) * 1000
      ) / 1000
  );
}

/**
 * A series such as “16.06亿元” followed by “225 million” leaves the unit to the first: the bare number is tried
 * as both.
 */
const meanings = (amount: number): number[] => [amount, amount * 1e6, amount * 1e8];

const textsOf = (blocks: readonly PairedBlock[]) =>
  blocks.flatMap((block) => (block.kind === 'list' ? block.items : [block.text]));

const described = readSeed('cities').cities.filter((city) => city.profile !== undefined);

describe('what a city of the demo states', () => {
  it('R235: is printed in the report, section by section; general knowledge and desk research are not taken for it', () => {
    const rows = [...indicatorRows('study'), ...recordRows('study', () => 'id')];
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ source }) => !/^5\.1/.test(source))).toEqual([]);
    for (const kind of ['general knowledge', 'desk research'])
      expect(provenance.safeParse({ kind, section: '5.1.1' }).success).toBe(false);
  });
});

describe('the findings of the demo', () => {
  it.each(described.map((city) => city.id))(
    'on %s give no figure that the city or a caution does not print',
    (id) => {
      const city = described.find((one) => one.id === id);
      const printed = new Set<number>();
      const collect = (value: unknown): void => {
        if (typeof value === 'number') printed.add(value);
        else if (typeof value === 'string') for (const amount of amountsIn(value)) printed.add(amount);
        else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
      };
      collect(city?.profile);
      collect(Object.values(readSeed('cautions')));
      // What the items of Zhangzhou's investment lack of their printed total: a difference, and said to be one.
      printed.add(18e6);
      for (const [section, blocks] of Object.entries(findingsOf(id))) {
        for (const text of textsOf(blocks)) {
          for (const passage of [text.en, text.zh]) {
            const unknown = amountsIn(passage).filter(
              (amount) => !meanings(amount).some((meaning) => printed.has(meaning))
            );
            expect(unknown, `${id} ${section}: ${passage}`).toEqual([]);
          }
        }
      }
    }
  );

  it.each(described.map((city) => city.id))('on %s print the same amounts in both languages', (id) => {
    for (const [section, blocks] of Object.entries(findingsOf(id))) {
      for (const text of textsOf(blocks)) {
        if (text.zh === '') continue;
        const large = (passage: string) =>
          [...new Set(amountsIn(passage).filter((amount) => amount >= 10_000))].sort((a, b) => a - b);
        expect(large(text.zh), `${id} ${section}`).toEqual(large(text.en));
      }
    }
  });
});
