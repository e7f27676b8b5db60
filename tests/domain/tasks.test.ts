import { describe, expect, it } from 'vitest';
import type { CityId } from '#domain/ids.ts';
import { tasksOf, type TaskFacts } from '#domain/tasks.ts';

const city = (id: string) => ({ id: id as CityId, sideId: 'cn', shortName: { en: id, zh: id } });
const nothing: TaskFacts = { roles: new Set(), assessments: [], chapters: [], overdue: [], gaps: [], pilots: [], withoutReason: [] };
const side = { id: 'eu', position: 0, code: 'EU', name: { en: 'EU', zh: '欧盟' }, counterpart: { en: '', zh: '' }, pilotTarget: 15 };

describe('what is asked', () => {
  it('of an expert: the findings open for writing, own duties first, then chapters', () => {
    const tasks = tasksOf({
      ...nothing,
      roles: new Set(['expert']),
      assessments: [
        { city: city('jiaxing'), state: 'drafting', writes: ['findings'], reads: ['response', 'findings'], duty: null },
        { city: city('yangzhou'), state: 'consultation', writes: [], reads: ['response', 'findings'], duty: 'lead' },
        { city: city('haidian'), state: 'drafting', writes: ['findings'], reads: ['response', 'findings'], duty: 'lead' }
      ],
      chapters: [
        { slug: 'trends', title: { en: 'Trends', zh: '趋势' }, writes: true },
        { slug: 'closed', title: { en: 'Closed', zh: '已关闭' }, writes: false }
      ]
    });
    expect(tasks.map((task) => [task.kind, 'city' in task ? task.city.id : 'slug' in task ? task.slug : ''])).toEqual([
      ['write-findings', 'haidian'],
      ['write-findings', 'jiaxing'],
      ['write-chapter', 'trends']
    ]);
  });

  it('of a city: its own response while it is open, its findings while they are put to it', () => {
    const collecting = { city: city('korla'), state: 'collecting', writes: ['response'], reads: ['response'], duty: null } as const;
    const consultation = { city: city('korla'), state: 'consultation', writes: [], reads: ['response', 'findings'], duty: null } as const;
    const asked = (assessment: TaskFacts['assessments'][number]) =>
      tasksOf({ ...nothing, roles: new Set(['city']), assessments: [assessment] }).map(({ kind }) => kind);
    expect(asked(collecting)).toEqual(['answer-framework']);
    expect(asked(consultation)).toEqual(['read-findings']);
  });

  it('of the secretariat alone: what is overdue, missing, or without a reason', () => {
    const facts: TaskFacts = {
      ...nothing,
      overdue: [{ id: 'd', title: { en: 'Plan', zh: '计划' }, dueOn: '2013-05' }],
      gaps: [{ text: 'scope', missing: ['zh'] }],
      pilots: [{ side, surplus: -2 }, { side: { ...side, id: 'cn' }, surplus: 0 }],
      withoutReason: [city('zhangzhou')]
    };
    expect(tasksOf({ ...facts, roles: new Set(['secretariat']) }).map(({ kind }) => kind)).toEqual(['deliver', 'find-pilots', 'write-reason', 'fill-text']);
    for (const role of ['chair', 'expert', 'city', 'observer']) expect(tasksOf({ ...facts, roles: new Set([role]) })).toEqual([]);
  });
});
