/**
 * Tests a consultation: the city drafts and submits once, others enter comments that they received, experts
 * decide, the city answers.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import type { App } from '../../../server/app.ts';
import type { DraftCommand } from '#server/areas/consultation/consultation-drafts.ts';
import type { ConsultationView } from '#server/areas/consultation/consultations.ts';
import { signedInAs } from '#kit/actors.ts';
import {
  chamber,
  consult,
  consultedStudy,
  factComment,
  findingsUpdate,
  writeText
} from '#kit/consultation.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { testFramework } from '#kit/people.ts';

const day = 86_400_000;
const strategy = 'smart-city-strategy';
const fact: DraftCommand = {
  ...factComment,
  section: strategy,
  blockId: `${strategy}-en-1`
};
const wording: DraftCommand = {
  ...fact,
  blockId: `${strategy}-zh-2`,
  stance: 'propose',
  kind: 'wording',
  body: '',
  proposal: '其预算增长了11%。'
};
const whole: DraftCommand = {
  section: null,
  blockId: null,
  quote: '',
  stance: 'accept',
  kind: null,
  language: 'zh',
  body: '',
  proposal: ''
};

async function stage(engine: Engine = 'sqlite') {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now });
  const people = await consultedStudy(app);
  const expert = await signedInAs(app, { role: 'expert', study: people.study, side: 'eu', name: 'Anna' });
  return { app, clock, expert, ...people, slug: people.study.slug };
}
type Stage = Awaited<ReturnType<typeof stage>>;

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;
const view = async (app: App, studySlug: string, actor: Actor, city = 'haidian'): Promise<ConsultationView> =>
  valueOf(await app.consultations.load(actor, studySlug, city));
const seenBy = async ({ app, slug }: Stage, actor: Actor) =>
  (await view(app, slug, actor)).drafts?.present.map(({ id, version }) => ({ id, version })) ?? [];

/** The city has submitted two comments and one paragraph that it accepts. */
async function submitted(engine: Engine = 'sqlite') {
  const here = await stage(engine);
  const { app, slug, staff, senior } = here;
  for (const command of [fact, wording, whole])
    valueOf(await app.consultations.draft(staff, slug, 'haidian', command));
  valueOf(await app.consultations.submit(senior, slug, 'haidian', await seenBy(here, senior)));
  return here;
}
const numbered = async ({ app, slug, expert }: Stage, number: number) => {
  const found = (await view(app, slug, expert)).comments.find((comment) => comment.number === number);
  if (!found) throw new Error(`There is no comment ${number}`);
  return found;
};
const reason = { en: 'The register says so.', zh: '登记册如此记载。' };
const rejected = { disposition: 'rejected', reason, change: null } as const;

describe.each(serviceEngines)('a consultation on %s', (engine) => {
  it('lets the city’s people write among themselves, each draft with its author, and change each other’s', async () => {
    const { app, slug, staff, senior } = await stage(engine);
    const { id } = valueOf(await app.consultations.draft(staff, slug, 'haidian', fact));
    valueOf(
      await app.consultations.changeDraft(
        senior,
        slug,
        'haidian',
        { id, version: 1 },
        { ...fact, body: '应为十九项。' }
      )
    );
    const { drafts, rounds, comments } = await view(app, slug, staff);
    expect(drafts?.present).toMatchObject([
      {
        id,
        version: 2,
        body: '应为十九项。',
        author: { en: 'Chen Wei' },
        quote: 'The city opened 17 services in 2012.',
        quoteLanguage: 'en'
      }
    ]);
    expect(rounds).toMatchObject([{ round: 1, status: 'running', deadlineZone: 'Asia/Shanghai' }]);
    expect(comments).toEqual([]);
    expect(
      codeOf(await app.consultations.changeDraft(staff, slug, 'haidian', { id, version: 1 }, fact))
    ).toBe('stale');
    valueOf(await app.consultations.dropDraft(senior, slug, 'haidian', { id, version: 2 }));
    expect((await view(app, slug, staff)).drafts?.present).toEqual([]);
  });

  it('has the city correct its answer where it corrects a fact, and nowhere else; who reads the comment sees what became of it (R125)', async () => {
    const here = await submitted(engine);
    const { app, slug, expert, senior, study } = here;
    const [first, second] = [await numbered(here, 2), await numbered(here, 3)];
    const ask = (comment: string, question = 'strategy.vision') =>
      app.clarifications.ask(expert, slug, 'haidian', {
        question,
        comment,
        text: '请更正。',
        language: 'zh'
      });
    expect([first.kind, second.kind]).toEqual(['fact', 'wording']);
    expect(codeOf(await ask(second.id))).toBe('invalid');
    expect(codeOf(await ask('another'))).toBe('invalid');
    const { id } = valueOf(await ask(first.id));
    const seen = async (actor: Actor) =>
      valueOf(await app.clarifications.list(actor, slug, 'haidian')).clarifications;
    for (const actor of [expert, senior])
      expect(await seen(actor)).toMatchObject([{ id, state: 'open', commentId: first.id }]);
    valueOf(
      await app.clarifications.giveBack(senior, slug, 'haidian', {
        ids: [id],
        note: { text: '已更正。', language: 'zh' }
      })
    );
    const [corrected] = await seen(expert);
    expect(corrected).toMatchObject({ state: 'returned', commentId: first.id });
    expect(corrected?.answer?.from).not.toBe(corrected?.answer?.to);
    const elsewhere = await signedInAs(app, { role: 'city', study, city: 'bristol' });
    expect(codeOf(await app.clarifications.list(elsewhere, slug, 'haidian'))).not.toBe('ok');
  });

  it('tells the words of a goal where what is quoted was tagged with one, on the page and in what is exported', async () => {
    const { app, slug, study, expert } = await submitted(engine);
    const goals = [{ id: 'safer-care', text: { en: 'See where care is safer.', zh: '了解何处更安全。' } }];
    await app.store.db
      .updateTable('framework')
      .set({ content: JSON.stringify({ ...testFramework, goals }) })
      .where('studyId', '=', study.id)
      .execute();
    await app.store.db
      .updateTable('cityComment')
      .set({ quote: '该市开通了17项服务。[safer-care][other]' })
      .where('kind', '=', 'fact')
      .execute();
    const quotes = (comments: ConsultationView['comments']) =>
      comments.filter(({ kind }) => kind === 'fact').map(({ quote }) => quote);
    expect(quotes((await view(app, slug, expert)).comments)).toEqual([
      '该市开通了17项服务。[了解何处更安全。][other]'
    ]);
    const [city] = valueOf(await app.consultations.ofCity(expert, slug, 'haidian')).cities;
    expect(quotes(city?.comments ?? [])).toEqual(['该市开通了17项服务。[了解何处更安全。][other]']);
  });

  it('takes what the senior representative saw, once, numbers it in the order of the text, and moves on', async () => {
    const here = await stage(engine);
    const { app, slug, staff, senior, expert } = here;
    for (const command of [wording, fact, whole])
      valueOf(await app.consultations.draft(staff, slug, 'haidian', command));
    expect(codeOf(await app.consultations.submit(staff, slug, 'haidian', await seenBy(here, staff)))).toBe(
      'senior-required'
    );
    const seen = await seenBy(here, senior);
    valueOf(
      await app.consultations.draft(staff, slug, 'haidian', {
        ...fact,
        section: 'stakeholders',
        blockId: null
      })
    );
    expect(codeOf(await app.consultations.submit(senior, slug, 'haidian', seen))).toBe('stale');
    expect(
      valueOf(await app.consultations.submit(senior, slug, 'haidian', await seenBy(here, senior)))
    ).toMatchObject({ from: 'consultation', to: 'revision', comments: 4 });
    const { comments, rounds, drafts, state } = await view(app, slug, expert);
    expect(comments.map(({ number, stance, kind }) => [number, stance, kind])).toEqual([
      [1, 'accept', null],
      [2, 'comment', 'fact'],
      [3, 'propose', 'wording'],
      [4, 'comment', 'fact']
    ]);
    expect(comments.every(({ author }) => author === null)).toBe(true);
    expect(drafts).toBeNull();
    expect([state, rounds[0]?.outcome, rounds[0]?.status]).toEqual(['revision', 'submitted', 'submitted']);
    expect(codeOf(await app.consultations.submit(senior, slug, 'haidian', []))).toBe('already-submitted');
    expect(codeOf(await app.consultations.draft(staff, slug, 'haidian', fact))).toBe('already-submitted');
  });

  it('of two that submit at once, takes one', async () => {
    const here = await stage(engine);
    const { app, slug, staff, senior } = here;
    valueOf(await app.consultations.draft(staff, slug, 'haidian', fact));
    const seen = await seenBy(here, senior);
    const outcomes = await Promise.all(
      [1, 2].map(() => app.consultations.submit(senior, slug, 'haidian', seen))
    );
    expect(outcomes.map(codeOf).sort()).toEqual(['already-submitted', 'ok']);
    expect((await view(app, slug, staff)).comments).toHaveLength(1);
    const events = valueOf(await app.events.list(senior, slug, 0)).map(({ kind }) => kind);
    expect(events.filter((kind) => kind === 'consultation.submitted')).toHaveLength(1);
  });

  it('while a draft is being changed, submits it as it was seen or not at all', async () => {
    const here = await stage(engine);
    const { app, slug, staff, senior } = here;
    const { id } = valueOf(await app.consultations.draft(staff, slug, 'haidian', fact));
    const seen = await seenBy(here, senior);
    const [changed, sent] = await Promise.all([
      app.consultations.changeDraft(staff, slug, 'haidian', { id, version: 1 }, { ...fact, body: 'changed' }),
      app.consultations.submit(senior, slug, 'haidian', seen)
    ]);
    expect([codeOf(changed), codeOf(sent)]).toEqual(sent.ok ? ['already-submitted', 'ok'] : ['ok', 'stale']);
    const { comments, drafts } = await view(app, slug, staff);
    expect([...comments, ...(drafts?.present ?? [])].map(({ body }) => body)).toEqual([
      sent.ok ? fact.body : 'changed'
    ]);
  });

  it('takes nothing at the deadline or after it, the person who came first there', async () => {
    const here = await stage(engine);
    const { app, slug, clock, staff, senior, secretariat } = here;
    valueOf(await app.consultations.draft(staff, slug, 'haidian', fact));
    const seen = await seenBy(here, senior);
    clock.advance(10 * day);
    expect(codeOf(await app.consultations.submit(senior, slug, 'haidian', seen))).toBe('deadline-passed');
    expect(codeOf(await app.consultations.draft(staff, slug, 'haidian', fact))).toBe('deadline-passed');
    expect((await view(app, slug, secretariat)).rounds[0]?.status).toBe('no-comment');
    expect((await view(app, slug, secretariat)).comments).toEqual([]);
  });

  it('ends once where the city submits as its deadline passes, and all are told the same', async () => {
    const here = await stage(engine);
    const { app, slug, clock, staff, senior, secretariat } = here;
    valueOf(await app.consultations.draft(staff, slug, 'haidian', fact));
    const seen = await seenBy(here, senior);
    clock.advance(10 * day - 1);
    const submitting = app.consultations.submit(senior, slug, 'haidian', seen);
    clock.advance(1);
    const [sent] = await Promise.all([submitting, app.scheduler.run()]);
    await app.scheduler.run();
    const { comments, rounds, state } = await view(app, slug, secretariat);
    expect([codeOf(sent), rounds[0]?.outcome, comments.length]).toEqual(
      sent.ok ? ['ok', 'submitted', 1] : ['deadline-passed', 'no-comment', 0]
    );
    expect(state).toBe('revision');
    const events = valueOf(await app.events.list(secretariat, slug, 0)).map(({ kind }) => kind);
    expect(events.filter((kind) => kind === 'consultation.closed')).toHaveLength(1);
  });

  it('is decided with a reason in both languages and the change that was made, and answered by the city (R126)', async () => {
    const here = await submitted(engine);
    const { app, slug, study, staff, senior, expert } = here;
    const findings = study.cities[0]?.findingsId ?? '';
    await writeText(
      app,
      findings,
      findingsUpdate({ [`${strategy}-en-1`]: 'The city opened 19 services in 2012.' })
    );
    const comment = await numbered(here, 2);
    expect(
      valueOf(await app.consultations.changes(expert, slug, 'haidian', comment.id)).map(
        ({ id, kind, text }) => [id, kind, text]
      )
    ).toEqual([[`${strategy}-en-1`, 'changed', 'The city opened 19 services in 2012.']]);
    const command = { disposition: 'accepted', reason, change: `${strategy}-en-1` } as const;
    expect(
      codeOf(
        await app.consultations.decide(expert, slug, 'haidian', comment, {
          ...command,
          reason: { ...reason, zh: '' }
        })
      )
    ).toBe('both-languages-required');
    expect(
      codeOf(
        await app.consultations.decide(expert, slug, 'haidian', comment, {
          ...command,
          change: `${strategy}-en-2`
        })
      )
    ).toBe('invalid');
    expect(
      codeOf(await app.consultations.decide(senior, slug, 'haidian', comment, { ...command, change: 'none' }))
    ).toBe('senior-required');
    const outcomes = await Promise.all(
      [1, 2].map(() => app.consultations.decide(expert, slug, 'haidian', comment, command))
    );
    expect(outcomes.map(codeOf).sort()).toEqual(['ok', 'stale']);
    const decided = await numbered(here, 2);
    expect(decided.decision).toMatchObject({
      disposition: 'accepted',
      reason,
      by: { en: 'Anna' },
      change: {
        blockId: `${strategy}-en-1`,
        quote: 'The city opened 19 services in 2012.',
        quoteLanguage: 'en'
      }
    });

    expect(
      codeOf(
        await app.consultations.answer(staff, slug, 'haidian', decided, {
          answer: 'acknowledged',
          text: ''
        })
      )
    ).toBe('senior-required');
    expect(
      codeOf(
        await app.consultations.answer(senior, slug, 'haidian', decided, { answer: 'contested', text: '' })
      )
    ).toBe('reason-required');
    expect(codeOf(await app.consultations.state(senior, slug, 'haidian', decided, true))).toBe('wrong-state');
    valueOf(
      await app.consultations.answer(senior, slug, 'haidian', decided, {
        answer: 'contested',
        text: '应为20项。'
      })
    );
    expect((await numbered(here, 2)).answer).toMatchObject({
      answer: 'contested',
      text: '应为20项。',
      by: { en: 'Li Na' }
    });
  });

  it('prints as the city’s statement what stays in dispute, by the word of its senior representative or a chair (R128)', async () => {
    const here = await submitted(engine);
    const { app, slug, study, senior, expert } = here;
    const chair = await signedInAs(app, { role: 'chair', side: 'cn', study });
    valueOf(await app.consultations.decide(expert, slug, 'haidian', await numbered(here, 2), rejected));
    valueOf(
      await app.consultations.answer(senior, slug, 'haidian', await numbered(here, 2), {
        answer: 'contested',
        text: '数据来自年鉴。'
      })
    );
    expect(
      codeOf(await app.consultations.state(expert, slug, 'haidian', await numbered(here, 2), true))
    ).toBe('forbidden');
    valueOf(await app.consultations.state(chair, slug, 'haidian', await numbered(here, 2), true));
    expect((await numbered(here, 2)).isStatement).toBe(true);
    // A new decision reopens the matter; the form for the city's next reply is prefilled with its earlier
    // text.
    valueOf(
      await app.consultations.decide(expert, slug, 'haidian', await numbered(here, 2), {
        ...rejected,
        disposition: 'noted'
      })
    );
    expect(await numbered(here, 2)).toMatchObject({ answer: null, isStatement: false, earlierAnswer: '' });
    expect((await view(app, slug, senior)).comments[1]).toMatchObject({ earlierAnswer: '数据来自年鉴。' });
    valueOf(
      await app.consultations.answer(senior, slug, 'haidian', await numbered(here, 2), {
        answer: 'acknowledged',
        text: ''
      })
    );
    expect((await numbered(here, 2)).answer).toMatchObject({ answer: 'acknowledged', text: '' });
  });

  it('enters what came on paper, from an event, a chamber or outside, in bulk, with its origin, and numbers it on (R012, R129, R208)', async () => {
    const here = await submitted(engine);
    const { app, slug, secretariat, expert, senior } = here;
    const meeting = {
      kind: 'forum',
      title: { en: 'City forum', zh: '城市论坛' },
      place: { en: '', zh: '' },
      fromOn: '2013-09',
      toOn: null,
      agenda: { en: '', zh: '' },
      decisions: { en: '', zh: '' },
      attendance: {},
      cities: [],
      advances: [],
      learned: { en: '', zh: '' }
    } as const;
    const { id: meetingId } = valueOf(await app.meetings.add(secretariat, slug, meeting));
    const row = (body: string) => ({ ...fact, kind: 'judgement', language: 'en', body }) as const;
    const forum = { origin: 'event', name: '', sideId: null, on: null, meetingId } as const;
    expect(
      valueOf(await app.consultations.record(secretariat, slug, 'haidian', forum, [row('One'), row('Two')]))
    ).toEqual({ comments: 2 });
    // One that cannot be taken holds back all.
    expect(
      codeOf(await app.consultations.record(expert, slug, 'haidian', chamber, [row('Three'), row(' ')]))
    ).toBe('invalid');
    valueOf(await app.consultations.record(expert, slug, 'haidian', chamber, [row('Four')]));
    const { comments } = await view(app, slug, expert);
    expect(
      comments
        .slice(3)
        .map(({ number, origin, originName, body, author }) => [number, origin, originName, body, author?.en])
    ).toEqual([
      [4, 'event', 'City forum', 'One', expect.any(String)],
      [5, 'event', 'City forum', 'Two', expect.any(String)],
      [6, 'chamber', 'EU Chamber', 'Four', 'Anna']
    ]);
    expect(comments[3]?.meeting?.title.zh).toBe('城市论坛');
    // The city reads what others said of it, and answers for itself alone.
    expect((await view(app, slug, senior)).comments).toHaveLength(6);
    valueOf(await app.consultations.decide(expert, slug, 'haidian', await numbered(here, 6), rejected));
    expect(
      codeOf(
        await app.consultations.answer(senior, slug, 'haidian', await numbered(here, 6), {
          answer: 'acknowledged',
          text: ''
        })
      )
    ).toBe('wrong-state');
  });

  it('blocks the workflow until every comment is decided', async () => {
    const here = await submitted(engine);
    const { app, slug, expert, secretariat } = here;
    const undecided = async () => {
      const status = valueOf(await app.workflow.assessment(secretariat, slug, 'haidian'));
      return status.missing?.filter(({ kind }) => kind === 'undecided-comment').length;
    };
    expect(await undecided()).toBe(2);
    for (const number of [2, 3])
      valueOf(
        await app.consultations.decide(expert, slug, 'haidian', await numbered(here, number), rejected)
      );
    expect(await undecided()).toBe(0);
    expect(
      codeOf(await app.consultations.decide(expert, slug, 'haidian', await numbered(here, 1), rejected))
    ).toBe('wrong-state');
  });
});

describe('what is called off', () => {
  it('keeps the drafts, which the city may go on with in the next round', async () => {
    const here = await stage();
    const { app, slug, study, staff, secretariat, expert } = here;
    const chair = await signedInAs(app, { role: 'chair', side: 'cn', study });
    for (const command of [fact, { ...fact, section: 'stakeholders', blockId: 'stakeholders-en-2' }])
      valueOf(await app.consultations.draft(staff, slug, 'haidian', command));
    const status = valueOf(await app.workflow.assessment(chair, slug, 'haidian'));
    valueOf(
      await app.workflow.takeStep(chair, slug, 'haidian', {
        step: 'return',
        version: status.version,
        reason: { en: 'Too early', zh: '' },
        deadline: null
      })
    );
    expect((await view(app, slug, expert)).rounds.map(({ status: now }) => now)).toEqual(['called-off']);
    expect(codeOf(await app.consultations.draft(staff, slug, 'haidian', fact))).toBe('wrong-state');
    expect(codeOf(await app.consultations.record(secretariat, slug, 'haidian', chamber, [fact]))).toBe(
      'wrong-state'
    );
    await consult(app, study, 'haidian', secretariat);
    const left = (await view(app, slug, staff)).drafts?.left ?? [];
    expect(left).toHaveLength(2);
    valueOf(
      await app.consultations.saveDraft(
        staff,
        slug,
        'haidian',
        left.find(({ section }) => section === strategy) ?? { id: '', version: 0 }
      )
    );
    const { drafts } = await view(app, slug, staff);
    expect([drafts?.present.map(({ round, quote }) => [round, quote]), drafts?.left.length]).toEqual([
      [[2, 'The city opened 17 services in 2012.']],
      1
    ]);
  });
});

describe('who sees it', () => {
  it('the city reads the frozen section, and no live one afterwards; others nothing of it (R122)', async () => {
    const here = await stage();
    const { app, slug, study, staff, senior, expert } = here;
    const other = await signedInAs(app, { role: 'city', study, city: 'bristol' });
    const observer = await signedInAs(app, { role: 'observer', study });
    const texts = (actor: Actor) => app.consultations.text(actor, slug, 'haidian', strategy);
    expect(valueOf(await texts(staff)).en).toHaveLength(2);
    expect(valueOf(await texts(expert)).zh).toHaveLength(2);
    for (const actor of [other, observer]) {
      expect(codeOf(await texts(actor))).toBe('not-found');
      expect(codeOf(await app.consultations.load(actor, slug, 'haidian'))).toBe('not-found');
      expect(codeOf(await app.consultations.ofStudy(actor, slug))).toBe('forbidden');
    }
    valueOf(await app.consultations.submit(senior, slug, 'haidian', []));
    expect(codeOf(await texts(staff))).toBe('not-found');
    expect((await view(app, slug, expert)).rounds[0]).toMatchObject({
      status: 'submitted',
      outcome: 'submitted'
    });
  });

  it('what the city’s people draft changes nothing for anybody else: not a list, a count, or an event', async () => {
    const people = async ({ app, study, secretariat, expert }: Stage) => [
      secretariat,
      expert,
      await signedInAs(app, { role: 'chair', side: 'eu', study }),
      await signedInAs(app, { role: 'expert', side: 'cn', study }),
      await signedInAs(app, { role: 'observer', study }),
      await signedInAs(app, { role: 'city', study, city: 'bristol' })
    ];
    const ids = () => {
      let n = 0;
      return () => `${String(++n).padStart(8, '0')}-0000-4000-8000-000000000000`;
    };
    const missingRecords = async (drafts: readonly DraftCommand[]): Promise<string[]> => {
      const clock = testClock();
      const app = await testApp('sqlite', { now: clock.now, newId: ids() });
      const made = await consultedStudy(app);
      const expert = await signedInAs(app, { role: 'expert', study: made.study, side: 'eu' });
      const here: Stage = { app, clock, expert, ...made, slug: made.study.slug };
      const readers = await people(here);
      // Each draft takes an id and a moment of its own.
      for (const command of drafts)
        valueOf(await app.consultations.draft(made.staff, here.slug, 'haidian', command));
      const { slug } = here;
      return Promise.all(
        readers.map(async (reader) =>
          JSON.stringify([
            await app.consultations.load(reader, slug, 'haidian'),
            await app.consultations.ofStudy(reader, slug),
            await app.workflow.assessment(reader, slug, 'haidian'),
            await app.events.list(reader, slug, 0),
            await app.events.recent(reader, slug),
            await app.overview.load(reader, slug)
          ])
        )
      );
    };
    expect(await missingRecords([fact, wording])).toEqual(await missingRecords([]));
  });
});
