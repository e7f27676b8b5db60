/** What reaches a person, and what must not: the inbox knows no more than the pages. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '#domain/events.ts';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { openHouse, testClock } from '#kit/house.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';
import { appendEvent } from '#server/events/append.ts';
import type { House } from '#server/house.ts';
import type { Actor } from '#domain/permissions.ts';

async function setUp(engine: Engine) {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const house = await openHouse(engine, { now: clock.now });
  const study = await makeStudy(house, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'revision' },
      { id: 'haidian', side: 'cn', state: 'consultation' },
      { id: 'korla', side: 'cn', state: 'approval' }
    ]
  });
  const tell = (happening: Happening, actorId: string | null = null) =>
    house.store.db
      .transaction()
      .execute((trx) =>
        appendEvent(
          trx,
          { studyId: study.id, actorId, actorRole: null, at: clock.now().toISOString() },
          happening
        )
      );
  return { house, study, clock, tell };
}

interface Said {
  readonly by: Actor;
  readonly role: string;
  readonly names: Actor;
  readonly city?: number;
  readonly audience?: 'experts' | 'shared' | 'staff';
  readonly document?: 'responseId' | 'findingsId';
  readonly heldUntil?: string | null;
  readonly state?: 'open' | 'resolved';
}

async function comment(
  house: House,
  study: TestStudy,
  {
    by,
    role,
    names,
    city = 0,
    audience = 'experts',
    document = 'findingsId',
    heldUntil = null,
    state = 'open'
  }: Said
): Promise<string> {
  const { db } = house.store;
  const at = house.now().toISOString();
  const [threadId, id] = [house.newId(), house.newId()];
  await db
    .insertInto('thread')
    .values({
      id: threadId,
      studyId: study.id,
      documentId: study.cities[city]?.[document] ?? '',
      cityId: study.cities[city]?.id ?? null,
      about: 'passage',
      section: 'stakeholders',
      targetId: null,
      language: 'en',
      anchorFrom: null,
      anchorTo: null,
      blockId: null,
      quote: 'the words',
      audience,
      state,
      userId: by.userId,
      role,
      sideId: null,
      at,
      settledBy: null,
      settledAt: null,
      version: 1
    })
    .execute();
  await db
    .insertInto('comment')
    .values({
      id,
      studyId: study.id,
      threadId,
      userId: by.userId,
      role,
      sideId: null,
      language: 'en',
      body: 'Is this so?',
      at,
      heldUntil,
      editedAt: null,
      withdrawnAt: null,
      version: 1
    })
    .execute();
  await db.insertInto('mention').values({ studyId: study.id, commentId: id, userId: names.userId }).execute();
  return id;
}

async function inboxOf(house: House, study: TestStudy, actor: Actor) {
  const view = await house.inbox.load(actor, study.slug);
  if (!view.ok) throw new Error(view.refusal.code);
  const counts = await house.inbox.counts(actor, study.slug);
  return { ...view.value, counts: counts.ok ? counts.value : null };
}

describe.each(engines)('the inbox on %s', (engine) => {
  it('shows comments that name the person and that the person has, and nothing of others', async () => {
    const { house, study } = await setUp(engine);
    const expert = await signedInAs(house, { role: 'expert', side: 'eu', study });
    const other = await signedInAs(house, { role: 'expert', side: 'cn', study });
    const city = await signedInAs(house, { role: 'city', city: 'bristol', study });
    const seen = await comment(house, study, { by: other, role: 'expert', names: expert });
    await comment(house, study, {
      by: city,
      role: 'city',
      names: expert,
      audience: 'staff',
      document: 'responseId'
    });
    await comment(house, study, {
      by: city,
      role: 'city',
      names: expert,
      audience: 'shared',
      document: 'responseId',
      heldUntil: '2013-11-01T08:01:00.000Z'
    });
    await comment(house, study, { by: other, role: 'expert', names: city });
    await comment(house, study, { by: expert, role: 'expert', names: expert });
    expect((await inboxOf(house, study, expert)).mentions.map(({ commentId }) => commentId)).toEqual([seen]);
    expect((await inboxOf(house, study, expert)).counts).toEqual({ mentions: 1, changes: 0 });
    expect(await inboxOf(house, study, city)).toMatchObject({ mentions: [], counts: { mentions: 0 } });
  });

  it('a mention is read and unread by whom it names, and counts only while it is unread', async () => {
    const { house, study } = await setUp(engine);
    const expert = await signedInAs(house, { role: 'expert', side: 'eu', study });
    const other = await signedInAs(house, { role: 'expert', side: 'cn', study });
    const id = await comment(house, study, { by: other, role: 'expert', names: expert });
    expect(await house.inbox.markMention(other, study.slug, id, true)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    await house.inbox.markMention(expert, study.slug, id, true);
    expect(await inboxOf(house, study, expert)).toMatchObject({
      mentions: [{ isRead: true }],
      counts: { mentions: 0 }
    });
    await house.inbox.markMention(expert, study.slug, id, false);
    expect((await inboxOf(house, study, expert)).counts?.mentions).toBe(1);
    await house.inbox.markMentions(expert, study.slug);
    expect((await inboxOf(house, study, expert)).counts?.mentions).toBe(0);
  });

  it('changes are those of others in one’s own cities, since one looked, and only what the log shows', async () => {
    const { house, study, clock, tell } = await setUp(engine);
    const expert = await signedInAs(house, { role: 'expert', side: 'eu', study });
    const city = await signedInAs(house, { role: 'city', city: 'haidian', study });
    await tell({ kind: 'study.changed', needs: 'study.see', payload: {} });
    clock.advance(1000);
    await tell({ kind: 'comment.added', needs: 'comments.internal', cityId: 'bristol', payload: {} });
    clock.advance(1000);
    await tell({ kind: 'comment.added', needs: 'comments.internal', cityId: 'haidian', payload: {} });
    clock.advance(1000);
    await tell({ kind: 'city-comment.drafted', needs: 'comments.staff', cityId: 'haidian', payload: {} });
    await tell(
      { kind: 'comment.added', needs: 'comments.internal', cityId: 'bristol', payload: {} },
      expert.userId
    );
    const kinds = async (actor: Actor) =>
      (await inboxOf(house, study, actor)).changes.map(({ kind, cityId }) => `${kind} ${cityId ?? ''}`);
    expect(await kinds(expert)).toEqual(['comment.added bristol', 'study.changed ']);
    expect(await kinds(city)).toEqual(['city-comment.drafted haidian', 'study.changed ']);
    expect((await inboxOf(house, study, expert)).counts?.changes).toBe(2);
    await house.inbox.see(expert, study.slug, '2013-11-01T08:00:00.000Z');
    expect(await kinds(expert)).toEqual(['comment.added bristol']);
    await house.inbox.see(expert, study.slug, '2012-01-01T00:00:00.000Z');
    expect(await kinds(expert)).toEqual(['comment.added bristol']);
    await house.inbox.see(expert, study.slug, '2999-01-01T00:00:00.000Z');
    expect((await inboxOf(house, study, expert)).seenThrough).toBe('2013-11-01T08:00:04.000Z');
  });

  it('who was away reads a week at most', async () => {
    const { house, study, clock, tell } = await setUp(engine);
    const chair = await signedInAs(house, { role: 'chair', side: 'eu', study });
    await house.inbox.see(chair, study.slug, '2013-11-01T08:00:00.000Z');
    clock.advance(1000);
    await tell({ kind: 'study.changed', needs: 'study.see', payload: { n: 1 } });
    clock.advance(8 * 24 * 3600_000);
    await tell({
      kind: 'assessment.moved',
      needs: 'assessment.see',
      cityId: 'korla',
      payload: { from: 'revision', to: 'approval' }
    });
    clock.advance(1000);
    const cookie = await house.inbox.whileAway(chair, study.slug);
    expect(cookie).toMatchObject({
      value: { since: '2013-11-02T08:00:02.000Z', changes: [{ kind: 'assessment.moved' }], hasMore: false }
    });
  });

  it('asks a city to submit before its deadline, experts to decide, chairs to sign, and each only that', async () => {
    const { house, study } = await setUp(engine);
    const { db } = house.store;
    const at = house.now().toISOString();
    const [bristol, haidian, korla] = study.cities;
    if (!bristol || !haidian || !korla) throw new Error('three cities');
    const round = {
      studyId: study.id,
      round: 1,
      openedAt: at,
      deadline: '2013-11-12T10:00:00.000Z',
      deadlineZone: 'Asia/Shanghai',
      versionId: 'v',
      submittedBy: null,
      version: 1
    };
    await db
      .insertInto('consultation')
      .values([
        {
          ...round,
          id: 'c1',
          cityId: 'haidian',
          documentId: haidian.findingsId,
          submittedAt: null,
          closedAt: null,
          outcome: null
        },
        {
          ...round,
          id: 'c2',
          cityId: 'bristol',
          documentId: bristol.findingsId,
          submittedAt: at,
          closedAt: at,
          outcome: 'submitted'
        }
      ])
      .execute();
    const said = {
      studyId: study.id,
      section: null,
      language: null,
      blockId: null,
      quote: '',
      stance: 'comment',
      kind: 'fact',
      body: 'So it is not',
      proposal: '',
      origin: 'city',
      originName: '',
      originSide: null,
      originOn: null,
      meetingId: null,
      userId: 'u',
      at,
      reasonEn: '',
      reasonZh: '',
      changeSection: null,
      changeBlockId: null,
      changeQuote: '',
      decidedBy: null,
      decidedAt: null,
      answer: null,
      answerText: '',
      answeredBy: null,
      answeredAt: null,
      isStatement: 0,
      version: 1
    } as const;
    await db
      .insertInto('cityComment')
      .values([
        {
          ...said,
          id: 'k1',
          consultationId: 'c1',
          cityId: 'haidian',
          number: 0,
          submittedAt: null,
          disposition: null
        },
        {
          ...said,
          id: 'k2',
          consultationId: 'c2',
          cityId: 'bristol',
          number: 1,
          submittedAt: at,
          disposition: null
        },
        {
          ...said,
          id: 'k3',
          consultationId: 'c2',
          cityId: 'bristol',
          number: 2,
          submittedAt: at,
          disposition: 'noted'
        }
      ])
      .execute();
    const version = {
      studyId: study.id,
      subject: 'findings:korla',
      documentId: korla.findingsId,
      cityId: 'korla',
      generation: 1,
      throughSeq: 0,
      kind: 'approval',
      nameEn: '',
      nameZh: '',
      bytes: new Uint8Array(),
      userId: null,
      at
    } as const;
    await db
      .insertInto('version')
      .values([
        { ...version, id: 'v1', number: 1, hash: 'a' },
        { ...version, id: 'v2', number: 2, hash: 'b' }
      ])
      .execute();
    await db
      .insertInto('signature')
      .values([
        {
          id: 's',
          studyId: study.id,
          versionId: 'v2',
          subject: 'findings:korla',
          hash: 'b',
          userId: 'x',
          sideId: 'cn',
          method: 'password',
          digest: 'd',
          at,
          voidedAt: null,
          voidReasonEn: '',
          voidReasonZh: ''
        },
        {
          id: 's0',
          studyId: study.id,
          versionId: 'v1',
          subject: 'findings:korla',
          hash: 'a',
          userId: 'y',
          sideId: 'eu',
          method: 'password',
          digest: 'd',
          at,
          voidedAt: null,
          voidReasonEn: '',
          voidReasonZh: ''
        }
      ])
      .execute();
    const asked = async (actor: Actor) =>
      (await inboxOf(house, study, actor)).asked.map((task) =>
        'city' in task ? `${task.kind} ${task.city.id}` : task.kind
      );
    const city = await signedInAs(house, { role: 'city', city: 'haidian', study });
    const speaking = (isSenior: boolean): Actor => ({
      ...city,
      grants: city.grants.map((grant) => ({ ...grant, isSenior }))
    });
    expect(await asked(speaking(false))).toEqual(['read-findings haidian']);
    expect((await inboxOf(house, study, speaking(true))).asked).toMatchObject([
      { kind: 'submit-comments', drafts: 1, deadline: { zone: 'Asia/Shanghai' } }
    ]);
    expect(await asked(await signedInAs(house, { role: 'city', city: 'bristol', study }))).toEqual([
      'answer-dispositions bristol'
    ]);
    expect(await asked(await signedInAs(house, { role: 'expert', side: 'cn', study }))).toEqual([
      'decide-comments bristol',
      'write-findings bristol',
      'write-chapter'
    ]);
    expect(await asked(await signedInAs(house, { role: 'chair', side: 'eu', study }))).toEqual(['sign']);
    expect(await asked(await signedInAs(house, { role: 'chair', side: 'cn', study }))).toEqual([]);
  });

  it('an open thread that names the person is asked of them until it is read or resolved', async () => {
    const { house, study } = await setUp(engine);
    const observer = await signedInAs(house, { role: 'chair', side: 'eu', study });
    const other = await signedInAs(house, { role: 'expert', side: 'cn', study });
    const id = await comment(house, study, { by: other, role: 'expert', names: observer });
    await comment(house, study, { by: other, role: 'expert', names: observer, state: 'resolved' });
    expect((await inboxOf(house, study, observer)).asked).toMatchObject([
      { kind: 'answer-mention', section: 'stakeholders' }
    ]);
    await house.inbox.markMention(observer, study.slug, id, true);
    expect((await inboxOf(house, study, observer)).asked).toEqual([]);
  });
});
