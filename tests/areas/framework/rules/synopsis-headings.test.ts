/** A characteristic stands under one part of the short profile, whose headings a side's synopses may follow. Shows R109. */
import { describe, expect, it } from 'vitest';
import {
  beginsPart,
  headedSections,
  headingParts,
  headingsOf,
  partsAbove,
  underHeadings,
  validateHeadings
} from '#rules/framework/synopsis-headings.ts';
import { synopsisHeadingsIn } from '#lib/areas/framework/synopsis-headings-forms.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';

const named = (ids: string): { id: string }[] => ids.split(' ').map((id) => ({ id }));

describe('the headings of the study’s own short profile', () => {
  const parts = headingParts(parseFramework(frameworkRow('s').content));

  it('hold each characteristic once, below the part that names it first', () => {
    expect(parts.map(({ id, characteristics }) => [id, ...characteristics].join(' '))).toEqual([
      'strategy smart-city-strategy',
      'sharing ict-infrastructure',
      'typical-services smart-city-services',
      'measures stakeholders governance funding business-models legal-regulatory'
    ]);
  });

  it('group sections in the order of the parts, and leave those of no part for the end', () => {
    const groups = underHeadings(named('value-assessment funding smart-city-strategy governance'), parts);
    expect(groups.map(({ part, sections }) => [part?.id ?? '-', ...sections.map(({ id }) => id)])).toEqual([
      ['strategy', 'smart-city-strategy'],
      ['measures', 'funding', 'governance'],
      ['-', 'value-assessment']
    ]);
  });

  it('stand above the first section of each part, for the sides that follow them', () => {
    const framework = parseFramework(frameworkRow('s').content);
    const shown = (side: string): string[] => {
      const sections = headedSections(
        named('smart-city-strategy governance funding value-assessment'),
        partsAbove({ cn: 'profile' }, side, framework)
      );
      return sections.map(
        ({ id, part }, index) => `${beginsPart(sections, index) ? (part?.id ?? 'further') : '-'} ${id}`
      );
    };
    expect(shown('cn')).toEqual([
      'strategy smart-city-strategy',
      'measures governance',
      '- funding',
      'further value-assessment'
    ]);
    expect(shown('eu')).toEqual(['- smart-city-strategy', '- governance', '- funding', '- value-assessment']);
  });

  it('leave the order as it is without parts', () => {
    expect(underHeadings(named('b a'), [])).toEqual([{ part: null, sections: named('b a') }]);
  });
});

describe('what the form of the headings sends', () => {
  const given = (fields: Record<string, string>): Record<string, string> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return synopsisHeadingsIn(form);
  };
  const both = { 'headings:eu': 'characteristics', 'headings:cn': 'profile' };

  it('names the headings of both sides', () => {
    const headings = validateHeadings(given(both), ['eu', 'cn'], true);
    expect(headings).toEqual({ ok: true, value: { cn: 'profile' } });
    expect(headings.ok && ['eu', 'cn', '__proto__'].map((side) => headingsOf(headings.value, side))).toEqual([
      'characteristics',
      'profile',
      'characteristics'
    ]);
  });

  it.each([
    ['a side is missing', { 'headings:eu': 'profile' }, true, 'headings:cn'],
    ['headings are none', { ...both, 'headings:eu': 'toString' }, true, 'headings:eu'],
    ['the framework has no profile', both, false, 'headings:cn']
  ])('is refused where %s', (_, fields, hasProfile, field) => {
    expect(validateHeadings(given(fields), ['eu', 'cn'], hasProfile)).toEqual({
      ok: false,
      refusal: { code: 'invalid', facts: { field } }
    });
  });
});
