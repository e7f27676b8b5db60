import { describe, expect, it } from 'vitest';
import {
  closesCircle,
  commonEntries,
  entryStep,
  inOrder,
  laterDependencies,
  noChoices,
  ownWays,
  suggestedSteps,
  validateStep,
  type Step,
  type StepFacts,
  type StepInput
} from '#rules/roadmap/roadmap.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import {
  isInWords,
  mostOffered,
  passageIn,
  searchThings,
  validateLinks
} from '#rules/meetings/statement-link.ts';

const text = (en: string): { en: string; zh: string } => ({ en, zh: '' });
const levels = [
  { id: 'advanced', order: 2, name: text('Advanced'), meaning: text('') },
  { id: 'basic', order: 1, name: text('Basic'), meaning: text('') }
];
const characteristics = [{ id: 'governance' }, { id: 'mobility' }];
const rubric: Rubric = {
  id: 'rubric',
  status: text('proposal'),
  levels,
  outOfLevel: [],
  rules: [],
  characteristics: [
    { characteristic: 'governance', levels: { basic: [text('A plan exists.')] }, indicators: [] }
  ]
};
const step = (id: string, more: Partial<Step> = {}): Step => ({
  id,
  number: 1,
  position: 0,
  version: 1,
  characteristic: 'governance',
  fromLevel: null,
  toLevel: 'basic',
  title: text(id),
  responsible: text(''),
  horizon: null,
  dependsOn: [],
  links: [],
  ...more
});
const way = [
  step('start', { position: 0 }),
  step('on', { position: 1, fromLevel: 'basic', toLevel: 'advanced' }),
  step('far', { position: 2, fromLevel: 'advanced', toLevel: null })
];
const facts: StepFacts = { characteristics, levels, steps: way, linkable: {} };
const { characteristic, fromLevel, toLevel, title, responsible, horizon, dependsOn, links } = step('new');
const input: StepInput = {
  characteristic,
  fromLevel,
  toLevel,
  title,
  responsible,
  horizon,
  dependsOn,
  links
};

// Promise: a roadmap is an order of steps that anyone can follow (R174, R175).
describe('a step of the roadmap', () => {
  it('leads from the start or a level to a higher level or beyond the highest', () => {
    expect(validateStep(null, input, facts).ok).toBe(true);
    expect(validateStep(null, { ...input, fromLevel: 'advanced', toLevel: null }, facts).ok).toBe(true);
  });

  it.each<[Partial<StepInput>, string, string | undefined]>([
    [{ characteristic: 'unknown' }, 'invalid', 'characteristic'],
    [{ fromLevel: 'unknown' }, 'invalid', 'fromLevel'],
    [{ fromLevel: 'advanced', toLevel: 'basic' }, 'invalid', 'toLevel'],
    [{ fromLevel: 'basic', toLevel: 'basic' }, 'invalid', 'toLevel'],
    [{ title: text(' ') }, 'title-required', 'title'],
    [{ title: text('x'.repeat(301)) }, 'too-large', 'title'],
    [{ horizon: 'soon' as 'short' }, 'invalid', 'horizon'],
    [{ dependsOn: ['gone'] }, 'invalid', 'dependsOn'],
    [{ dependsOn: ['start', 'start'] }, 'invalid', 'dependsOn'],
    [{ links: [{ kind: 'step', id: 'start' }] }, 'invalid', 'links'],
    [{ links: [{ kind: 'practice', id: '' }] }, 'invalid', 'links'],
    [{ links: [{ kind: 'practice', id: 'the forum of Korla' }] }, 'invalid', 'links'],
    [{ links: [{ kind: 'entry', id: 'gone' }] }, 'invalid', 'links'],
    [{ dependsOn: Array.from({ length: 21 }, (_none, index) => `s${index}`) }, 'too-many', undefined]
  ])('is refused with %j', (change, code, field) => {
    expect(validateStep(null, { ...input, ...change }, facts)).toEqual({
      ok: false,
      refusal: field === undefined ? { code } : { code, facts: { field } }
    });
  });

  it('never depends on itself, also not by a detour', () => {
    const steps = [step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['c'] }), step('c')];
    expect(closesCircle('c', ['a'], steps)).toBe(true);
    expect(closesCircle('a', ['c'], steps)).toBe(false);
    expect(validateStep('c', { ...input, dependsOn: ['a'] }, { ...facts, steps })).toEqual({
      ok: false,
      refusal: { code: 'conflict', facts: { field: 'dependsOn' } }
    });
    expect(validateStep('c', { ...input, dependsOn: ['c'] }, { ...facts, steps })).toMatchObject({
      refusal: { code: 'invalid' }
    });
  });

  it('is flagged where what must come first has a later horizon', () => {
    const early = step('early', { horizon: 'short', dependsOn: ['late', 'open'] });
    const late = step('late', { horizon: 'long' });
    expect(laterDependencies(early, [early, late, step('open')])).toEqual([late]);
    expect(laterDependencies({ ...early, horizon: 'long' }, [early, late])).toEqual([]);
  });

  it('names only things that the study has, where it keeps a list of them', () => {
    const known = { practice: [{ id: 'p1', name: text('Open data') }] };
    expect(validateLinks([{ kind: 'practice', id: 'p1' }], known).ok).toBe(true);
    expect(validateLinks([{ kind: 'practice', id: 'p2' }], known).ok).toBe(false);
    // Words in place of a thing are refused; what a statement has from before may stay until somebody removes it.
    const words = { kind: 'theme', id: 'Shared data' } as const;
    expect(validateLinks([words], known).ok).toBe(false);
    expect(validateLinks([words], known, [words]).ok).toBe(true);
    expect(validateLinks([{ kind: 'passage', id: 'javascript:alert(1)' }], {}).ok).toBe(false);
    const address = passageIn('https://x.example/studies/s1/chapters/trends#b12', 's1');
    expect(validateLinks([{ kind: 'passage', id: address }], {}).ok).toBe(true);
  });
});

describe('the search for a thing to link to', () => {
  const named = (id: string, en: string, zh: string) => ({ id, name: { en, zh } });
  const facts = {
    entry: [named('e1', 'Horizon 2020, Besançon', '地平线计划'), named('e2', 'Green bond', '绿色债券')],
    practice: [named('p1', 'One desk for bonds', '一窗通办')]
  };
  const found = (kinds: readonly ('entry' | 'practice')[], query: string): string[] =>
    searchThings(facts, kinds, query).found.map(({ id }) => id);

  it('finds it by words of its name in either language, whatever their case and accents', () => {
    expect(found(['entry', 'practice'], 'BOND')).toEqual(['e2', 'p1']);
    expect(found(['entry'], 'bond')).toEqual(['e2']);
    expect(found(['entry'], 'besancon horizon')).toEqual(['e1']);
    expect(found(['practice', 'entry'], '绿色')).toEqual(['e2']);
    expect(found(['entry'], '  ')).toEqual(['e1', 'e2']);
    expect(found(['entry'], '.*')).toEqual([]);
  });

  it('does not offer the thing that seeks: nothing rests on itself', () => {
    const sought = searchThings(facts, ['entry', 'practice'], 'bond', { kind: 'practice', id: 'p1' });
    expect(sought.found.map(({ id }) => id)).toEqual(['e2']);
    // An id counts within its kind.
    expect(searchThings(facts, ['entry'], 'bond', { kind: 'practice', id: 'e2' }).found).toHaveLength(1);
  });

  it('offers a limited number at once, and counts the rest', () => {
    const source = Array.from({ length: mostOffered + 7 }, (_, index) =>
      named(`s${index}`, `Report ${index}`, '')
    );
    const { found: offered, more } = searchThings({ source }, ['source'], 'report');
    expect([offered.length, more]).toEqual([mostOffered, 7]);
  });

  it('tells words from the name of a thing', () => {
    expect(['p1', '0198-ab_c', 'Citizens’ forum', '论坛'].map(isInWords)).toEqual([false, false, true, true]);
  });
});

describe('the order of the steps', () => {
  it('follows the framework first and then the positions', () => {
    const steps = [step('m', { characteristic: 'mobility' }), ...way.toReversed()];
    expect(inOrder(steps, characteristics).map(({ id }) => id)).toEqual(['start', 'on', 'far', 'm']);
  });
});

describe('the rubric as the beginning of a roadmap', () => {
  it('suggests one step for each level and one beyond, with the descriptors of the level', () => {
    const suggested = suggestedSteps(characteristics, rubric, []);
    expect(
      suggested.map(({ characteristic, fromLevel, toLevel }) => [characteristic, fromLevel, toLevel])
    ).toEqual([
      ['governance', null, 'basic'],
      ['governance', 'basic', 'advanced'],
      ['governance', 'advanced', null],
      ['mobility', null, 'basic'],
      ['mobility', 'basic', 'advanced'],
      ['mobility', 'advanced', null]
    ]);
    expect(suggested[0]?.descriptors).toEqual([text('A plan exists.')]);
    expect(suggested[1]?.descriptors).toEqual([]);
  });

  it('never suggests again what was there once', () => {
    expect(suggestedSteps(characteristics, rubric, way).map(({ characteristic }) => characteristic)).toEqual([
      'mobility',
      'mobility',
      'mobility'
    ]);
  });
});

// Promise: any city can enter at its own step (R174, R177).
describe('the step at which a city enters', () => {
  it.each([
    ['no released level', undefined, 'start'],
    ['not assessed', { outcome: 'not-assessed', level: null }, 'start'],
    ['a divided panel', { outcome: 'split', level: null }, 'start'],
    ['the lowest level', { outcome: 'level', level: 'basic' }, 'on'],
    ['the highest level', { outcome: 'level', level: 'advanced' }, 'far'],
    ['a level that the rubric no longer has', { outcome: 'level', level: 'gone' }, 'start'],
    ['a characteristic that does not apply', { outcome: 'not-applicable', level: null }, undefined]
  ] as const)('follows from %s', (_name, found, expected) => {
    expect(entryStep(way, levels, found)?.id).toBe(expected);
  });

  it('is the next step above where none starts at its level, and none at the end', () => {
    const level = { outcome: 'level', level: 'basic' } as const;
    expect(entryStep(way.toSpliced(1, 1), levels, level)?.id).toBe('far');
    expect(entryStep(way.slice(0, 1), levels, level)).toBeNull();
  });

  it('shows what lies behind and ahead, what was ticked and where the city rests', () => {
    const found = new Map([['governance', { outcome: 'level', level: 'basic' } as const]]);
    const tick = { step: 'on', characteristic: 'governance', title: text('on'), at: '2014-01-01' };
    const [own] = ownWays(characteristics, levels, way, found, {
      ...noChoices,
      rests: ['governance'],
      ticks: [tick]
    });
    expect(own).toMatchObject({ entry: 'on', rests: true, isChosen: false });
    expect(own?.steps.map(({ step: { id }, place, tickedAt }) => [id, place, tickedAt])).toEqual([
      ['start', 'behind', null],
      ['on', 'entry', '2014-01-01'],
      ['far', 'ahead', null]
    ]);
    const [chosen] = ownWays(characteristics, levels, way, found, {
      ...noChoices,
      entries: { governance: 'start' }
    });
    expect(chosen).toMatchObject({ entry: 'start', isChosen: true });
    const [none] = ownWays(
      characteristics,
      levels,
      way,
      new Map([['governance', { outcome: 'not-applicable', level: null } as const]]),
      noChoices
    );
    expect(none).toMatchObject({ entry: null });
    expect(none?.steps.every(({ place }) => place === 'ahead')).toBe(true);
  });

  it('is counted over cities only from three on, and without levels nothing is counted', () => {
    const at = (level: string | null, outcome: 'level' | 'not-assessed' = 'level') => ({
      characteristic: 'governance',
      outcome,
      level
    });
    const released = [at('basic'), at('basic'), at('basic'), at('advanced'), at('advanced')];
    expect([...commonEntries(levels, way, [...released, at(null, 'not-assessed')])]).toEqual([['on', 3]]);
  });
});
