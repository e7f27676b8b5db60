import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Framework, Question } from '#rules/framework/framework.ts';
import { faultsOfFramework, mostOf } from '#rules/framework/framework-faults.ts';
import { isBlocked } from '#rules/framework/fault-kinds.ts';
import { recordOfFramework } from '#rules/framework/framework.ts';
import { testFramework } from '#kit/people.ts';
import { parseFramework, readFramework } from '#server/areas/framework/store/framework-shape.ts';

const seed = readFileSync(new URL('../../../../server/seeds/framework.json', import.meta.url), 'utf8');
const both = (en: string, zh = en) => ({ en, zh });
const labelled = (...ids: string[]) => ids.map((id) => ({ id, label: both(id) }));

/** Changes the first question of the first characteristic. */
function withQuestion(change: Partial<Question>, rest: Partial<Framework> = {}): Framework {
  const [first, ...others] = testFramework.characteristics;
  if (!first?.questions[0]) throw new Error('there is no question');
  return {
    ...testFramework,
    ...rest,
    characteristics: [{ ...first, questions: [{ ...first.questions[0], ...change }] }, ...others]
  };
}

const kindsIn = (framework: Framework) => faultsOfFramework(framework).map(({ kind }) => kind);

describe('the shape of a framework', () => {
  it('has no fault in the study’s own, and reads what its questions say of themselves', () => {
    const framework = parseFramework(seed);
    expect(faultsOfFramework(framework)).toEqual([]);
    const questions = new Map(
      framework.characteristics.flatMap((one) => one.questions.map((question) => [question.id, question]))
    );
    expect(questions.get('funding.public-private')?.alsoAccepts).toBe('money');
    expect(questions.get('value.reductions')).toMatchObject({
      withMoney: true,
      measures: [{ id: 'co2' }, { id: 'congestion' }, { id: 'other' }]
    });
    expect(questions.get('services.best-practice')?.linkedField).toBe('service.bestPractice');
  });

  it('keeps the record of a framework without later parts as it was, and holds them where they are', () => {
    const [old] = testFramework.characteristics[0]?.questions ?? [];
    const recorded = JSON.stringify(recordOfFramework(testFramework));
    for (const later of ['showIf', 'guidance', 'retired', 'references', 'withMoney'])
      expect(recorded).not.toContain(later);
    expect(recorded).toContain(old?.id);
    const guided = recordOfFramework(
      withQuestion({ guidance: both('Say who leads.', '请说明由谁牵头。'), retired: true })
    );
    expect(JSON.stringify(guided)).toContain('请说明由谁牵头。');
    expect(JSON.stringify(guided)).toContain('"retired":true');
  });

  it('reads guidance, an example, a condition and literature back as they were written', () => {
    const framework = withQuestion(
      {
        guidance: both('Short.', '简短。'),
        example: both('In 2012 …', '2012年……'),
        showIf: { question: 'x', equals: ['yes'] }
      },
      {
        references: [
          {
            id: 'r1',
            text: both('A study', '一项研究'),
            url: 'https://example.org',
            characteristics: ['stakeholders']
          }
        ]
      }
    );
    expect(readFramework(JSON.stringify(framework))).toEqual(framework);
  });
});

describe('the faults of a framework', () => {
  it.each<[string, Framework, string[]]>([
    ['nothing asked', { ...testFramework, characteristics: [] }, ['nothing-asked']],
    ['a version that no address can hold', { ...testFramework, version: '2/3' }, ['version-unusable']],
    ['a question whose id a cell cannot hold', withQuestion({ id: 'a b' }), ['id-unusable']],
    [
      'two questions of one id, in different characteristics',
      withQuestion({ id: 'stakeholders.who' }),
      ['id-twice']
    ],
    [
      'two options of one id',
      withQuestion({ kind: 'single-choice', options: labelled('a', 'a') }),
      ['id-twice']
    ],
    ['a text in neither language', withQuestion({ text: both(' ') }), ['text-missing']],
    ['a text in one language', withQuestion({ text: both('Which?', '') }), ['text-one-language']],
    ['a text without end', withQuestion({ text: both('x'.repeat(5_001), '问') }), ['too-long']],
    ['a parent that is not there', withQuestion({ parentId: 'nowhere' }), ['parent-unknown']],
    [
      'a parent of another characteristic',
      withQuestion({ parentId: 'stakeholders.who' }),
      ['parent-elsewhere']
    ],
    ['its own parent', withQuestion({ parentId: 'strategy.vision' }), ['parent-is-prompt']],
    ['records of no type', withQuestion({ kind: 'record-list' }), ['record-type-missing']],
    [
      'records of an unknown type',
      withQuestion({ kind: 'record-list', recordType: 'ship' }),
      ['record-type-unknown']
    ],
    [
      'an unknown set of options',
      withQuestion({ kind: 'tags', optionsRef: 'harbours' }),
      ['options-unknown']
    ],
    [
      'a name that every object has',
      withQuestion({ kind: 'tags', optionsRef: 'constructor' }),
      ['options-unknown']
    ],
    ['a choice of nothing', withQuestion({ kind: 'single-choice' }), ['choices-missing']],
    ['topics that are none', withQuestion({ kind: 'facet-text' }), ['facets-missing']],
    [
      'a condition on nothing',
      withQuestion({ showIf: { question: 'nowhere', equals: ['yes'] } }),
      ['condition-unknown']
    ],
    [
      'a condition on what comes later',
      withQuestion({ showIf: { question: 'stakeholders.who', equals: ['yes'] } }),
      ['condition-later']
    ],
    [
      'a condition on itself',
      withQuestion({ showIf: { question: 'strategy.vision', equals: ['yes'] } }),
      ['condition-later']
    ],
    ['a link to no field', withQuestion({ linkedField: 'ship.name' }), ['linked-field-unknown']],
    [
      'literature of no characteristic',
      { ...testFramework, references: [{ id: 'r', text: both('A'), url: null, characteristics: ['x'] }] },
      ['characteristic-unknown']
    ]
  ])('name %s', (_, framework, kinds) => {
    expect(kindsIn(framework)).toEqual(kinds);
  });

  it('name the place of each, and only warn of a text in one language', () => {
    const faults = faultsOfFramework(withQuestion({ text: both('Which?', ''), kind: 'facet-text' }));
    expect(faults).toEqual([
      {
        kind: 'text-one-language',
        isWarning: true,
        path: 'characteristics[0].questions[0].text',
        location: { part: 'question', id: 'strategy.vision' },
        about: 'zh'
      },
      {
        kind: 'facets-missing',
        isWarning: false,
        path: 'characteristics[0].questions[0].facets',
        location: { part: 'question', id: 'strategy.vision' },
        about: ''
      }
    ]);
    expect(isBlocked(faults)).toBe(true);
    expect(isBlocked(faults.slice(0, 1))).toBe(false);
  });

  it('take a condition on an earlier choice, and none on a value that nobody can choose or a question no longer asked', () => {
    const conditionOn = (first: Partial<Question>, equals: string[]): Framework => {
      const [one, two] = testFramework.characteristics;
      const [a, b] = [one?.questions[0], two?.questions[0]];
      if (!one || !two || !a || !b) throw new Error('there is no question');
      const later = { ...b, showIf: { question: a.id, equals } };
      return {
        ...testFramework,
        characteristics: [
          { ...one, questions: [{ ...a, ...first }] },
          { ...two, questions: [later] }
        ]
      };
    };
    const choice = { kind: 'single-choice', options: labelled('port', 'road') } as const;
    expect(kindsIn(conditionOn(choice, ['port']))).toEqual([]);
    expect(kindsIn(conditionOn({ kind: 'yes-no-evidence' }, ['yes', 'partly']))).toEqual([]);
    expect(kindsIn(conditionOn(choice, ['rail']))).toEqual(['condition-value']);
    expect(kindsIn(conditionOn(choice, []))).toEqual(['condition-value']);
    expect(kindsIn(conditionOn({}, ['port']))).toEqual(['condition-kind']);
    expect(kindsIn(conditionOn({ ...choice, retired: true }, ['port']))).toEqual(['condition-retired']);
  });

  it('find record types that hold themselves, directly and round a corner', () => {
    const field = (recordType: string | null) => ({
      id: 'of',
      label: both('of'),
      kind: 'record-list' as const,
      required: false,
      requiredIf: null,
      optionsRef: null,
      options: [],
      recordType
    });
    const type = (id: string, within: string) => ({
      id,
      label: both(id),
      usedBy: [],
      fields: [field(within)]
    });
    expect(kindsIn({ ...testFramework, recordTypes: [type('a', 'a')] })).toEqual(['record-type-nested']);
    expect(
      kindsIn({ ...testFramework, recordTypes: [type('a', 'b'), type('b', 'c'), type('c', 'a')] })
    ).toEqual(Array(3).fill('record-type-nested'));
  });

  it('bound how much may be asked', () => {
    const options = labelled(...Array.from({ length: mostOf.options + 1 }, (_, index) => `o${index}`));
    expect(faultsOfFramework({ ...testFramework, optionSets: { many: options } })).toMatchObject([
      { kind: 'too-many', about: String(mostOf.options) }
    ]);
  });
});
