/**
 * Tests the workflow of assessments and chapters: where each step leads, what must be there before, what may
 * be waived, and by when.
 */
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  assessmentSteps,
  assessmentWorkflow,
  chapterSteps,
  chapterWorkflow,
  forwardFrom,
  targetOf,
  type AssessmentStep,
  type ChapterStep,
  type Edge
} from '#rules/workflow/workflow.ts';
import { validateStep, type StepCommand } from '#rules/workflow/step-command.ts';
import {
  mayBeWaived,
  missingFor,
  type Missing,
  type PairToDo,
  type SectionFacts,
  type StepFacts
} from '#rules/workflow/step-conditions.ts';
import { shortestConsultation } from '#rules/assessments/deadline.ts';
import { assessmentStates, chapterStates, type AssessmentState, type ChapterState } from '#base/states.ts';

const now = '2013-09-02T08:00:00.000Z';
const later = (milliseconds: number): string => new Date(Date.parse(now) + milliseconds).toISOString();

const pairsToDo = (count: number): PairToDo[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `e${index} z${index}`,
    state: 'stale',
    words: { en: `Passage ${index}`, zh: `第${index}段` }
  }));

const section = (name: string, more: Partial<SectionFacts> = {}): SectionFacts => ({
  section: name,
  written: { en: true, zh: true },
  toDo: [],
  ...more
});
/** Provides facts under which no step lacks anything. */
const allDone: StepFacts = {
  sections: [section('strategy'), section('stakeholders')],
  openThreads: [],
  undecided: [],
  openClarifications: [],
  openPanels: [],
  unreleased: [],
  consultation: null,
  changedSinceReview: [],
  reopening: 'none',
  unsigned: [],
  answers: { faults: [], begun: new Set<string>() }
};
/** Provides the request without which a step after the approval is none. */
const askedFor = (step: string): StepFacts => ({
  ...allDone,
  reopening: step === 'ask-reopen' ? 'none' : 'other'
});
const given = (more: Partial<StepFacts>): StepFacts => ({ ...allDone, ...more });
const silent: StepCommand = { reason: { en: '', zh: '' } };
const because = (
  reason: Partial<StepCommand['reason']> = { en: 'For a reason.' },
  deadline?: string
): StepCommand => ({ reason: { en: '', zh: '', ...reason }, deadline });
/** Says all that any step may need said. */
const eloquent = because({ en: 'For a reason.', zh: '有理由。' }, later(14 * 24 * 60 * 60 * 1000));

const takeIn = (
  state: AssessmentState,
  step: AssessmentStep,
  facts: StepFacts,
  command: StepCommand,
  at = now
) => validateStep(assessmentWorkflow, state, step, facts, command, at);
const takeChapterIn = (state: ChapterState, step: ChapterStep, facts: StepFacts, command: StepCommand) =>
  validateStep(chapterWorkflow, state, step, facts, command, now);
const outcome = (checked: ReturnType<typeof takeIn>): string =>
  checked.ok ? checked.value.to : checked.refusal.code;

// Where each step leads from each state; · is none of this state's. Columns in the order of the steps.
const assessmentExpectation = `
state            submit    ask-review       review           open-consultation  close-consultation  ask-approval  approve   return           ask-reopen  keep-approved  reopen
collecting       drafting  ·                ·                ·                  ·                   ·             ·         ·                ·           ·              ·
drafting         ·         internal-review  ·                ·                  ·                   ·             ·         collecting       ·           ·              ·
internal-review  ·         ·                internal-review  consultation       ·                   ·             ·         drafting         ·           ·              ·
consultation     ·         ·                ·                ·                  revision            ·             ·         internal-review  ·           ·              ·
revision         ·         ·                ·                ·                  ·                   approval      ·         internal-review  ·           ·              ·
approval         ·         ·                ·                ·                  ·                   ·             approved  revision         ·           ·              ·
approved         ·         ·                ·                ·                  ·                   ·             ·         ·                approved    approved       revision
`;
const chapterExpectation = `
state     ask-review  ask-approval  approve   return    ask-reopen  keep-approved  reopen
drafting  review      ·             ·         ·         ·           ·              ·
review    ·           approval      ·         drafting  ·           ·              ·
approval  ·           ·             approved  review    ·           ·              ·
approved  ·           ·             ·         ·         approved    approved       drafting
`;

function cells(table: string): [state: string, step: string, expected: string][] {
  const [header = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  return lines.flatMap(([state = '', ...targets]) =>
    targets.map((to, index): [string, string, string] => [
      state,
      header[index + 1] ?? '',
      to === '·' ? 'wrong-state' : to
    ])
  );
}

describe('the tables of steps', () => {
  it('speak of every state and every step', () => {
    const product = (states: readonly string[], steps: readonly string[]): string[] =>
      states.flatMap((state) => steps.map((step) => `${state} ${step}`));
    expect(cells(assessmentExpectation).map(([state, step]) => `${state} ${step}`)).toEqual(
      product(assessmentStates, assessmentSteps)
    );
    expect(cells(chapterExpectation).map(([state, step]) => `${state} ${step}`)).toEqual(
      product(chapterStates, chapterSteps)
    );
  });
});

describe('an assessment', () => {
  it.each(cells(assessmentExpectation))('in %s, asked to %s, comes to %s', (state, step, expected) => {
    const checked = takeIn(state as AssessmentState, step as AssessmentStep, askedFor(step), eloquent);
    expect(outcome(checked)).toBe(expected);
    expect(
      targetOf(assessmentWorkflow, state as AssessmentState, step as AssessmentStep) ?? 'wrong-state'
    ).toBe(expected);
  });

  it('goes from collecting to approved by one step from each state', () => {
    const steps: (AssessmentStep | null)[] = assessmentStates.map((state) =>
      forwardFrom(assessmentWorkflow, state)
    );
    expect(steps).toEqual([
      'submit',
      'ask-review',
      'open-consultation',
      'close-consultation',
      'ask-approval',
      'approve',
      null
    ]);
  });
});

describe('a chapter', () => {
  it.each(cells(chapterExpectation))('in %s, asked to %s, comes to %s', (state, step, expected) => {
    const checked = takeChapterIn(state as ChapterState, step as ChapterStep, askedFor(step), eloquent);
    expect(checked.ok ? checked.value.to : checked.refusal.code).toBe(expected);
  });

  it('goes from drafting to approved by one step from each state', () => {
    expect(chapterStates.map((state): ChapterStep | null => forwardFrom(chapterWorkflow, state))).toEqual([
      'ask-review',
      'ask-approval',
      'approve',
      null
    ]);
  });
});

const unwritten = section('strategy', { written: { en: false, zh: false } });
const englishOnly = section('strategy', { written: { en: true, zh: false } });
const chineseOnly = section('strategy', { written: { en: false, zh: true } });
const stale = section('strategy', { toDo: pairsToDo(3) });
const noText: Missing = { kind: 'no-text', section: 'strategy' };
const noChinese: Missing = { kind: 'no-translation', section: 'strategy', language: 'zh' };
const noEnglish: Missing = { kind: 'no-translation', section: 'strategy', language: 'en' };
const isStale: Missing = {
  kind: 'stale-translation',
  section: 'strategy',
  blocks: 3,
  passages: pairsToDo(3)
};
const thread = { id: 't1', section: 'stakeholders' };
const openThread: Missing = { kind: 'open-thread', threadId: 't1', section: 'stakeholders' };
const comment = { id: 'c1', section: null };
const undecided: Missing = { kind: 'undecided-comment', commentId: 'c1', section: null };
const panel: Missing = { kind: 'open-panel', section: 'strategy' };

describe('what is missing', () => {
  it.each<[AssessmentStep, string, Partial<StepFacts>, Missing[]]>([
    ['submit', 'an answer', { sections: [unwritten, section('stakeholders')] }, [noText]],
    [
      'submit',
      'nothing where the city answers in its own language',
      { sections: [englishOnly, section('stakeholders', chineseOnly)] },
      []
    ],
    ['submit', 'nothing for threads that are open', { openThreads: [thread] }, []],
    ['ask-review', 'a characteristic’s text', { sections: [unwritten, section('stakeholders')] }, [noText]],
    [
      'ask-review',
      'nothing where a text stands in one language',
      { sections: [englishOnly, section('stakeholders', { written: chineseOnly.written })] },
      []
    ],
    ['open-consultation', 'a text', { sections: [unwritten] }, [noText]],
    ['open-consultation', 'the Chinese', { sections: [englishOnly] }, [noChinese]],
    ['open-consultation', 'the English', { sections: [chineseOnly] }, [noEnglish]],
    ['open-consultation', 'a confirmation that both say the same', { sections: [stale] }, [isStale]],
    ['open-consultation', 'the end of a thread', { openThreads: [thread] }, [openThread]],
    [
      'open-consultation',
      'threads before languages',
      { openThreads: [thread], sections: [englishOnly] },
      [openThread, noChinese]
    ],
    [
      'open-consultation',
      'no disposition, and the end of a panel',
      { undecided: [comment], openPanels: ['strategy'] },
      [panel]
    ],
    [
      'open-consultation',
      'a review by the other side',
      { changedSinceReview: null },
      [{ kind: 'no-review' }]
    ],
    ['ask-approval', 'a disposition', { undecided: [comment] }, [undecided]],
    ['ask-approval', 'the end of a panel', { openPanels: ['strategy'] }, [panel]],
    ['ask-approval', 'the end of a thread', { openThreads: [thread] }, [openThread]],
    ['ask-approval', 'the Chinese', { sections: [englishOnly] }, [noChinese]],
    ['ask-approval', 'a confirmation that both say the same', { sections: [stale] }, [isStale]],
    [
      'ask-approval',
      'all of it, in the order in which it is worked off',
      { sections: [stale], openThreads: [thread], undecided: [comment], openPanels: ['strategy'] },
      [openThread, undecided, panel, isStale]
    ],
    [
      'approve',
      'the signatures of both sides',
      { unsigned: ['eu', 'cn'] },
      [
        { kind: 'no-signature', sideId: 'eu' },
        { kind: 'no-signature', sideId: 'cn' }
      ]
    ],
    ['approve', 'the signature of one side', { unsigned: ['cn'] }, [{ kind: 'no-signature', sideId: 'cn' }]],
    [
      'return',
      'nothing, whatever is open',
      {
        sections: [unwritten],
        openThreads: [thread],
        undecided: [comment],
        openPanels: ['strategy'],
        unsigned: ['eu']
      },
      []
    ],
    ['reopen', 'nothing, whatever is open', { sections: [stale], openThreads: [thread] }, []]
  ])('for %s is %s', (step, _, facts, expected) => {
    expect(missingFor(step, given(facts), now)).toEqual(expected);
  });
});

describe('a consultation', () => {
  const until = (deadline: string, isDone = false): StepFacts =>
    given({ consultation: { deadline, isDone } });

  it.each([
    [
      'a millisecond before its deadline',
      until(later(1)),
      [{ kind: 'consultation-runs', deadline: later(1) }]
    ],
    ['exactly at its deadline', until(now), []],
    ['after its deadline', until(later(-1)), []],
    ['before its deadline, once the city is done', until(later(1), true), []]
  ] as const)('is awaited or not, %s', (_, facts, expected) => {
    expect(missingFor('close-consultation', facts, now)).toEqual(expected);
    expect(outcome(takeIn('consultation', 'close-consultation', facts, eloquent))).toBe(
      expected.length === 0 ? 'revision' : 'requirements-open'
    );
  });

  it('cannot be opened without a deadline', () => {
    expect(takeIn('internal-review', 'open-consultation', allDone, silent)).toEqual({
      ok: false,
      refusal: { code: 'deadline-required', facts: { field: 'deadline' } }
    });
  });

  it.each([
    ['exactly the shortest time', later(shortestConsultation), 'consultation'],
    ['a millisecond less', later(shortestConsultation - 1), 'deadline-too-soon'],
    ['no time', now, 'deadline-too-soon'],
    ['a time that is over', later(-1), 'deadline-too-soon'],
    ['two weeks', later(14 * 24 * 60 * 60 * 1000), 'consultation'],
    ['until no time at all', 'tomorrow', 'deadline-required']
  ])('that gives the city %s', (_, deadline, expected) => {
    expect(outcome(takeIn('internal-review', 'open-consultation', allDone, { ...silent, deadline }))).toBe(
      expected
    );
  });

  it('needs all else before its deadline is looked at', () => {
    expect(
      outcome(takeIn('internal-review', 'open-consultation', given({ openThreads: [thread] }), silent))
    ).toBe('requirements-open');
  });
});

// Promise: what both sides approved is reopened by both sides.
describe('a reopening', () => {
  const outcomeWith = (step: AssessmentStep, reopening: StepFacts['reopening']): string =>
    outcome(takeIn('approved', step, given({ reopening }), because()));

  it('takes the request of one side and the consent of the other', () => {
    expect(outcomeWith('ask-reopen', 'none')).toBe('approved');
    expect(outcomeWith('reopen', 'none')).toBe('consent-required');
    expect(outcomeWith('reopen', 'own')).toBe('consent-required');
    expect(outcomeWith('reopen', 'other')).toBe('revision');
  });

  it('is requested once, and ends by either side without a reopening', () => {
    expect(outcomeWith('ask-reopen', 'own')).toBe('conflict');
    expect(outcomeWith('ask-reopen', 'other')).toBe('conflict');
    expect(outcomeWith('keep-approved', 'own')).toBe('approved');
    expect(outcomeWith('keep-approved', 'other')).toBe('approved');
    expect(outcomeWith('keep-approved', 'none')).toBe('wrong-state');
  });
});

describe('a reason', () => {
  it.each<[AssessmentState, AssessmentStep]>([
    ['drafting', 'return'],
    ['internal-review', 'return'],
    ['consultation', 'return'],
    ['revision', 'return'],
    ['approval', 'return'],
    ['approved', 'ask-reopen']
  ])('is given, in either language, where what is in %s goes back by %s', (state, step) => {
    const refused = { ok: false, refusal: { code: 'reason-required', facts: { field: 'reason' } } };
    expect(takeIn(state, step, allDone, silent)).toEqual(refused);
    expect(takeIn(state, step, allDone, because({ en: ' \n', zh: '　' }))).toEqual(refused);
    expect(takeIn(state, step, allDone, because({ en: 'Not yet.' }))).toMatchObject({ ok: true });
    expect(takeIn(state, step, allDone, because({ zh: '尚未成熟。' }))).toMatchObject({ ok: true });
  });

  it('is not requested where nothing is missing for the step forward', () => {
    for (const [state, step] of [
      ['collecting', 'submit'],
      ['drafting', 'ask-review'],
      ['revision', 'ask-approval'],
      ['approval', 'approve']
    ] as const) {
      expect(takeIn(state, step, allDone, silent), step).toMatchObject({ ok: true, value: { waived: [] } });
    }
  });
});

describe('a waiver', () => {
  const waivable: readonly (readonly [
    AssessmentState,
    AssessmentStep,
    Partial<StepFacts>,
    readonly Missing[]
  ])[] = [
    ['collecting', 'submit', { sections: [unwritten, section('stakeholders')] }, [noText]],
    ['internal-review', 'open-consultation', { sections: [englishOnly] }, [noChinese]],
    [
      'internal-review',
      'open-consultation',
      { sections: [stale] },
      [{ kind: 'stale-translation', section: 'strategy', blocks: 3 }]
    ],
    [
      'internal-review',
      'open-consultation',
      { sections: [chineseOnly, section('stakeholders', { toDo: pairsToDo(1) })] },
      [noEnglish, { kind: 'stale-translation', section: 'stakeholders', blocks: 1 }]
    ],
    ['internal-review', 'open-consultation', { openPanels: ['strategy'] }, [panel]],
    [
      'internal-review',
      'open-consultation',
      { changedSinceReview: ['strategy'] },
      [{ kind: 'changed-since-review', section: 'strategy' }]
    ]
  ];
  it.each(waivable)('in %s lets %s go on with a reason, and is kept', (state, step, facts, waived) => {
    const deadline = later(shortestConsultation);
    expect(takeIn(state, step, given(facts), { ...silent, deadline })).toMatchObject({
      refusal: { code: 'reason-required' }
    });
    expect(takeIn(state, step, given(facts), because({ zh: '来不及。' }, deadline))).toMatchObject({
      ok: true,
      value: { waived }
    });
  });

  const hard: readonly (readonly [AssessmentState, AssessmentStep, Partial<StepFacts>, number])[] = [
    [
      'drafting',
      'ask-review',
      { sections: [unwritten, section('stakeholders', { written: unwritten.written })] },
      2
    ],
    ['internal-review', 'open-consultation', { openThreads: [thread] }, 1],
    ['internal-review', 'open-consultation', { changedSinceReview: null }, 1],
    ['internal-review', 'open-consultation', { sections: [unwritten] }, 1],
    ['consultation', 'close-consultation', { consultation: { deadline: later(1), isDone: false } }, 1],
    ['revision', 'ask-approval', { openThreads: [thread] }, 1],
    ['revision', 'ask-approval', { undecided: [comment] }, 1],
    ['revision', 'ask-approval', { openPanels: ['strategy'] }, 1],
    // An approval covers both languages: R157.
    ['revision', 'ask-approval', { sections: [englishOnly] }, 1],
    ['revision', 'ask-approval', { sections: [stale] }, 1],
    ['approval', 'approve', { unsigned: ['cn'] }, 1]
  ];
  it.each(hard)('in %s cannot let %s go on, whatever the reason: %j', (state, step, facts, count) => {
    expect(takeIn(state, step, given(facts), eloquent)).toEqual({
      ok: false,
      refusal: { code: 'requirements-open', facts: { count } }
    });
  });

  it('counts only what blocks the step where some could be waived', () => {
    const facts = given({
      openThreads: [thread],
      sections: [englishOnly, section('stakeholders', { toDo: pairsToDo(2) })]
    });
    expect(takeIn('internal-review', 'open-consultation', facts, eloquent)).toMatchObject({
      refusal: { facts: { count: 1 } }
    });
  });

  it('of a chapter is none: what it lacks is done', () => {
    for (const missing of [noText, noChinese, isStale, openThread]) {
      for (const step of chapterSteps)
        expect(mayBeWaived(step, missing), `${step} ${missing.kind}`).toBe(false);
    }
  });
});

describe('whatever is asked in whatever order', () => {
  const anyFacts: fc.Arbitrary<StepFacts> = fc.record({
    sections: fc.array(
      fc.record({
        section: fc.constantFrom('a', 'b'),
        written: fc.record({ en: fc.boolean(), zh: fc.boolean() }),
        toDo: fc.nat(2).map(pairsToDo)
      }),
      { maxLength: 2 }
    ),
    openThreads: fc.array(fc.constant(thread), { maxLength: 1 }),
    undecided: fc.array(fc.constant(comment), { maxLength: 1 }),
    openClarifications: fc.array(fc.constant({ id: 'q1', section: 'a' }), { maxLength: 1 }),
    openPanels: fc.subarray(['a']),
    answers: fc.constant({ faults: [], begun: new Set<string>() }),
    unreleased: fc.subarray(['b']),
    consultation: fc.option(
      fc.record({ deadline: fc.constantFrom(later(-1), now, later(1)), isDone: fc.boolean() })
    ),
    reopening: fc.constantFrom<StepFacts['reopening']>('none', 'own', 'other'),
    changedSinceReview: fc.option(fc.subarray(['strategy', 'stakeholders'])),
    unsigned: fc.subarray(['eu', 'cn'])
  });
  const anyCommand: fc.Arbitrary<StepCommand> = fc.record({
    reason: fc.record({ en: fc.constantFrom('', 'Because.'), zh: fc.constantFrom('', '因为。') }),
    deadline: fc.option(
      fc.constantFrom(later(1), later(shortestConsultation), later(10 * shortestConsultation)),
      { nil: undefined }
    )
  });
  const turnsOf = <Step extends string>(steps: readonly Step[]) =>
    fc.array(fc.tuple(fc.constantFrom(...steps), anyFacts, anyCommand), { maxLength: 60 });
  /** Completes every other turn, where nothing is missing and all texts are given, so that walks get far. */
  const generous = <Step extends string>(turns: readonly (readonly [Step, StepFacts, StepCommand])[]) =>
    turns.map(([step, facts, command], index) =>
      index % 2 === 0 ? ([step, allDone, eloquent] as const) : ([step, facts, command] as const)
    );

  it('an assessment is approved by the step that two signatures take, from what both read, and by no other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...assessmentStates.filter((state) => state !== 'approved')),
        turnsOf(assessmentSteps),
        (start, turns) => {
          let state: AssessmentState = start;
          for (const [step, facts, command] of generous(turns)) {
            const checked = takeIn(state, step, facts, command);
            if (!checked.ok) continue;
            if (checked.value.to === 'approved' && state !== 'approved')
              expect([step, state, facts.unsigned]).toEqual(['approve', 'approval', []]);
            state = checked.value.to;
          }
        }
      )
    );
  });

  it('a chapter is, too', () => {
    fc.assert(
      fc.property(turnsOf(chapterSteps), (turns) => {
        let state: ChapterState = 'drafting';
        for (const [step, facts, command] of generous(turns)) {
          const checked = takeChapterIn(state, step, facts, command);
          if (!checked.ok) continue;
          if (checked.value.to === 'approved' && state !== 'approved')
            expect([step, state, facts.unsigned]).toEqual(['approve', 'approval', []]);
          state = checked.value.to;
        }
      })
    );
  });

  it('every state is reached, from every other', () => {
    const reach = <State, Step>(edges: readonly Edge<State, Step>[], from: State): Set<State> => {
      const found = new Set([from]);
      for (const state of found) for (const edge of edges) if (edge.from === state) found.add(edge.to);
      return found;
    };
    for (const state of assessmentStates)
      expect(reach(assessmentWorkflow, state), state).toEqual(
        new Set(reach(assessmentWorkflow, 'collecting'))
      );
    for (const state of chapterStates)
      expect(reach(chapterWorkflow, state), state).toEqual(new Set(chapterStates));
  });
});
