/**
 * R206: tests a draft given to named outsiders by a link: what it shows to whom, until when, and where their
 * comments appear.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { most, type ReaderComment, type ExternalReviewInput } from '#rules/consultation/external-review.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { createApp, type App } from '../../../server/app.ts';
import { settleMail } from '#server/mail/stored-mail.ts';
import { signedInAs } from '#kit/actors.ts';
import { consultedStudy, inDays, sectionIds } from '#kit/consultation.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock, testConfig } from '#kit/app.ts';

const day = 86_400_000;
const here = '127.0.0.1';
const [first = '', second = ''] = sectionIds;
const text: ReaderComment = {
  kind: 'judgement',
  language: 'en',
  body: 'The budget is read too kindly.',
  section: first
};
const reason = { en: 'The register says so.', zh: '登记册如此记载。' };

async function stage(engine: Engine = 'sqlite', opened?: App) {
  const clock = testClock();
  const app = opened ?? (await testApp(engine, { now: clock.now }));
  const people = await consultedStudy(app);
  const { study } = people;
  const rapporteur = await signedInAs(app, { role: 'expert', study, side: 'cn', rapporteurOf: 'haidian' });
  const expert = await signedInAs(app, { role: 'expert', study, side: 'eu' });
  const input: ExternalReviewInput = {
    name: 'Maria Keller',
    organisation: 'Chamber of Commerce',
    sideId: 'eu',
    email: '',
    deadline: { at: inDays(app, 7), zone: 'Europe/Brussels' }
  };
  const giving = (change: Partial<ExternalReviewInput> = {}, actor: Actor = people.secretariat) =>
    app.externalReviews.give(actor, study.slug, 'haidian', { ...input, ...change }, 'en');
  const give = async (
    change: Partial<ExternalReviewInput> = {},
    actor: Actor = people.secretariat
  ): Promise<string> => tokenOf(valueOf(await giving(change, actor)).link);
  const list = async (actor: Actor = people.secretariat) =>
    valueOf(await app.externalReviews.list(actor, study.slug, 'haidian'));
  const matrix = async (actor: Actor = people.secretariat) =>
    valueOf(await app.consultations.load(actor, study.slug, 'haidian')).comments;
  return { clock, app, ...people, rapporteur, expert, slug: study.slug, input, giving, give, list, matrix };
}

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';
const look = async (app: App, token: string, section: string | null = null) =>
  valueOf(await app.externalReviews.look(token, section, here));

async function takeStep(app: App, studySlug: string, actor: Actor, step: 'ask-approval' | 'return') {
  const status = valueOf(await app.workflow.assessment(actor, studySlug, 'haidian'));
  return app.workflow.takeStep(actor, studySlug, 'haidian', {
    step,
    version: status.version,
    reason: { en: 'As agreed', zh: '' },
    deadline: null
  });
}

describe.each(serviceEngines)('a draft given to somebody outside on %s', (engine) => {
  it('shows its frozen text in both languages, section by section, and nothing else of the study', async () => {
    const { app, slug, expert, staff, give } = await stage(engine);
    const secret = 'seen by no outsider';
    const comment = {
      stance: 'comment',
      kind: 'fact',
      body: secret,
      proposal: '',
      section: first,
      language: 'en',
      blockId: null,
      quote: ''
    } as const;
    valueOf(await app.consultations.draft(staff, slug, 'haidian', comment));
    valueOf(
      await app.consultations.record(
        expert,
        slug,
        'haidian',
        { origin: 'chamber', name: secret, sideId: 'eu', on: null, meetingId: null },
        [comment]
      )
    );
    const token = await give();
    const view = await look(app, token, second);
    expect(view).toMatchObject({
      status: 'open',
      city: { zh: '城市1' },
      side: { id: 'cn' },
      reader: { name: 'Maria Keller', organisation: 'Chamber of Commerce' },
      deadline: { at: inDays(app, 7), zone: 'Europe/Brussels' },
      text: { id: second },
      comments: []
    });
    const viewText = JSON.stringify(view);
    expect(viewText).toContain('The city opened 17 services in 2012.');
    expect(viewText).toContain('该市于2012年开通了17项服务。');
    for (const hidden of [secret, '@', expert.userId, 'round', 'generation'])
      expect(viewText).not.toContain(hidden);
  });

  it('takes what is said into the matrix, with name, organisation, side and date, and tells what became of it (R207)', async () => {
    const { app, slug, secretariat, senior, staff, expert, give, list, matrix } = await stage(engine);
    const token = await give();
    valueOf(await app.externalReviews.comment(token, text, here));
    valueOf(
      await app.externalReviews.comment(
        token,
        { ...text, kind: 'fact', language: 'zh', body: '应为19项。', section: null },
        here
      )
    );
    const comments = await matrix();
    expect(comments).toMatchObject([
      {
        number: 1,
        stance: 'comment',
        kind: 'judgement',
        section: first,
        body: text.body,
        origin: 'reader',
        originName: 'Chamber of Commerce · Maria Keller',
        originSide: 'eu',
        originOn: '2013-09-01',
        author: null,
        decision: null
      },
      { number: 2, kind: 'fact', section: null, language: 'zh', body: '应为19项。' }
    ]);
    // The city reads it, as it reads all that others said; it goes on with its own.
    expect(await matrix(senior)).toHaveLength(2);
    valueOf(
      await app.consultations.draft(staff, slug, 'haidian', {
        stance: 'comment',
        kind: 'fact',
        body: 'Ours',
        proposal: '',
        section: first,
        language: 'en',
        blockId: null,
        quote: ''
      })
    );
    const drafts = valueOf(await app.consultations.load(senior, slug, 'haidian')).drafts?.present ?? [];
    valueOf(await app.consultations.submit(senior, slug, 'haidian', drafts));
    expect((await matrix()).map(({ number, origin }) => [number, origin])).toEqual([
      [1, 'reader'],
      [2, 'reader'],
      [3, 'city']
    ]);

    const missing = valueOf(await app.workflow.assessment(secretariat, slug, 'haidian')).missing ?? [];
    expect(missing.filter(({ kind }) => kind === 'undecided-comment')).toHaveLength(3);
    const [one] = await matrix();
    if (!one) throw new Error('There is no comment');
    valueOf(
      await app.consultations.decide(expert, slug, 'haidian', one, {
        disposition: 'rejected',
        reason,
        change: null
      })
    );
    expect(await look(app, token)).toMatchObject({
      comments: [
        { body: text.body, reply: { disposition: 'rejected', reason } },
        { body: '应为19项。', reply: null }
      ]
    });
    expect(await list()).toMatchObject([{ name: 'Maria Keller', comments: 2, status: 'open' }]);
    const exported = valueOf(await app.consultations.ofCity(secretariat, slug, 'haidian'));
    expect(exported.cities[0]?.comments[0]).toMatchObject({
      origin: 'reader',
      originName: 'Chamber of Commerce · Maria Keller',
      originSide: 'eu'
    });
  });

  it('shows each reader their own comments alone', async () => {
    const { app, give } = await stage(engine);
    const [one, other] = [await give(), await give({ name: '王芳', organisation: '某研究院', sideId: null })];
    valueOf(await app.externalReviews.comment(one, text, here));
    expect(await look(app, one)).toMatchObject({ comments: [{ body: text.body }] });
    expect(await look(app, other)).toMatchObject({ reader: { name: '王芳' }, comments: [] });
  });

  it('ends by its date: no text any more, no comment, but what was said and the reply to it', async () => {
    const { clock, app, give, list } = await stage(engine);
    const token = await give();
    valueOf(await app.externalReviews.comment(token, text, here));
    clock.advance(7 * day);
    expect(await look(app, token)).toMatchObject({
      status: 'ended',
      text: null,
      comments: [{ body: text.body }]
    });
    expect(JSON.stringify(await look(app, token))).not.toContain('opened 17 services');
    expect(codeOf(await app.externalReviews.comment(token, text, here))).toBe('deadline-passed');
    expect(await list()).toMatchObject([{ status: 'ended', comments: 1 }]);
  });

  it('ends when it is revoked: the person who holds the link is told so and nothing else', async () => {
    const { app, slug, secretariat, rapporteur, expert, give, list, matrix } = await stage(engine);
    const token = await give();
    valueOf(await app.externalReviews.comment(token, text, here));
    const [{ id } = { id: '' }] = await list();
    expect(codeOf(await app.externalReviews.revoke(expert, slug, 'haidian', id))).toBe('forbidden');
    expect(codeOf(await app.externalReviews.revoke(rapporteur, slug, 'haidian', id))).toBe('ok');
    expect(codeOf(await app.externalReviews.revoke(secretariat, slug, 'haidian', id))).toBe('not-found');
    expect(await look(app, token)).toEqual({ status: 'revoked' });
    expect(codeOf(await app.externalReviews.comment(token, text, here))).toBe('link-revoked');
    expect(await list()).toMatchObject([{ status: 'revoked', comments: 1 }]);
    expect(await matrix()).toHaveLength(1);
  });

  it('ends when the text goes back to the experts, and does not open with another version', async () => {
    const { app, slug, secretariat, study, give } = await stage(engine);
    const token = await give();
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    expect(codeOf(await takeStep(app, slug, chair, 'return'))).toBe('ok');
    expect(await look(app, token)).toMatchObject({ status: 'ended', text: null });
    const status = valueOf(await app.workflow.assessment(secretariat, slug, 'haidian'));
    valueOf(
      await app.workflow.takeStep(secretariat, slug, 'haidian', {
        step: 'open-consultation',
        version: status.version,
        reason: { en: 'Again', zh: '' },
        deadline: { at: inDays(app, 10), zone: 'Asia/Shanghai' }
      })
    );
    expect(await look(app, token)).toMatchObject({ status: 'ended', text: null });
    expect(codeOf(await app.externalReviews.comment(token, text, here))).toBe('deadline-passed');
  });

  it('stays with the text that it was given on while that is revised', async () => {
    const { app, slug, senior, give, matrix } = await stage(engine);
    valueOf(await app.consultations.submit(senior, slug, 'haidian', []));
    const token = await give();
    expect(await look(app, token)).toMatchObject({ status: 'open' });
    valueOf(await app.externalReviews.comment(token, text, here));
    expect(await matrix()).toHaveLength(1);
  });

  it('is given by the secretariat and the city’s rapporteur, to a name of an organisation, until a date that is to come', async () => {
    const { app, slug, study, expert, rapporteur, staff, senior, input, giving, list } = await stage(engine);
    const observer = await signedInAs(app, { role: 'observer', study });
    expect(codeOf(await giving({}, rapporteur))).toBe('ok');
    expect(codeOf(await giving({}, expert))).toBe('forbidden');
    expect(codeOf(await giving({}, observer))).toBe('not-found');
    for (const own of [staff, senior]) {
      expect(codeOf(await giving({}, own))).not.toBe('ok');
      expect(codeOf(await app.externalReviews.list(own, slug, 'haidian'))).toBe('forbidden');
    }
    expect(codeOf(await app.externalReviews.give(rapporteur, slug, 'bristol', input, 'en'))).not.toBe('ok');
    expect(await giving({ name: ' ' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'name' } }
    });
    expect(await giving({ organisation: '' })).toMatchObject({
      refusal: { facts: { field: 'organisation' } }
    });
    expect(await giving({ sideId: 'us' })).toMatchObject({ refusal: { facts: { field: 'side' } } });
    expect(await giving({ email: 'no address' })).toMatchObject({ refusal: { facts: { field: 'email' } } });
    expect(codeOf(await giving({ deadline: null }))).toBe('deadline-required');
    expect(codeOf(await giving({ deadline: { at: app.now().toISOString(), zone: 'Asia/Shanghai' } }))).toBe(
      'deadline-too-soon'
    );
    expect(await list()).toHaveLength(1);
  });

  it('stands in the log without names, for those who work inside; what came of it for the city as well', async () => {
    const { app, slug, secretariat, senior, expert, give, list } = await stage(engine);
    const token = await give();
    valueOf(await app.externalReviews.comment(token, text, here));
    valueOf(await app.externalReviews.revoke(secretariat, slug, 'haidian', (await list())[0]?.id ?? ''));
    const kindsFor = async (actor: Actor) =>
      valueOf(await app.events.list(actor, slug, 0)).map(({ kind, actorId }) => [kind, actorId]);
    const inside = await kindsFor(expert);
    expect(inside.slice(-3)).toEqual([
      ['reading.given', secretariat.userId],
      ['city-comment.received', null],
      ['reading.revoked', secretariat.userId]
    ]);
    const kinds = (await kindsFor(senior)).map(([kind]) => kind);
    expect(kinds).toContain('city-comment.received');
    expect(kinds.filter((kind) => kind?.startsWith('reading.'))).toEqual([]);
    expect(JSON.stringify(valueOf(await app.events.list(expert, slug, 0)))).not.toMatch(/Keller|Chamber/);
  });

  it('of twenty comments at once gives each a number of its own', async () => {
    const { app, give, matrix } = await stage(engine);
    const tokens = [await give(), await give({ name: 'B' })];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        app.externalReviews.comment(tokens[n % 2] ?? '', { ...text, body: `No ${n}` }, `192.0.2.${n}`)
      )
    );
    expect(outcomes.map(codeOf)).toEqual(Array(20).fill('ok'));
    expect((await matrix()).map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
});

describe('a link', () => {
  it('names no other city of the study to the reader', async () => {
    const { app, give } = await stage();
    const seen = await look(app, await give());
    const named = seen.status === 'revoked' ? [] : seen.levelChips.names.cities.map(({ id }) => id);
    expect(named).toEqual(['haidian']);
  });

  it('that never was is not found; guessing at it is held back', async () => {
    const { app, give } = await stage();
    const token = await give();
    for (const wrong of [
      '',
      'short',
      `${'0'.repeat(63)}g`,
      '0'.repeat(64),
      `${token}0`,
      token.toUpperCase()
    ]) {
      expect(codeOf(await app.externalReviews.look(wrong, null, here))).toBe('not-found');
      expect(codeOf(await app.externalReviews.comment(wrong, text, here))).toBe('not-found');
    }
    const codes: string[] = [];
    for (let n = 0; n < 12; n += 1)
      codes.push(codeOf(await app.externalReviews.comment('1'.repeat(64), text, '192.0.2.9')));
    expect(codes.slice(-2)).toEqual(['throttled', 'throttled']);
    const looks = await Promise.all(
      Array.from({ length: 301 }, () => app.externalReviews.look(token, null, '192.0.2.10'))
    );
    expect(codeOf(looks[300] ?? { ok: true, value: null })).toBe('throttled');
  });

  it('leaves nothing of itself in the database but a hash', async () => {
    const { app, give } = await stage();
    const token = await give();
    for (const table of ['reading', 'event', 'mail', 'cityComment'] as const) {
      expect(JSON.stringify(await app.store.db.selectFrom(table).selectAll().execute())).not.toContain(token);
    }
  });

  it('takes so many comments and no more, of so many characters and no more, on what is there', async () => {
    const { app, study, give } = await stage();
    const token = await give();
    expect(
      await app.externalReviews.comment(token, { ...text, body: 'x'.repeat(10_001) }, here)
    ).toMatchObject({
      refusal: { code: 'too-large', facts: { field: 'body' } }
    });
    expect(await app.externalReviews.comment(token, { ...text, body: ' ' }, here)).toMatchObject({
      refusal: { facts: { field: 'body' } }
    });
    expect(await app.externalReviews.comment(token, { ...text, kind: null }, here)).toMatchObject({
      refusal: { facts: { field: 'kind' } }
    });
    expect(await app.externalReviews.comment(token, { ...text, section: 'no-such' }, here)).toMatchObject({
      refusal: { facts: { field: 'section' } }
    });
    valueOf(await app.externalReviews.comment(token, { ...text, body: 'x'.repeat(10_000) }, here));
    const { id } = await app.store.db.selectFrom('reading').select('id').executeTakeFirstOrThrow();
    const { id: commentId, ...rest } = await app.store.db
      .selectFrom('cityComment')
      .selectAll()
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: most.comments - 1 }, (_, n) => `${commentId}-${n}`);
    for (const [n, one] of more.entries()) {
      await app.store.db
        .insertInto('cityComment')
        .values({ ...rest, id: one, number: n + 2, body: 'x' })
        .execute();
      await app.store.db
        .insertInto('readingComment')
        .values({ commentId: one, readingId: id, studyId: study.id })
        .execute();
    }
    expect(codeOf(await app.externalReviews.comment(token, text, here))).toBe('too-many');
  });

  it('goes out by mail in both languages where there is a mail server, and its text is forgotten afterwards', async () => {
    const withServer = await createApp(
      await testConfig('sqlite', { SMTP_URL: 'smtp://mail.example.org:587?from=meridian@example.org' }),
      { schedulerMilliseconds: null }
    );
    onTestFinished(() => withServer.close());
    const { app, slug, secretariat, input } = await stage('sqlite', withServer);
    const withAddress = { ...input, email: 'keller@chamber.example' };
    const given = valueOf(await app.externalReviews.give(secretariat, slug, 'haidian', withAddress, 'en'));
    expect(given.isSent).toBe(true);
    const mails = () => app.store.db.selectFrom('mail').selectAll().where('kind', '=', 'reading').execute();
    const [mail] = await mails();
    expect(mail).toMatchObject({ address: 'keller@chamber.example' });
    expect(JSON.stringify(mail)).not.toContain(given.link.split('/').at(-1));
    for (const expectedText of ['Maria Keller', '城市1', '征求意见', 'Comments until'])
      expect(`${mail?.subject}\n${mail?.body}`).toContain(expectedText);
    await settleMail(app.store.db, mail?.id ?? '', { sentAt: app.now().toISOString(), lastError: '' });
    expect(await mails()).toMatchObject([{ body: '' }]);
    valueOf(await app.externalReviews.give(secretariat, slug, 'haidian', withAddress, 'zh'));
    const waiting = (await mails()).find(({ sentAt }) => sentAt === null);
    expect(waiting?.body.indexOf('您好')).toBeLessThan(waiting?.body.indexOf('Dear') ?? 0);
    valueOf(await app.externalReviews.revoke(secretariat, slug, 'haidian', waiting?.id ?? ''));
    expect((await mails()).map(({ id }) => id)).toEqual([mail?.id]);
  });

  it('is not left lying about in a mail that nobody will send', async () => {
    const { app, giving } = await stage();
    expect(valueOf(await giving({ email: 'keller@chamber.example' })).isSent).toBe(false);
    expect(
      await app.store.db.selectFrom('mail').select('id').where('kind', '=', 'reading').execute()
    ).toEqual([]);
  });
});
