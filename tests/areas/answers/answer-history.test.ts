/** Tests who is told how an answer came about: author, role of then, time and earlier value. Shows R240. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp, testClock } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { value } from '#kit/evidence.ts';
import { makeStudy, type PersonInput } from '#kit/people.ts';
import { writeAnswers } from '#kit/texts.ts';

const question = 'strategy.vision';
const cell = `${question}/value`;

async function openStudy(engine: Engine) {
  const clock = testClock('2026-11-26T14:20:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app, {
    cities: [
      { id: 'lyon', side: 'eu', state: 'collecting' },
      { id: 'haidian', side: 'cn', state: 'collecting' }
    ]
  });
  const as = (input: PersonInput): Promise<Actor> => signedInAs(app, { ...input, study });
  const responseId = study.cities[0]?.responseId ?? '';
  const [anna, luc, expert] = [
    await as({ role: 'city', city: 'lyon', senior: true, name: 'Anna Weber' }),
    await as({ role: 'city', city: 'lyon', name: 'Luc Martin' }),
    await as({ role: 'expert', side: 'cn' })
  ];
  const write = (actor: Actor, text: string | null) =>
    writeAnswers(app, responseId, actor.userId, { [cell]: text });
  const history = (actor: Actor) =>
    app.answerHistory.list(actor, study.slug, 'lyon', { questions: [question] });
  const lines = async (actor: Actor): Promise<string[] | string> => {
    const read = await history(actor);
    if (!read.ok) return read.refusal.code;
    return read.value.changes.flatMap(({ by, roles, at, change }) =>
      change.values.map(
        ({ before, after }) =>
          `${at.slice(11, 16)} ${by?.name.en ?? '-'} (${roles.join()}): ${JSON.stringify(before)} → ${JSON.stringify(after)}`
      )
    );
  };
  return { app, clock, study, as, anna, luc, expert, responseId, write, history, lines };
}

describe.each(serviceEngines)('the history of an answer, on %s', (engine) => {
  it('tells author, role, time and earlier value of each change, across a freeze', async () => {
    const { app, clock, study, anna, luc, expert, responseId, write, lines, as } = await openStudy(engine);
    await write(anna, 'Green');
    clock.advance(60_000);
    await write(luc, 'Green and fair');
    await app.documents.freeze(null, responseId);
    await app.documents.reopen(null, responseId);
    clock.advance(60_000);
    await write(anna, null);
    const changes = [
      '14:22 Anna Weber (city): "Green and fair" → undefined',
      '14:21 Luc Martin (city): "Green" → "Green and fair"',
      '14:20 Anna Weber (city): undefined → "Green"'
    ];
    expect(await lines(expert)).toEqual(changes);
    expect(await lines(luc)).toEqual(changes);
    // The role is that of the time: it stays when the person has left.
    const secretariat = await as({ role: 'secretariat' });
    const grant = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', luc.userId)
      .executeTakeFirstOrThrow();
    clock.advance(60_000);
    expect(await app.people.withdraw(secretariat, study.slug, grant.id)).toMatchObject({ ok: true });
    expect(await lines(expert)).toEqual(changes);
  });

  it('is read at once where a restore has left a wide gap between two generations', async () => {
    const { app, clock, anna, luc, expert, responseId, write, lines } = await openStudy(engine);
    await write(anna, 'Green');
    await app.documents.freeze(null, responseId);
    await app.documents.reopen(null, responseId);
    await app.store.db
      .updateTable('generation')
      .set({ n: 900_000 })
      .where('documentId', '=', responseId)
      .where('n', '=', 2)
      .execute();
    for (const table of ['documentSnapshot', 'documentUpdate'] as const)
      await app.store.db
        .updateTable(table)
        .set({ generation: 900_000 })
        .where('documentId', '=', responseId)
        .where('generation', '=', 2)
        .execute();
    await app.store.db
      .updateTable('document')
      .set({ generation: 900_000 })
      .where('id', '=', responseId)
      .execute();
    clock.advance(60_000);
    await write(luc, 'Green and fair');
    expect(await lines(expert)).toEqual([
      '14:21 Luc Martin (city): "Green" → "Green and fair"',
      '14:20 Anna Weber (city): undefined → "Green"'
    ]);
  });

  it('is told to nobody who may not read all versions or write the answers', async () => {
    const { anna, write, lines, as } = await openStudy(engine);
    await write(anna, 'Green');
    expect(await lines(await as({ role: 'observer' }))).toBe('not-found');
    expect(await lines(await as({ role: 'city', city: 'haidian' }))).toBe('not-found');
  });

  it('is still told to the city when its part is closed', async () => {
    const { app, study, anna, luc, responseId, write, lines, as } = await openStudy(engine);
    await write(anna, 'Green');
    await app.documents.freeze(null, responseId);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'drafting' })
      .where('studyId', '=', study.id)
      .execute();
    const changes = ['14:20 Anna Weber (city): undefined → "Green"'];
    expect(await lines(luc)).toEqual(changes);
    expect(await lines(await as({ role: 'observer' }))).toBe('forbidden');
    expect(await lines(await as({ role: 'city', city: 'haidian' }))).toBe('not-found');
  });

  it('is told in pages, which a new change does not move', async () => {
    const { app, study, anna, responseId, write } = await openStudy(engine);
    const questions = [question, ...Array.from({ length: 49 }, (_, index) => `strategy.q${index}`)];
    const page = async (oldest?: number) => {
      const { changes, older, newer } = value(
        await app.answerHistory.list(anna, study.slug, 'lyon', { questions, oldest })
      );
      const after = changes.flatMap(({ change }) => change.values.map((one) => one.after));
      return { after: [...new Set(after)], count: changes.length, older, newer };
    };
    for (const text of ['First', 'Second', 'Third', 'Fourth', 'Fifth'])
      await writeAnswers(
        app,
        responseId,
        anna.userId,
        Object.fromEntries(questions.map((id) => [`${id}/value`, text]))
      );
    const newest = ['Fifth', 'Fourth', 'Third', 'Second'];
    expect(await page()).toEqual({ after: newest, count: 200, older: 50, newer: 0 });
    await write(anna, 'Sixth');
    expect(await page(50)).toEqual({ after: ['First'], count: 50, older: 0, newer: 201 });
    expect(await page(999_999)).toEqual({ after: ['Sixth', ...newest], count: 200, older: 51, newer: 0 });
  });

  it('holds nothing of what the city holds back, also not from when it was open', async () => {
    const { app, study, anna, expert, write, history, lines } = await openStudy(engine);
    await write(anna, 'Secret');
    expect(
      await app.confidential.holdBack(anna, study.slug, 'lyon', { question, topic: null })
    ).toMatchObject({
      ok: true
    });
    expect(JSON.stringify(await history(expert))).not.toContain('Secret');
    expect(await lines(anna)).toContain('14:20 Anna Weber (city): undefined → "Secret"');
  });

  it('of other answers goes on when the city holds one back, and when that comes back', async () => {
    const { app, clock, study, anna, luc, expert, responseId, write, lines } = await openStudy(engine);
    const other = { question: 'stakeholders.who', topic: null };
    await write(anna, 'Green');
    await write(anna, 'Green and fair');
    await writeAnswers(app, responseId, anna.userId, { [`${other.question}/value`]: 'Secret' });
    clock.advance(60_000);
    value(await app.confidential.holdBack(anna, study.slug, 'lyon', other));
    await write(luc, null);
    clock.advance(60_000);
    value(await app.confidential.takeBack(anna, study.slug, 'lyon', other));
    await write(luc, 'Fair');
    expect(await lines(expert)).toEqual([
      '14:22 Luc Martin (city): undefined → "Fair"',
      '14:21 Luc Martin (city): "Green and fair" → undefined',
      '14:20 Anna Weber (city): "Green" → "Green and fair"',
      '14:20 Anna Weber (city): undefined → "Green"'
    ]);
  });
});
