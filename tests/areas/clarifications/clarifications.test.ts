import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Actor } from '#base/permissions.ts';
import { ok, type Result } from '#base/refusal.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { openStage } from '#kit/open-room.ts';
import { addParagraph, paragraphsOf } from '#kit/passages.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';
import { runCommand } from '#server/commands/run-command.ts';
import { createClarifications } from '#server/areas/clarifications/clarifications.ts';
import { createWorkflow } from '#server/areas/workflow/workflow.ts';

const vision = 'strategy.vision';
const who = 'stakeholders.who';
const slug = 'small-study';
const roomAt = (generation: number): string => `${slug}.haidian.response@${generation}`;
const note = { text: '', language: 'en' } as const;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
const code = <T>(result: Result<T>): string => (result.ok ? 'ok' : result.refusal.code);

function answering(doc: Y.Doc, question: string, text: string): Uint8Array {
  const before = Y.encodeStateVector(doc);
  addParagraph(doc, `answer:${question}.zh`, text);
  return Y.encodeStateAsUpdate(doc, before);
}

function textIn(whole: Uint8Array, question: string): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, whole);
  return paragraphsOf(doc, `answer:${question}.zh`);
}

/** Haidian has submitted an answer to its first question, and works no more on its response. */
async function submitted(engine: Engine) {
  const stage = await openStage(engine);
  const { app, study } = stage;
  const city = study.cities[1];
  const responseId = city?.responseId ?? '';
  const signed = async (cookie: string): Promise<Actor> => {
    const session = await app.sessions.read(cookie);
    if (!session) throw new Error('no session');
    return session.actor;
  };
  const addPerson = async (input: Parameters<typeof stage.addPerson>[0]) => {
    const { cookie } = await stage.addPerson(input);
    return { cookie, actor: await signed(cookie) };
  };
  const senior = await addPerson({ role: 'city', city: 'haidian' });
  const setState = async (state: 'collecting' | 'drafting' | 'consultation' | 'revision'): Promise<void> => {
    await app.store.db
      .updateTable('assessment')
      .set({ state })
      .where('id', '=', city?.assessmentId ?? '')
      .execute();
    app.signals.emit({ kind: 'document-moved', documentId: responseId });
  };
  await setState('collecting');
  const socket = await RawSocket.join(stage.endpoint, roomAt(1), { cookie: senior.cookie });
  socket.update(answering(new Y.Doc(), vision, 'as submitted'));
  await socket.hear('committed');
  valueOf(await app.documents.freeze(null, responseId));
  await socket.end();
  await setState('drafting');
  const expert = { cookie: stage.euCookie, actor: await signed(stage.euCookie) };
  const { clarifications } = app;
  return {
    ...stage,
    app,
    responseId,
    setState,
    addPerson,
    senior,
    expert,
    clarifications,
    other: { cookie: stage.cnCookie, actor: await signed(stage.cnCookie) },
    join: (generation: number, cookie: string) =>
      RawSocket.join(stage.endpoint, roomAt(generation), { cookie }),
    ask: (question: string, actor: Actor = expert.actor) =>
      clarifications.ask(actor, slug, 'haidian', { question, text: 'Since when?', language: 'en' }),
    giveBack: (ids: readonly string[], actor: Actor = senior.actor) =>
      clarifications.giveBack(actor, slug, 'haidian', { ids, note }),
    list: async (actor: Actor) => valueOf(await clarifications.list(actor, slug, 'haidian')),
    contentOf: async (question: string) =>
      textIn((await app.documents.contentOf(responseId)) ?? new Uint8Array(), question)
  };
}

describe.each(serviceEngines)('a question to a city after it has submitted, on %s', (engine) => {
  it('leaves observers all that the page of the response loads, as it was submitted', async () => {
    const { app, responseId, addPerson, senior, ask } = await submitted(engine);
    const observer = (await addPerson({ role: 'observer' })).actor;
    valueOf(await ask(vision));
    const location = { kind: 'response', city: 'haidian' } as const;
    const section = 'smart-city-strategy';
    for (const actor of [observer, senior.actor]) {
      const loaded: Result<unknown>[] = await Promise.all([
        app.documents.answers(actor, responseId, { passages: [`answer:${vision}`], questions: [vision] }),
        app.documents.html(actor, responseId, section),
        app.threads.list(actor, responseId, { section }),
        app.lateProposals.list(actor, slug, location),
        app.levelChips.ofText(actor, slug, location),
        app.levelChips.answerPrints(actor, slug, location),
        app.textChecks.accepted(actor, slug, location, null),
        app.supports.citing(actor, slug, { ...location, questions: [vision] }),
        app.coding.onText(actor, slug, { ...location, questions: [vision] }),
        app.context.pinned.list(actor, slug, { city: 'haidian', characteristic: section }),
        app.evidence.citedBy(actor, slug, 'haidian')
      ]);
      expect(loaded.map(code)).toEqual(loaded.map(() => 'ok'));
    }
    const { threads, audiences } = valueOf(await app.threads.list(observer, responseId));
    expect([threads, audiences]).toEqual([[], []]);
  });

  it('opens that question and no other; what comes back is a version next to the old one, and marks the findings (R047, R055)', async () => {
    const { ask, join, senior, list, expert, other, app, clarifications, contentOf } =
      await submitted(engine);
    const { id } = valueOf(await ask(vision));
    expect(code(await ask(vision, other.actor))).toBe('conflict');
    const socket = await join(2, senior.cookie);
    expect((await socket.hear('access')).access).toBe('write');
    socket.update(answering(new Y.Doc(), who, 'not asked'));
    await socket.hear('denied');
    socket.update(answering(new Y.Doc(), vision, 'and since 2009'));
    await socket.hear('committed');
    expect(await list(senior.actor)).toMatchObject({
      mayReturn: true,
      mayAsk: false,
      clarifications: [{ id, state: 'open', mayReturn: true, body: 'Since when?' }]
    });
    const answer = await clarifications.giveBack(senior.actor, slug, 'haidian', {
      ids: [id],
      note: { text: '自2009年起。', language: 'zh' }
    });
    const { versionId } = valueOf(answer);
    expect(await socket.end()).toMatchObject({ code: 4409 });
    const [returned] = (await list(expert.actor)).clarifications;
    expect(returned).toMatchObject({
      state: 'returned',
      awaitsReview: true,
      mayReview: true,
      answer: { to: versionId, isChanged: true, note: '自2009年起。', language: 'zh' }
    });
    const versionList = valueOf(
      await app.versions.list(expert.actor, slug, { kind: 'response', city: 'haidian' })
    );
    expect(versionList.versions.map(({ kind }) => kind)).toEqual(['submission', 'submission']);
    const compared = valueOf(
      await app.versions.compare(
        expert.actor,
        slug,
        { kind: 'response', city: 'haidian' },
        returned?.answer?.from ?? '',
        versionId
      )
    );
    expect(JSON.stringify(compared)).toContain('and since 2009');
    expect(await contentOf(vision)).toContain('and since 2009');
    // Both versions are shown at the question, for all who read it.
    const stood = valueOf(
      await clarifications.changed(senior.actor, slug, 'haidian', returned?.characteristic.id ?? '')
    ).get(id);
    expect([stood?.before, stood?.after].map((held) => held?.html[`answer:${vision}`]?.zh)).toEqual([
      expect.not.stringContaining('2009'),
      expect.stringContaining('and since 2009')
    ]);
    valueOf(await clarifications.review(other.actor, slug, 'haidian', id));
    expect((await list(expert.actor)).clarifications[0]).toMatchObject({
      awaitsReview: false,
      reviewed: { by: { id: other.actor.userId } }
    });
    expect(code(await clarifications.review(expert.actor, slug, 'haidian', id))).toBe('stale');
    const kinds = await app.store.db
      .selectFrom('event')
      .select(['kind', 'needs'])
      .where('kind', 'like', 'clarification.%')
      .orderBy('seq')
      .execute();
    expect(kinds).toEqual(
      ['asked', 'returned', 'reviewed'].map((one) => ({
        kind: `clarification.${one}`,
        needs: 'clarification.read'
      }))
    );
  });

  it('is shown to no observer while it is open: they read what was submitted, and learn of nothing', async () => {
    const { ask, join, senior, addPerson, giveBack, endpoint, app, responseId, clarifications } =
      await submitted(engine);
    const observer = await addPerson({ role: 'observer' });
    const shown = async (): Promise<{ room: string | undefined; text: string }> => {
      const view = valueOf(await app.assessments.load(observer.actor, slug, 'haidian'));
      const text = textIn(valueOf(await app.documents.read(observer.actor, responseId)), vision);
      return { room: view.documents.find(({ kind }) => kind === 'response')?.room, text };
    };
    const events = async (): Promise<number> => valueOf(await app.events.recent(observer.actor, slug)).length;
    const before = await shown();
    const logged = await events();
    const { id } = valueOf(await ask(vision));
    const socket = await join(2, senior.cookie);
    socket.update(answering(new Y.Doc(), vision, 'a draft'));
    await socket.hear('committed');
    expect(await shown()).toEqual(before);
    expect(before).toEqual({ room: roomAt(1), text: 'as submitted' });
    expect(await attemptUpgrade(endpoint, `/sync/${roomAt(2)}`, { cookie: observer.cookie })).toBe(404);
    expect(textIn(await (await join(1, observer.cookie)).whole(), vision)).toBe('as submitted');
    expect(code(await app.documents.read(observer.actor, responseId, 2))).toBe('not-found');
    expect(code(await clarifications.list(observer.actor, slug, 'haidian'))).toBe('not-found');
    expect(await events()).toBe(logged);
    valueOf(await giveBack([id]));
    const after = await shown();
    expect(after.room).toBe(roomAt(2));
    for (const text of ['as submitted', 'a draft']) expect(after.text).toContain(text);
  });

  it('is returned by itself; what others are still being answered is no part of what is submitted', async () => {
    const { ask, join, senior, giveBack, list, expert, addPerson, app } = await submitted(engine);
    const [one, two] = [valueOf(await ask(vision)), valueOf(await ask(who))];
    const socket = await join(2, senior.cookie);
    socket.update(answering(new Y.Doc(), vision, 'answered'));
    socket.update(answering(new Y.Doc(), who, 'half an'));
    await socket.hear('committed', ({ committed }) => committed.writes === 2);
    const { versionId } = valueOf(await giveBack([one.id]));
    await socket.end();
    const version = valueOf(
      await app.versions.load(expert.actor, slug, { kind: 'response', city: 'haidian' }, versionId)
    );
    expect(JSON.stringify(version)).toContain('answered');
    expect(JSON.stringify(version)).not.toContain('half an');
    const next = await join(3, senior.cookie);
    expect(textIn(await next.whole(), who)).toContain('half an');
    next.update(answering(new Y.Doc(), vision, 'again'));
    await next.hear('denied');
    next.update(answering(new Y.Doc(), who, 'answer'));
    await next.hear('committed');
    const observer = await addPerson({ role: 'observer' });
    expect(valueOf(await app.assessments.load(observer.actor, slug, 'haidian')).documents[0]?.room).toBe(
      roomAt(1)
    );
    valueOf(await giveBack([two.id]));
    expect(
      (await list(expert.actor)).clarifications.map(({ state, answer }) => [state, answer?.isChanged])
    ).toEqual([
      ['returned', true],
      ['returned', true]
    ]);
    expect(valueOf(await app.assessments.load(observer.actor, slug, 'haidian')).documents[0]?.room).toBe(
      roomAt(3)
    );
  });

  it('reaches those of the city who answer it, in their inbox and by e-mail; and its author is notified to look at what changed', async () => {
    const { ask, join, senior, giveBack, addPerson, expert, other, app, clarifications } =
      await submitted(engine);
    const contributor = await addPerson({
      role: 'city',
      city: 'haidian',
      senior: false,
      characteristics: ['stakeholders']
    });
    const tasks = async (actor: Actor) =>
      valueOf(await app.inbox.load(actor, slug)).tasks.flatMap((task) =>
        task.kind === 'answer-clarifications' || task.kind === 'review-answers'
          ? [[task.kind, task.count]]
          : []
      );
    const mails = async () =>
      (
        await app.store.db
          .selectFrom('mail')
          .select(['userId'])
          .where('kind', '=', 'urgent')
          .orderBy('at')
          .execute()
      ).map(({ userId }) => userId);
    const before = await mails();
    const { id } = valueOf(await ask(vision));
    expect([await tasks(senior.actor), await tasks(contributor.actor), await tasks(expert.actor)]).toEqual([
      [['answer-clarifications', 1]],
      [],
      []
    ]);
    expect((await mails()).slice(before.length)).toEqual([senior.actor.userId]);
    const socket = await join(2, senior.cookie);
    socket.update(answering(new Y.Doc(), vision, 'changed'));
    await socket.hear('committed');
    valueOf(await giveBack([id]));
    expect([await tasks(senior.actor), await tasks(expert.actor), await tasks(other.actor)]).toEqual([
      [],
      [['review-answers', 1]],
      []
    ]);
    expect((await mails()).slice(before.length)).toContain(expert.actor.userId);
    valueOf(await clarifications.review(expert.actor, slug, 'haidian', id));
    expect(await tasks(expert.actor)).toEqual([]);
  });

  it('that was returned takes a late write to its own question as a proposal, and to no other', async () => {
    const { ask, join, senior, giveBack } = await submitted(engine);
    const { id } = valueOf(await ask(vision));
    valueOf(await giveBack([id]));
    const late = await join(2, senior.cookie);
    late.update(answering(new Y.Doc(), who, 'never asked'));
    await late.hear('denied');
    late.update(answering(new Y.Doc(), vision, 'too late'));
    await late.hear('late');
  });

  it('may be answered with what stood there already, which marks nothing', async () => {
    const { ask, giveBack, list, expert } = await submitted(engine);
    const { id } = valueOf(await ask(vision));
    valueOf(await giveBack([id]));
    expect((await list(expert.actor)).clarifications[0]).toMatchObject({
      awaitsReview: false,
      mayReview: false,
      answer: { isChanged: false }
    });
  });

  it('is withdrawn by who asked it, as long as the city has written nothing to it', async () => {
    const { ask, join, senior, clarifications, expert, other, app, responseId } = await submitted(engine);
    const { id } = valueOf(await ask(vision));
    const withdraw = (actor: Actor, one = id) => clarifications.withdraw(actor, slug, 'haidian', one);
    expect(code(await withdraw(other.actor))).toBe('forbidden');
    valueOf(await withdraw(expert.actor));
    expect(code(await withdraw(expert.actor))).toBe('stale');
    const rooms = valueOf(await app.assessments.load(senior.actor, slug, 'haidian')).documents;
    expect(rooms).toMatchObject([{ access: 'read', writable: [] }]);
    const again = valueOf(await ask(vision));
    const socket = await join(3, senior.cookie);
    socket.update(answering(new Y.Doc(), vision, 'begun'));
    await socket.hear('committed');
    expect(code(await withdraw(expert.actor, again.id))).toBe('answer-begun');
    expect(socket.closed).toBeNull();
    expect(textIn((await app.documents.contentOf(responseId)) ?? new Uint8Array(), vision)).toContain(
      'begun'
    );
  });

  it('is asked by experts, chairs and the secretariat, returned by who speaks for the city, and by nobody else', async () => {
    const { ask, giveBack, addPerson, senior, list, join } = await submitted(engine);
    const contributor = await addPerson({
      role: 'city',
      city: 'haidian',
      senior: false,
      characteristics: ['stakeholders']
    });
    const stranger = await addPerson({ role: 'city', city: 'bristol' });
    const observer = await addPerson({ role: 'observer' });
    expect([
      code(await ask(vision, contributor.actor)),
      code(await ask(vision, senior.actor)),
      code(await ask(vision, observer.actor)),
      code(await ask(vision, stranger.actor))
    ]).toEqual(['forbidden', 'forbidden', 'not-found', 'not-found']);
    expect([code(await ask('no.such.question')), code(await ask(''))]).toEqual(['invalid', 'invalid']);
    const { id } = valueOf(await ask(vision, (await addPerson({ role: 'secretariat' })).actor));
    expect([
      code(await giveBack([id], contributor.actor)),
      code(await giveBack([])),
      code(await giveBack(['nonsense']))
    ]).toEqual(['forbidden', 'stale', 'stale']);
    const second = valueOf(await ask(who, (await addPerson({ role: 'chair', side: 'cn' })).actor));
    const limited = await join(2, contributor.cookie);
    limited.update(answering(new Y.Doc(), vision, 'not mine'));
    await limited.hear('denied');
    limited.update(answering(new Y.Doc(), who, 'mine'));
    await limited.hear('committed');
    expect((await list(contributor.actor)).clarifications.map(({ mayReturn }) => mayReturn)).toEqual([
      false,
      false
    ]);
    valueOf(await giveBack([id, second.id]));
  });

  it('is asked, answered and written to only while experts work with the answers', async () => {
    const { ask, giveBack, setState, join, senior } = await submitted(engine);
    const { id } = valueOf(await ask(vision));
    await setState('consultation');
    expect([code(await ask(who)), code(await giveBack([id]))]).toEqual(['forbidden', 'forbidden']);
    const socket = await join(2, senior.cookie);
    expect((await socket.hear('access')).access).toBe('read');
    await setState('revision');
    await socket.hear('access', ({ access }) => access === 'write');
    socket.update(answering(new Y.Doc(), vision, 'now'));
    await socket.hear('committed');
    valueOf(await giveBack([id]));
  });

  it('waits for the next step, and becomes part of the whole when that goes back to the city', async () => {
    const { ask, addPerson, app, expert, senior, join, list } = await submitted(engine);
    valueOf(await ask(vision));
    const chair = (await addPerson({ role: 'chair', side: 'cn' })).actor;
    const secretariat = (await addPerson({ role: 'secretariat' })).actor;
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'internal-review' })
      .where('cityId', '=', 'haidian')
      .execute();
    const status = valueOf(await app.workflow.assessment(secretariat, slug, 'haidian'));
    expect(status.missing).toContainEqual(
      expect.objectContaining({ kind: 'open-clarification', section: 'smart-city-strategy', waivable: true })
    );
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'drafting' })
      .where('cityId', '=', 'haidian')
      .execute();
    const { version } = valueOf(await app.workflow.assessment(chair, slug, 'haidian'));
    valueOf(
      await app.workflow.takeStep(chair, slug, 'haidian', {
        step: 'return',
        version,
        reason: { en: 'All of it.', zh: '' },
        deadline: null
      })
    );
    expect((await list(expert.actor)).clarifications.map(({ state }) => state)).toEqual(['withdrawn']);
    const socket = await join(3, senior.cookie);
    socket.update(answering(new Y.Doc(), who, 'anything'));
    await socket.hear('committed');
  });

  it('is decided while others go on writing: no text is built inside the decision, and no word of it is lost', async () => {
    const { ask, join, senior, expert, addPerson, app, study, contentOf } = await submitted(engine);
    const chair = await addPerson({ role: 'chair', side: 'eu' });
    const first = valueOf(await ask(vision));
    const second = valueOf(await ask(who));
    const socket = await join(2, senior.cookie);
    const doc = new Y.Doc();
    // Somebody decides, and the city types on, whenever a text is built: inside the decision this never ends.
    let typed = 0;
    const others = async (): Promise<void> => {
      await runCommand(app, async ({ appendEvent }) => {
        await appendEvent(study.id, null, {
          kind: 'study.changed',
          needs: 'study.see',
          payload: { texts: 'title' }
        });
        return ok(null);
      });
      if (++typed > 2) return;
      const words = answering(doc, who, `typed ${typed}`);
      Y.applyUpdate(doc, words);
      socket.update(words);
      await socket.hear('committed');
    };
    const workers = { ...app.workers };
    for (const name of ['content', 'answered', 'merge', 'next'] as const) {
      const build = app.workers[name].bind(app.workers) as (...given: unknown[]) => Promise<never>;
      workers[name] = async (...given: unknown[]): Promise<never> => {
        await others();
        return build(...given);
      };
    }
    const busy = createClarifications({ ...app, workers });
    valueOf(await busy.giveBack(senior.actor, slug, 'haidian', { ids: [first.id], note }));
    expect(typed).toBeGreaterThan(2);
    for (const n of [1, 2]) expect(await contentOf(who)).toContain(`typed ${n}`);
    expect(code(await busy.withdraw(expert.actor, slug, 'haidian', second.id))).toBe('answer-begun');
    const admit = () => Promise.resolve(ok(null));
    const workflow = createWorkflow({
      ...app,
      workers,
      // The step asks for no password.
      passwords: { matches: () => Promise.resolve(false) },
      attempts: { admit, succeeded: () => Promise.resolve() }
    });
    const { version } = valueOf(await workflow.assessment(chair.actor, slug, 'haidian'));
    valueOf(
      await workflow.takeStep(chair.actor, slug, 'haidian', {
        step: 'return',
        version,
        reason: { en: 'Once more', zh: '' },
        deadline: null
      })
    );
    expect(await contentOf(who)).toContain('typed 1');
  });
});
