/** R206: a draft given to named outsiders by a link: what it shows and to whom, until when, and what becomes of what they say. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { most, type ReaderWords, type ReadingWish } from '#domain/reading.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import { buildHouse, type House } from '#server/house.ts';
import { settleMail } from '#server/store/mail.ts';
import { signedInAs } from '#kit/actors.ts';
import { consultedStudy, inDays, sectionIds } from '#kit/consultation.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse, testClock, testConfig } from '#kit/house.ts';

const day = 86_400_000;
const here = '127.0.0.1';
const [first = '', second = ''] = sectionIds;
const words: ReaderWords = {
  kind: 'judgement',
  language: 'en',
  body: 'The budget is read too kindly.',
  section: first
};
const reason = { en: 'The register says so.', zh: '登记册如此记载。' };

async function stage(engine: Engine = 'sqlite', opened?: House) {
  const clock = testClock();
  const house = opened ?? (await openHouse(engine, { now: clock.now }));
  const people = await consultedStudy(house);
  const { study } = people;
  const rapporteur = await signedInAs(house, { role: 'expert', study, side: 'cn', rapporteurOf: 'haidian' });
  const expert = await signedInAs(house, { role: 'expert', study, side: 'eu' });
  const wish: ReadingWish = {
    name: 'Maria Keller',
    organisation: 'Chamber of Commerce',
    sideId: 'eu',
    email: '',
    deadline: { at: inDays(house, 7), zone: 'Europe/Brussels' }
  };
  const giving = (change: Partial<ReadingWish> = {}, actor: Actor = people.secretariat) =>
    house.readings.give(actor, study.slug, 'haidian', { ...wish, ...change }, 'en');
  const give = async (
    change: Partial<ReadingWish> = {},
    actor: Actor = people.secretariat
  ): Promise<string> => tokenOf(valueOf(await giving(change, actor)).link);
  const list = async (actor: Actor = people.secretariat) =>
    valueOf(await house.readings.list(actor, study.slug, 'haidian'));
  const matrix = async (actor: Actor = people.secretariat) =>
    valueOf(await house.consultations.load(actor, study.slug, 'haidian')).comments;
  return { clock, house, ...people, rapporteur, expert, slug: study.slug, wish, giving, give, list, matrix };
}

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';
const look = async (house: House, token: string, section: string | null = null) =>
  valueOf(await house.readings.look(token, section, here));

async function takeStep(house: House, slug: string, actor: Actor, step: 'ask-approval' | 'return') {
  const standing = valueOf(await house.way.assessment(actor, slug, 'haidian'));
  return house.way.takeStep(actor, slug, 'haidian', {
    step,
    version: standing.version,
    reason: { en: 'As agreed', zh: '' },
    deadline: null
  });
}

describe.each(engines)('a draft given to somebody outside on %s', (engine) => {
  it('shows its frozen text in both languages, section by section, and nothing else of the study', async () => {
    const { house, slug, expert, staff, give } = await stage(engine);
    const secret = 'seen by no outsider';
    valueOf(
      await house.consultations.draft(staff, slug, 'haidian', {
        stance: 'comment',
        kind: 'fact',
        body: secret,
        proposal: '',
        section: first,
        language: 'en',
        blockId: null,
        quote: ''
      })
    );
    valueOf(
      await house.consultations.record(
        expert,
        slug,
        'haidian',
        { origin: 'chamber', name: secret, sideId: 'eu', on: null, meetingId: null },
        [
          {
            stance: 'comment',
            kind: 'fact',
            body: secret,
            proposal: '',
            section: first,
            language: 'en',
            blockId: null,
            quote: ''
          }
        ]
      )
    );
    const token = await give();
    const view = await look(house, token, second);
    expect(view).toMatchObject({
      standing: 'open',
      city: { zh: '城市1' },
      side: { id: 'cn' },
      reader: { name: 'Maria Keller', organisation: 'Chamber of Commerce' },
      deadline: { at: inDays(house, 7), zone: 'Europe/Brussels' },
      text: { id: second },
      comments: []
    });
    const told = JSON.stringify(view);
    expect(told).toContain('The city opened 17 services in 2012.');
    expect(told).toContain('该市于2012年开通了17项服务。');
    for (const hidden of [secret, '@', expert.userId, 'round', 'generation'])
      expect(told).not.toContain(hidden);
  });

  it('takes what is said into the matrix, with name, organisation, side and date, and tells what became of it', async () => {
    const { house, slug, secretariat, senior, staff, expert, give, list, matrix } = await stage(engine);
    const token = await give();
    valueOf(await house.readings.comment(token, words, here));
    valueOf(
      await house.readings.comment(
        token,
        { ...words, kind: 'fact', language: 'zh', body: '应为19项。', section: null },
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
        body: words.body,
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
      await house.consultations.draft(staff, slug, 'haidian', {
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
    const drafts = valueOf(await house.consultations.load(senior, slug, 'haidian')).drafts?.present ?? [];
    valueOf(await house.consultations.submit(senior, slug, 'haidian', drafts));
    expect((await matrix()).map(({ number, origin }) => [number, origin])).toEqual([
      [1, 'reader'],
      [2, 'reader'],
      [3, 'city']
    ]);

    const missing = valueOf(await house.way.assessment(secretariat, slug, 'haidian')).missing ?? [];
    expect(missing.filter(({ kind }) => kind === 'undecided-comment')).toHaveLength(3);
    const [one] = await matrix();
    if (!one) throw new Error('There is no comment');
    valueOf(
      await house.consultations.decide(expert, slug, 'haidian', one, {
        disposition: 'rejected',
        reason,
        change: null
      })
    );
    expect(await look(house, token)).toMatchObject({
      comments: [
        { body: words.body, reply: { disposition: 'rejected', reason } },
        { body: '应为19项。', reply: null }
      ]
    });
    expect(await list()).toMatchObject([{ name: 'Maria Keller', comments: 2, standing: 'open' }]);
    const exported = valueOf(await house.consultations.ofCity(secretariat, slug, 'haidian'));
    expect(exported.cities[0]?.comments[0]).toMatchObject({
      origin: 'reader',
      originName: 'Chamber of Commerce · Maria Keller',
      originSide: 'eu'
    });
  });

  it('shows each reader their own comments alone', async () => {
    const { house, give } = await stage(engine);
    const [one, other] = [await give(), await give({ name: '王芳', organisation: '某研究院', sideId: null })];
    valueOf(await house.readings.comment(one, words, here));
    expect(await look(house, one)).toMatchObject({ comments: [{ body: words.body }] });
    expect(await look(house, other)).toMatchObject({ reader: { name: '王芳' }, comments: [] });
  });

  it('ends by its date: no text any more, no comment, but what was said and the reply to it', async () => {
    const { clock, house, give, list } = await stage(engine);
    const token = await give();
    valueOf(await house.readings.comment(token, words, here));
    clock.advance(7 * day);
    expect(await look(house, token)).toMatchObject({
      standing: 'ended',
      text: null,
      comments: [{ body: words.body }]
    });
    expect(JSON.stringify(await look(house, token))).not.toContain('opened 17 services');
    expect(codeOf(await house.readings.comment(token, words, here))).toBe('deadline-passed');
    expect(await list()).toMatchObject([{ standing: 'ended', comments: 1 }]);
  });

  it('ends when it is revoked: whoever holds the link is told so and nothing else', async () => {
    const { house, slug, secretariat, rapporteur, expert, give, list, matrix } = await stage(engine);
    const token = await give();
    valueOf(await house.readings.comment(token, words, here));
    const [{ id } = { id: '' }] = await list();
    expect(codeOf(await house.readings.revoke(expert, slug, 'haidian', id))).toBe('forbidden');
    expect(codeOf(await house.readings.revoke(rapporteur, slug, 'haidian', id))).toBe('ok');
    expect(codeOf(await house.readings.revoke(secretariat, slug, 'haidian', id))).toBe('not-found');
    expect(await look(house, token)).toEqual({ standing: 'revoked' });
    expect(codeOf(await house.readings.comment(token, words, here))).toBe('link-revoked');
    expect(await list()).toMatchObject([{ standing: 'revoked', comments: 1 }]);
    expect(await matrix()).toHaveLength(1);
  });

  it('ends when the text goes back to the experts, and does not open with another version', async () => {
    const { house, slug, secretariat, study, give } = await stage(engine);
    const token = await give();
    const chair = await signedInAs(house, { role: 'chair', side: 'eu', study });
    expect(codeOf(await takeStep(house, slug, chair, 'return'))).toBe('ok');
    expect(await look(house, token)).toMatchObject({ standing: 'ended', text: null });
    const standing = valueOf(await house.way.assessment(secretariat, slug, 'haidian'));
    valueOf(
      await house.way.takeStep(secretariat, slug, 'haidian', {
        step: 'open-consultation',
        version: standing.version,
        reason: { en: 'Again', zh: '' },
        deadline: { at: inDays(house, 10), zone: 'Asia/Shanghai' }
      })
    );
    expect(await look(house, token)).toMatchObject({ standing: 'ended', text: null });
    expect(codeOf(await house.readings.comment(token, words, here))).toBe('deadline-passed');
  });

  it('stays with the text that it was given on while that is revised', async () => {
    const { house, slug, senior, give, matrix } = await stage(engine);
    valueOf(await house.consultations.submit(senior, slug, 'haidian', []));
    const token = await give();
    expect(await look(house, token)).toMatchObject({ standing: 'open' });
    valueOf(await house.readings.comment(token, words, here));
    expect(await matrix()).toHaveLength(1);
  });

  it('is given by the secretariat and the city’s rapporteur, to a name of an organisation, until a date that is to come', async () => {
    const { house, slug, study, expert, rapporteur, staff, senior, wish, giving, list } = await stage(engine);
    const observer = await signedInAs(house, { role: 'observer', study });
    expect(codeOf(await giving({}, rapporteur))).toBe('ok');
    expect(codeOf(await giving({}, expert))).toBe('forbidden');
    expect(codeOf(await giving({}, observer))).toBe('not-found');
    for (const own of [staff, senior]) {
      expect(codeOf(await giving({}, own))).not.toBe('ok');
      expect(codeOf(await house.readings.list(own, slug, 'haidian'))).toBe('forbidden');
    }
    expect(codeOf(await house.readings.give(rapporteur, slug, 'bristol', wish, 'en'))).not.toBe('ok');
    expect(await giving({ name: ' ' })).toMatchObject({
      refusal: { code: 'invalid', facts: { field: 'name' } }
    });
    expect(await giving({ organisation: '' })).toMatchObject({
      refusal: { facts: { field: 'organisation' } }
    });
    expect(await giving({ sideId: 'us' })).toMatchObject({ refusal: { facts: { field: 'side' } } });
    expect(await giving({ email: 'no address' })).toMatchObject({ refusal: { facts: { field: 'email' } } });
    expect(codeOf(await giving({ deadline: null }))).toBe('deadline-required');
    expect(codeOf(await giving({ deadline: { at: house.now().toISOString(), zone: 'Asia/Shanghai' } }))).toBe(
      'deadline-too-soon'
    );
    expect(await list()).toHaveLength(1);
  });

  it('stands in the log without names, for those who work inside; what came of it for the city as well', async () => {
    const { house, slug, secretariat, senior, expert, give, list } = await stage(engine);
    const token = await give();
    valueOf(await house.readings.comment(token, words, here));
    valueOf(await house.readings.revoke(secretariat, slug, 'haidian', (await list())[0]?.id ?? ''));
    const kindsFor = async (actor: Actor) =>
      valueOf(await house.events.list(actor, slug, 0)).map(({ kind, actorId }) => [kind, actorId]);
    const inside = await kindsFor(expert);
    expect(inside.slice(-3)).toEqual([
      ['reading.given', secretariat.userId],
      ['city-comment.received', null],
      ['reading.revoked', secretariat.userId]
    ]);
    const kinds = (await kindsFor(senior)).map(([kind]) => kind);
    expect(kinds).toContain('city-comment.received');
    expect(kinds.filter((kind) => kind?.startsWith('reading.'))).toEqual([]);
    expect(JSON.stringify(valueOf(await house.events.list(expert, slug, 0)))).not.toMatch(/Keller|Chamber/);
  });

  it('of twenty comments at once gives each a number of its own', async () => {
    const { house, give, matrix } = await stage(engine);
    const tokens = [await give(), await give({ name: 'B' })];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        house.readings.comment(tokens[n % 2] ?? '', { ...words, body: `No ${n}` }, `192.0.2.${n}`)
      )
    );
    expect(outcomes.map(codeOf)).toEqual(Array(20).fill('ok'));
    expect((await matrix()).map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
});

describe('a link', () => {
  it('that never was is not found; guessing at it is held back', async () => {
    const { house, give } = await stage();
    const token = await give();
    for (const wrong of [
      '',
      'short',
      `${'0'.repeat(63)}g`,
      '0'.repeat(64),
      `${token}0`,
      token.toUpperCase()
    ]) {
      expect(codeOf(await house.readings.look(wrong, null, here))).toBe('not-found');
      expect(codeOf(await house.readings.comment(wrong, words, here))).toBe('not-found');
    }
    const codes: string[] = [];
    for (let n = 0; n < 12; n += 1)
      codes.push(codeOf(await house.readings.comment('1'.repeat(64), words, '192.0.2.9')));
    expect(codes.slice(-2)).toEqual(['throttled', 'throttled']);
    const looks = await Promise.all(
      Array.from({ length: 301 }, () => house.readings.look(token, null, '192.0.2.10'))
    );
    expect(codeOf(looks[300] ?? { ok: true, value: null })).toBe('throttled');
  });

  it('leaves nothing of itself in the database but a hash', async () => {
    const { house, give } = await stage();
    const token = await give();
    for (const table of ['reading', 'event', 'mail', 'cityComment'] as const) {
      expect(JSON.stringify(await house.store.db.selectFrom(table).selectAll().execute())).not.toContain(
        token
      );
    }
  });

  it('takes so many comments and no more, of so many letters and no more, on what is there', async () => {
    const { house, study, give } = await stage();
    const token = await give();
    expect(await house.readings.comment(token, { ...words, body: 'x'.repeat(10_001) }, here)).toMatchObject({
      refusal: { code: 'too-large', facts: { field: 'body' } }
    });
    expect(await house.readings.comment(token, { ...words, body: ' ' }, here)).toMatchObject({
      refusal: { facts: { field: 'body' } }
    });
    expect(await house.readings.comment(token, { ...words, kind: null }, here)).toMatchObject({
      refusal: { facts: { field: 'kind' } }
    });
    expect(await house.readings.comment(token, { ...words, section: 'no-such' }, here)).toMatchObject({
      refusal: { facts: { field: 'section' } }
    });
    valueOf(await house.readings.comment(token, { ...words, body: 'x'.repeat(10_000) }, here));
    const { id } = await house.store.db.selectFrom('reading').select('id').executeTakeFirstOrThrow();
    const { id: commentId, ...rest } = await house.store.db
      .selectFrom('cityComment')
      .selectAll()
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: most.comments - 1 }, (_, n) => `${commentId}-${n}`);
    for (const [n, one] of more.entries()) {
      await house.store.db
        .insertInto('cityComment')
        .values({ ...rest, id: one, number: n + 2, body: 'x' })
        .execute();
      await house.store.db
        .insertInto('readingComment')
        .values({ commentId: one, readingId: id, studyId: study.id })
        .execute();
    }
    expect(codeOf(await house.readings.comment(token, words, here))).toBe('too-many');
  });

  it('goes out by letter in both languages where there is a mail server, and its words are forgotten afterwards', async () => {
    const withServer = await buildHouse(
      await testConfig('sqlite', { SMTP_URL: 'smtp://mail.example.org:587?from=meridian@example.org' }),
      { dueMilliseconds: null }
    );
    onTestFinished(() => withServer.close());
    const { house, slug, secretariat, wish } = await stage('sqlite', withServer);
    const withAddress = { ...wish, email: 'keller@chamber.example' };
    const given = valueOf(await house.readings.give(secretariat, slug, 'haidian', withAddress, 'en'));
    expect(given.isSent).toBe(true);
    const letters = () =>
      house.store.db.selectFrom('mail').selectAll().where('kind', '=', 'reading').execute();
    const [letter] = await letters();
    expect(letter).toMatchObject({ address: 'keller@chamber.example' });
    for (const said of [given.link, 'Maria Keller', '城市1', '征求意见', 'Comments until'])
      expect(`${letter?.subject}\n${letter?.body}`).toContain(said);
    await settleMail(house.store.db, letter?.id ?? '', { sentAt: house.now().toISOString(), lastError: '' });
    expect(await letters()).toMatchObject([{ body: '' }]);
    valueOf(await house.readings.give(secretariat, slug, 'haidian', withAddress, 'zh'));
    const waiting = (await letters()).find(({ sentAt }) => sentAt === null);
    expect(waiting?.body.indexOf('您好')).toBeLessThan(waiting?.body.indexOf('Dear') ?? 0);
    valueOf(await house.readings.revoke(secretariat, slug, 'haidian', waiting?.id ?? ''));
    expect((await letters()).map(({ id }) => id)).toEqual([letter?.id]);
  });

  it('is not left lying about in a letter that nobody will send', async () => {
    const { house, giving } = await stage();
    expect(valueOf(await giving({ email: 'keller@chamber.example' })).isSent).toBe(false);
    expect(
      await house.store.db.selectFrom('mail').select('id').where('kind', '=', 'reading').execute()
    ).toEqual([]);
  });
});
