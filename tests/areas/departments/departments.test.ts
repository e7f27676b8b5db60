/**
 * Tests the departments of a city: who sets them, which answers belong to which, and that no one else sees
 * them.
 */
import { describe, expect, it } from 'vitest';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { openEvidenceStage, value } from '#kit/evidence.ts';

const city = 'haidian';
const vision = 'strategy.vision';
const who = 'stakeholders.who';
const bureau = { en: 'Planning Bureau', zh: '规划局' };

async function opened(engine: Engine = 'sqlite') {
  const stage = await openEvidenceStage(engine);
  const { app, slug, people, addPerson } = stage;
  const { departments } = app;
  const limited = await addPerson({ role: 'city', city, senior: false, characteristics: ['stakeholders'] });
  const coordinator = await addPerson({ role: 'city', city, senior: false });
  const id = value(await departments.add(coordinator, slug, city, bureau)).id;
  const load = async (actor = people.city) => value(await departments.load(actor, slug, city));
  const assign = (
    items: readonly string[],
    departmentId: string | null = id,
    dueOn: string | null = '2013-09-20',
    actor = people.city
  ) => departments.assign(actor, slug, city, { departmentId, items, dueOn });
  const assignmentOf = async (question: string) =>
    (await load()).items.find((item) => item.question === question)?.assignment;
  return { ...stage, departments, limited, coordinator, id, load, assign, assignmentOf };
}

describe.each(serviceEngines)('departments of a city on %s', (engine) => {
  it('answer questions, or a characteristic as a whole; what is assigned to a question goes before (R049)', async () => {
    const { departments, slug, people, load, assign, id, assignmentOf } = await opened(engine);
    const other = value(await departments.add(people.city, slug, city, { en: '', zh: '经信局' })).id;
    expect(value(await assign(['stakeholders'], id, null))).toEqual({ assigned: 1 });
    expect(await assignmentOf(who)).toMatchObject({
      departmentId: id,
      isOwn: false,
      state: 'todo',
      dueOn: null
    });
    value(await assign([who], other));
    expect(await assignmentOf(who)).toMatchObject({
      departmentId: other,
      isOwn: true,
      dueOn: '2013-09-20',
      isLate: false
    });
    expect(await assignmentOf(vision)).toBeNull();
    expect(await load()).toMatchObject({
      mayLead: true,
      progress: { todo: 2, drafted: 0, checked: 0, late: 0 }
    });
    value(await assign([who], null));
    expect(await assignmentOf(who)).toMatchObject({ departmentId: id, isOwn: false });
    for (const refused of [
      await assign([]),
      await assign(['no-such-question']),
      await assign([vision], 'no-such-department'),
      await assign([vision], id, '20 September')
    ]) {
      expect(refused).toMatchObject({ refusal: { code: 'invalid' } });
    }
    value(await departments.remove(people.city, slug, city, id));
    expect(await load()).toMatchObject({ departments: [{ id: other }], progress: { todo: 0 } });
  });

  it('are set by who speaks for the city and who sees to all of it; the person who drafts says what is drafted, and not what is checked', async () => {
    const { departments, slug, people, limited, coordinator, assign, id, assignmentOf, load, move, clock } =
      await opened(engine);
    for (const refused of [
      await departments.add(limited, slug, city, { en: 'x', zh: '' }),
      await assign([who], id, null, limited),
      await departments.remove(limited, slug, city, id)
    ]) {
      expect(refused).toMatchObject({ refusal: { code: 'forbidden' } });
    }
    expect(await departments.add(people.city, slug, city, { en: 'Planning Bureau', zh: '' })).toMatchObject({
      refusal: { code: 'conflict' }
    });
    expect(await departments.add(people.city, slug, city, { en: ' ', zh: '' })).toMatchObject({
      refusal: { code: 'title-required' }
    });
    expect(
      await departments.rename(
        coordinator,
        slug,
        city,
        { id, version: 1 },
        { en: 'Bureau of Planning', zh: '规划局' }
      )
    ).toMatchObject({ ok: true });
    expect(await departments.rename(people.city, slug, city, { id, version: 1 }, bureau)).toMatchObject({
      refusal: { code: 'stale' }
    });
    value(await assign([who, vision]));
    const mark = async (question: string, state: 'drafted' | 'checked' | 'todo', actor = limited) => {
      const held = await assignmentOf(question);
      return departments.mark(actor, slug, city, { id: held?.id ?? '', version: held?.version ?? 0 }, state);
    };
    expect(await mark(vision, 'drafted')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await mark(who, 'checked')).toMatchObject({ refusal: { code: 'forbidden' } });
    value(await mark(who, 'drafted'));
    value(await mark(who, 'checked', coordinator));
    expect(await mark(who, 'todo')).toMatchObject({ refusal: { code: 'forbidden' } });
    clock.advance(30 * 86_400_000);
    expect((await load()).departments).toMatchObject([
      { id, progress: { todo: 1, drafted: 0, checked: 1, late: 1 } }
    ]);
    expect(await assignmentOf(vision)).toMatchObject({ isLate: true });
    await move('consultation');
    expect(await assign([vision])).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(await load(limited)).toMatchObject({ mayLead: false });
  });

  it('are nobody’s business outside the city: not the page, not the log, not a task', async () => {
    const { departments, app, slug, people, assign, coordinator, limited, id } = await opened(engine);
    value(await assign([vision], id, '2013-09-05'));
    for (const actor of [people.secretariat, people.chair, people.eu, people.otherCity, people.observer]) {
      expect(await departments.load(actor, slug, city)).toMatchObject({ refusal: { code: 'not-found' } });
      expect(await departments.add(actor, slug, city, bureau)).toMatchObject({
        refusal: { code: 'not-found' }
      });
      const logged = value(await app.events.list(actor, slug, 0)).map(({ kind }) => kind);
      expect(logged).not.toContain('department.changed');
      expect(logged).not.toContain('assignment.changed');
    }
    const logged = value(await app.events.list(people.city, slug, 0)).map(({ kind }) => kind);
    expect(logged.slice(-2)).toEqual(['department.changed', 'assignment.changed']);
    const due = async (actor: typeof people.city) =>
      value(await app.inbox.load(actor, slug)).tasks.filter(({ kind }) => kind === 'see-departments');
    expect(await due(coordinator)).toMatchObject([{ city: { id: city }, count: 1 }]);
    for (const actor of [limited, people.secretariat, people.otherCity]) expect(await due(actor)).toEqual([]);
  });
});
