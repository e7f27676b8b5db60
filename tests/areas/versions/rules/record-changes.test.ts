import { describe, expect, it } from 'vitest';
import { recordChanges } from '#rules/versions/record-changes.ts';

const pilots = (...cities: { id: string; name: string; area?: number | null }[]) => ({ pilots: cities });
const haidian = { id: 'haidian', name: 'Haidian', area: 431 };
const bristol = { id: 'bristol', name: 'Bristol', area: null };

describe('what differs between two records', () => {
  it('is nothing where they say the same', () => {
    expect(recordChanges(pilots(haidian, bristol), pilots({ ...haidian }, { ...bristol }))).toEqual([]);
  });

  it('is named by the entry and the field, with both values', () => {
    expect(
      recordChanges(
        pilots(haidian, bristol),
        pilots({ ...haidian, name: 'Haidian District' }, { ...bristol, area: 110 })
      )
    ).toEqual([
      { path: ['pilots', 'haidian', 'name'], before: 'Haidian', after: 'Haidian District' },
      { path: ['pilots', 'bristol', 'area'], before: '', after: '110' }
    ]);
  });

  it('says of an entry that came or went what it holds, and touches no other', () => {
    expect(recordChanges(pilots(haidian, bristol), pilots(bristol))).toEqual([
      { path: ['pilots', 'haidian', 'id'], before: 'haidian', after: null },
      { path: ['pilots', 'haidian', 'name'], before: 'Haidian', after: null },
      { path: ['pilots', 'haidian', 'area'], before: '431', after: null }
    ]);
    expect(
      recordChanges(pilots(bristol), pilots({ ...haidian }, bristol)).every(({ before }) => before === null)
    ).toBe(true);
  });

  it('is the order alone where entries changed places', () => {
    expect(recordChanges(pilots(haidian, bristol), pilots(bristol, haidian))).toEqual([
      { path: ['pilots'], before: 'haidian, bristol', after: 'bristol, haidian' }
    ]);
  });

  it('counts entries without names from one', () => {
    expect(recordChanges({ steps: ['a', 'b'] }, { steps: ['a', 'c', 'd'] })).toEqual([
      { path: ['steps', '2'], before: 'b', after: 'c' },
      { path: ['steps', '3'], before: null, after: 'd' }
    ]);
  });

  it('tells a value from the part that took its place', () => {
    expect(recordChanges({ title: 'Trends' }, { title: { en: 'Trends', zh: '趋势' } })).toEqual([
      { path: ['title'], before: 'Trends', after: null },
      { path: ['title', 'en'], before: null, after: 'Trends' },
      { path: ['title', 'zh'], before: null, after: '趋势' }
    ]);
  });

  it('leaves a difference wherever one value differs, and none elsewhere', () => {
    const record = {
      framework: {
        id: 'f',
        characteristics: [
          {
            id: 's',
            name: { en: 'Strategy', zh: '战略' },
            questions: [
              { id: 'q1', text: 'Why?' },
              { id: 'q2', text: 'How?' }
            ]
          }
        ]
      }
    };
    const texts = ['Strategy', '战略', 'Why?', 'How?'];
    for (const text of texts) {
      const other = JSON.parse(JSON.stringify(record).replace(text, `${text}!`)) as typeof record;
      expect(recordChanges(record, other)).toMatchObject([{ before: text, after: `${text}!` }]);
    }
  });
});
