import { describe, expect, it } from 'vitest';
import { cellId, cellOfId, cellsIn, levelsToHold } from '#rules/panels/level-chip.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';
import { canonicalText } from '#base/canonical.ts';

const levelChip = (characteristic: string, city?: string): ContentNode => ({
  type: 'grade',
  attrs: { characteristic, ...(city ? { city } : {}) }
});
const section = (en: readonly ContentNode[], zh: readonly ContentNode[] = []): SectionContent => ({
  id: 'body',
  en: [{ type: 'paragraph', content: en }],
  zh: [{ type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: zh }] }] }]
});
const released = [
  { cityId: 'haidian', characteristic: 'governance', outcome: 'level', level: 'more-advanced' },
  { cityId: 'haidian', characteristic: 'funding', outcome: 'split', level: null },
  { cityId: 'bristol', characteristic: 'governance', outcome: 'not-assessed', level: null },
  { cityId: 'bristol', characteristic: 'stakeholders', outcome: 'not-applicable', level: null }
] as const;
const characteristics = ['stakeholders', 'governance', 'funding'];

describe('what a version of findings holds of levels', () => {
  it('is what has been released of its own city, characteristic by characteristic in the order of the framework', () => {
    expect(
      levelsToHold({ kind: 'findings', city: 'haidian', sections: [], characteristics }, released)
    ).toEqual([
      { characteristic: 'stakeholders', level: null },
      { characteristic: 'governance', level: 'more-advanced' },
      { characteristic: 'funding', level: 'split' }
    ]);
  });

  it('is nothing of another city, though the text names it', () => {
    const sections = [section([levelChip('governance', 'bristol')])];
    const held = levelsToHold({ kind: 'findings', city: 'haidian', sections, characteristics }, released);
    expect(JSON.stringify(held)).not.toMatch(/bristol|not-assessed/);
  });

  it('has the bytes that it had before anything was released', () => {
    const held = levelsToHold(
      { kind: 'findings', city: 'haidian', sections: [], characteristics: ['governance'] },
      []
    );
    expect(canonicalText(held)).toBe('[{"characteristic":"governance","level":null}]');
  });
});

describe('what a version of a chapter holds of levels', () => {
  it('is each cell that either language names, once, by city and in the order of the framework', () => {
    const sections = [
      section(
        [levelChip('funding', 'haidian'), levelChip('governance', 'bristol'), levelChip('later', 'bristol')],
        [levelChip('governance', 'haidian'), levelChip('funding', 'haidian')]
      )
    ];
    const held = levelsToHold({ kind: 'chapter', city: null, sections, characteristics }, released);
    expect(held).toEqual([
      { characteristic: 'governance', city: 'bristol', level: 'not-assessed' },
      { characteristic: 'later', city: 'bristol', level: null },
      { characteristic: 'governance', city: 'haidian', level: 'more-advanced' },
      { characteristic: 'funding', city: 'haidian', level: 'split' }
    ]);
    expect(canonicalText(held.slice(0, 1))).toBe(
      '[{"characteristic":"governance","city":"bristol","level":"not-assessed"}]'
    );
  });

  it('is nothing for a chip that names no city, or nothing that could be one', () => {
    const sections = [
      section([
        levelChip('governance'),
        levelChip('governance', '../x'),
        levelChip('More advanced', 'haidian')
      ])
    ];
    expect(cellsIn(sections)).toEqual([{ characteristic: 'governance', city: null }]);
    expect(levelsToHold({ kind: 'chapter', city: null, sections, characteristics }, released)).toEqual([]);
  });
});

it("a city's own answer holds none", () => {
  expect(
    levelsToHold(
      { kind: 'response', city: 'haidian', sections: [section([levelChip('governance')])], characteristics },
      released
    )
  ).toEqual([]);
});

it('a cell is found again by the id under which it is listed', () => {
  expect(cellOfId(cellId({ characteristic: 'governance' }))).toEqual({
    characteristic: 'governance',
    city: null
  });
  expect(cellOfId(cellId({ characteristic: 'governance', city: 'haidian' }))).toEqual({
    characteristic: 'governance',
    city: 'haidian'
  });
});
