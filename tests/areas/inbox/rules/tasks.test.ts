import { describe, expect, it } from 'vitest';
import type { CityId } from '#base/ids.ts';
import type { AssessmentAbility } from '#base/abilities.ts';
import { tasksOf } from '#rules/inbox/tasks.ts';
import type { AssessmentFacts, ChapterFacts, TaskFacts } from '#rules/inbox/task-facts.ts';

const city = (id: string) => ({ id: id as CityId, sideId: 'cn', shortName: { en: id, zh: id } });
const now = '2013-11-01T08:00:00.000Z';
const nothing: TaskFacts = {
  now,
  roles: new Set(),
  assessments: [],
  chapters: [],
  unsigned: [],
  editions: [],
  errata: [],
  reopenings: [],
  mentions: [],
  codingPasses: [],
  staleSections: [],
  overdue: [],
  gaps: [],
  pilots: [],
  withoutReason: []
};
type TaskFactsInput = Partial<Omit<AssessmentFacts, 'abilities'>> &
  Pick<AssessmentFacts, 'city' | 'state'> & { readonly may?: readonly AssessmentAbility[] };
const assessment = ({ may = [], ...facts }: TaskFactsInput): AssessmentFacts => ({
  writes: [],
  reads: ['response', 'findings'],
  assignment: null,
  isReviewed: false,
  deadline: null,
  consultation: null,
  undecided: 0,
  unanswered: 0,
  questions: 0,
  late: 0,
  consents: 0,
  panels: { unscored: 0, unled: 0, unreleased: 0, released: 0 },
  clarifications: { open: 0, changed: 0 },
  due: 0,
  ...facts,
  abilities: new Set(may)
});
const chapter = (facts: Partial<ChapterFacts>): ChapterFacts => ({
  slug: 'trends',
  title: { en: 'Trends', zh: '趋势' },
  state: 'drafting',
  writes: false,
  abilities: new Set(),
  deadline: null,
  late: 0,
  ...facts
});
const side = {
  id: 'eu',
  position: 0,
  code: 'EU',
  name: { en: 'EU', zh: '欧盟' },
  counterpart: { en: '', zh: '' },
  pilotTarget: 15
};

describe('what is asked', () => {
  it('of an expert: the findings open for writing, own duties first, then chapters', () => {
    const tasks = tasksOf({
      ...nothing,
      roles: new Set(['expert']),
      assessments: [
        assessment({ city: city('jiaxing'), state: 'drafting', writes: ['findings'] }),
        assessment({ city: city('yangzhou'), state: 'consultation', assignment: 'lead' }),
        assessment({ city: city('haidian'), state: 'drafting', writes: ['findings'], assignment: 'lead' })
      ],
      chapters: [
        chapter({ writes: true }),
        chapter({ slug: 'closed', title: { en: 'Closed', zh: '已关闭' } })
      ]
    });
    expect(
      tasks.map((task) => [task.kind, 'city' in task ? task.city.id : 'slug' in task ? task.slug : ''])
    ).toEqual([
      ['write-findings', 'haidian'],
      ['write-findings', 'jiaxing'],
      ['write-chapter', 'trends']
    ]);
  });

  it('of a city: its own response while it is open, its findings while they are put to it', () => {
    const tasksFor = (facts: Omit<TaskFactsInput, 'city'>) =>
      tasksOf({
        ...nothing,
        roles: new Set(['city']),
        assessments: [assessment({ city: city('korla'), ...facts })]
      }).map(({ kind }) => kind);
    expect(tasksFor({ state: 'collecting', writes: ['response'], reads: ['response'] })).toEqual([
      'answer-framework'
    ]);
    expect(tasksFor({ state: 'consultation' })).toEqual(['read-findings']);
  });

  it('of a city’s senior representative: to submit its comments once, with the date; then to answer what was decided', () => {
    const deadline = { at: '2013-11-12T17:00:00.000Z', zone: 'Asia/Shanghai' };
    const tasksFor = (facts: Omit<TaskFactsInput, 'city'>) =>
      tasksOf({
        ...nothing,
        roles: new Set(['city']),
        assessments: [assessment({ city: city('korla'), ...facts })]
      });
    const may: readonly AssessmentAbility[] = ['consultation.draft', 'consultation.submit'];
    expect(
      tasksFor({ state: 'consultation', may, consultation: { deadline, isSubmitted: false, drafts: 3 } })
    ).toMatchObject([{ kind: 'submit-comments', deadline, drafts: 3 }]);
    expect(
      tasksFor({
        state: 'consultation',
        may: ['consultation.draft'],
        consultation: { deadline, isSubmitted: false, drafts: 3 }
      })
    ).toMatchObject([{ kind: 'read-findings', deadline }]);
    expect(
      tasksFor({ state: 'consultation', may, consultation: { deadline, isSubmitted: true, drafts: 0 } })
    ).toEqual([]);
    expect(
      tasksFor({ state: 'revision', may: ['consultation.answer'], reads: [], unanswered: 2 })
    ).toMatchObject([{ kind: 'answer-dispositions', count: 2 }]);
    expect(tasksFor({ state: 'revision', reads: [], unanswered: 2 })).toEqual([]);
    expect(
      tasksFor({
        state: 'drafting',
        may: ['clarification.write', 'departments.write'],
        clarifications: { open: 2, changed: 0 },
        due: 3
      })
    ).toMatchObject([
      { kind: 'answer-clarifications', count: 2 },
      { kind: 'see-departments', count: 3 }
    ]);
    expect(tasksFor({ state: 'consultation', clarifications: { open: 2, changed: 0 }, reads: [] })).toEqual(
      []
    );
    expect(
      tasksFor({ state: 'drafting', may: ['comments.address'], reads: ['response'], questions: 1 })
    ).toMatchObject([{ kind: 'answer-questions', count: 1 }]);
  });

  it('of an expert: to review, to decide on the city’s comments, and on late edits, where the text is open', () => {
    const tasksFor = (facts: Omit<TaskFactsInput, 'city'>) =>
      tasksOf({
        ...nothing,
        roles: new Set(['expert']),
        assessments: [assessment({ city: city('korla'), ...facts })]
      }).map(({ kind }) => kind);
    expect(tasksFor({ state: 'internal-review', writes: ['findings'] })).toEqual(['review-findings']);
    const reviewer = { state: 'internal-review', writes: ['findings'], assignment: 'reviewer' } as const;
    expect(tasksFor(reviewer)).toEqual(['review-findings']);
    expect(tasksFor({ ...reviewer, isReviewed: true })).toEqual([]);
    expect(
      tasksFor({
        state: 'revision',
        writes: ['findings'],
        may: ['consultation.decide', 'late.decide'],
        undecided: 2,
        late: 1
      })
    ).toEqual(['decide-comments', 'write-findings', 'decide-late']);
    expect(tasksFor({ state: 'consultation', undecided: 2, late: 1 })).toEqual([]);
  });

  it('of the senior representative: good practices that wait for the consent of the city', () => {
    const tasksFor = (may: readonly AssessmentAbility[]) =>
      tasksOf({
        ...nothing,
        roles: new Set(['city']),
        assessments: [assessment({ city: city('korla'), state: 'drafting', reads: [], may, consents: 2 })]
      }).map((task) => [task.kind, 'count' in task ? task.count : 0]);
    expect(tasksFor(['practices.consent'])).toEqual([['answer-consent', 2]]);
    expect(tasksFor(['practices.asked'])).toEqual([]);
  });

  it('of assessors, chairs, the secretariat and the city: what its panels wait for', () => {
    const panels = { unscored: 3, unled: 2, unreleased: 1, released: 4 };
    const tasksFor = (may: readonly AssessmentAbility[], roles: string[] = []) =>
      tasksOf({
        ...nothing,
        roles: new Set(roles),
        assessments: [assessment({ city: city('korla'), state: 'revision', reads: [], may, panels })]
      }).map((task) => [task.kind, 'count' in task ? task.count : 0]);
    expect(tasksFor(['panel.score'])).toEqual([['score-city', 3]]);
    expect(tasksFor(['panel.moderate'])).toEqual([['lead-panels', 2]]);
    expect(tasksFor(['panel.release'])).toEqual([['release-levels', 1]]);
    expect(tasksFor(['levels.speak'], ['city'])).toEqual([['read-levels', 4]]);
    expect(tasksFor(['panel.see'])).toEqual([]);
  });

  it('of the person who steers: a deadline that is near or over, and none that is far', () => {
    const tasksFor = (at: string, may: readonly AssessmentAbility[] = ['assessment.steer']) =>
      tasksOf({
        ...nothing,
        assessments: [
          assessment({ city: city('korla'), state: 'drafting', deadline: { at, zone: null }, may })
        ]
      }).map(({ kind }) => kind);
    expect(tasksFor('2013-11-08T08:00:00.000Z')).toEqual(['move-on']);
    expect(tasksFor('2013-10-01T08:00:00.000Z')).toEqual(['move-on']);
    expect(tasksFor('2013-11-08T08:00:00.001Z')).toEqual([]);
    expect(tasksFor('2013-11-02T08:00:00.000Z', [])).toEqual([]);
    const near = chapter({
      deadline: { at: '2013-11-02T08:00:00.000Z', zone: null },
      abilities: new Set(['chapter.steer'])
    });
    expect(tasksOf({ ...nothing, chapters: [near] })).toMatchObject([
      { kind: 'move-on', location: { kind: 'chapter', slug: 'trends' } }
    ]);
  });

  it('what waits for this person alone comes first: signatures, then threads that name them, then stale translations', () => {
    const location = { kind: 'city', city: city('korla') } as const;
    const facts: TaskFacts = {
      ...nothing,
      unsigned: [location, { kind: 'framework' }],
      mentions: [{ location, threadId: 't', section: null }],
      staleSections: [{ location, section: 's', blocks: 2 }]
    };
    expect(tasksOf(facts).map(({ kind }) => kind)).toEqual([
      'sign',
      'sign',
      'answer-mention',
      'renew-translation'
    ]);
  });

  it('of the secretariat alone: what is overdue, missing, or without a reason', () => {
    const facts: TaskFacts = {
      ...nothing,
      overdue: [{ id: 'd', title: { en: 'Plan', zh: '计划' }, dueOn: '2013-05' }],
      gaps: [{ text: 'scope', missing: ['zh'] }],
      pilots: [
        { side, surplus: -2 },
        { side: { ...side, id: 'cn' }, surplus: 0 }
      ],
      withoutReason: [city('zhangzhou')]
    };
    expect(tasksOf({ ...facts, roles: new Set(['secretariat']) }).map(({ kind }) => kind)).toEqual([
      'deliver',
      'find-pilots',
      'write-reason',
      'fill-text'
    ]);
    for (const role of ['chair', 'expert', 'city', 'observer'])
      expect(tasksOf({ ...facts, roles: new Set([role]) })).toEqual([]);
  });
});
