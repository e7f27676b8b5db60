/** Tests what reaches a person's inbox, and that it reveals no more than the pages. */
import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '#lib/events/kinds.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp, testClock } from '#kit/app.ts';
import { wholeTextComment } from '#kit/comment-row.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';
import type { App } from '../../../server/app.ts';
import type { Actor } from '#base/permissions.ts';
import { appenderOf } from '#kit/appending.ts';
import { passageThread } from '#kit/thread-row.ts';

async function setUp(engine: Engine) {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app, {
    cities: [
      { id: 'bristol', side: 'eu', state: 'revision' },
      { id: 'haidian', side: 'cn', state: 'consultation' },
      { id: 'korla', side: 'cn', state: 'approval' }
    ]
  });
  const append = appenderOf(app, study.id);
  return { app, study, clock, append };
}

const commentIn = (cityId: string): DomainEvent => ({
  kind: 'comment.added',
  needs: 'comments.internal',
  cityId,
  payload: {
    document: 'findings',
    slug: null,
    threadId: 't1',
    section: 'vision',
    audience: 'experts',
    commentId: 'c1'
  }
});

interface TaskSentence {
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
  app: App,
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
  }: TaskSentence
): Promise<string> {
  const { db } = app.store;
  const at = app.now().toISOString();
  const [threadId, id] = [app.newId(), app.newId()];
  await db
    .insertInto('thread')
    .values({
      id: threadId,
      studyId: study.id,
      documentId: study.cities[city]?.[document] ?? '',
      cityId: study.cities[city]?.id ?? null,
      ...passageThread,
      quote: 'the words',
      audience,
      state,
      userId: by.userId,
      role,
      sideId: null,
      at
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

async function inboxOf(app: App, study: TestStudy, actor: Actor) {
  const view = await app.inbox.load(actor, study.slug);
  if (!view.ok) throw new Error(view.refusal.code);
  const counts = await app.inbox.counts(actor, study.slug);
  return { ...view.value, counts: counts.ok ? counts.value : null };
}

describe.each(serviceEngines)('the inbox on %s', (engine) => {
  it('shows comments that name the person and that the person has, and nothing of others', async () => {
    const { app, study } = await setUp(engine);
    const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
    const other = await signedInAs(app, { role: 'expert', side: 'cn', study });
    const city = await signedInAs(app, { role: 'city', city: 'bristol', study });
    const seen = await comment(app, study, { by: other, role: 'expert', names: expert });
    await comment(app, study, {
      by: city,
      role: 'city',
      names: expert,
      audience: 'staff',
      document: 'responseId'
    });
    await comment(app, study, {
      by: city,
      role: 'city',
      names: expert,
      audience: 'shared',
      document: 'responseId',
      heldUntil: '2013-11-01T08:01:00.000Z'
    });
    await comment(app, study, { by: other, role: 'expert', names: city });
    await comment(app, study, { by: expert, role: 'expert', names: expert });
    expect((await inboxOf(app, study, expert)).mentions.map(({ commentId }) => commentId)).toEqual([seen]);
    expect((await inboxOf(app, study, expert)).counts).toEqual({ mentions: 1, changes: 0 });
    expect(await inboxOf(app, study, city)).toMatchObject({ mentions: [], counts: { mentions: 0 } });
  });

  it('a mention is read and unread by whom it names, and counts only while it is unread', async () => {
    const { app, study } = await setUp(engine);
    const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
    const other = await signedInAs(app, { role: 'expert', side: 'cn', study });
    const id = await comment(app, study, { by: other, role: 'expert', names: expert });
    expect(await app.inbox.markMention(other, study.slug, id, true)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    await app.inbox.markMention(expert, study.slug, id, true);
    expect(await inboxOf(app, study, expert)).toMatchObject({
      mentions: [{ isRead: true }],
      counts: { mentions: 0 }
    });
    await app.inbox.markMention(expert, study.slug, id, false);
    expect((await inboxOf(app, study, expert)).counts?.mentions).toBe(1);
    await app.inbox.markMentions(expert, study.slug);
    expect((await inboxOf(app, study, expert)).counts?.mentions).toBe(0);
  });

  it('changes are those of others in one’s own cities, since one looked, and only what the log shows', async () => {
    const { app, study, clock, append } = await setUp(engine);
    const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    clock.advance(1000);
    await append(commentIn('bristol'));
    clock.advance(1000);
    await append(commentIn('haidian'));
    clock.advance(1000);
    await append({
      kind: 'city-comment.drafted',
      needs: 'comments.staff',
      cityId: 'haidian',
      payload: { commentId: 'c1' }
    });
    await append(commentIn('bristol'), expert.userId);
    const kinds = async (actor: Actor) =>
      (await inboxOf(app, study, actor)).changes.map(({ kind, cityId }) => `${kind} ${cityId ?? ''}`);
    expect(await kinds(expert)).toEqual(['comment.added bristol', 'study.changed ']);
    expect(await kinds(city)).toEqual(['city-comment.drafted haidian', 'study.changed ']);
    expect((await inboxOf(app, study, expert)).counts?.changes).toBe(2);
    await app.inbox.see(expert, study.slug, Date.parse('2013-11-01T08:00:00.000Z'));
    expect(await kinds(expert)).toEqual(['comment.added bristol']);
    await app.inbox.see(expert, study.slug, Date.parse('2012-01-01T00:00:00.000Z'));
    expect(await kinds(expert)).toEqual(['comment.added bristol']);
    await app.inbox.see(expert, study.slug, Number.MAX_SAFE_INTEGER);
    expect((await inboxOf(app, study, expert)).seenThrough).toBe('2013-11-01T08:00:01.000Z');
  });

  it('what happens after a clock that was ahead has been set back is new to those who had looked meanwhile', async () => {
    const { app, study, clock, append } = await setUp(engine);
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    clock.advance(30 * 24 * 3600_000);
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    const [shown] = (await inboxOf(app, study, chair)).changes;
    await app.inbox.see(chair, study.slug, shown?.number ?? 0);
    clock.advance(-30 * 24 * 3600_000);
    await append({
      kind: 'assessment.moved',
      needs: 'assessment.see',
      cityId: 'korla',
      payload: { step: 'ask-approval', from: 'revision', to: 'approval' }
    });
    const inbox = await inboxOf(app, study, chair);
    expect(inbox.changes.map(({ kind, at }) => [kind, at])).toEqual([
      ['assessment.moved', '2013-11-01T08:00:00.000Z']
    ]);
    expect(inbox.counts?.changes).toBe(1);
    expect(await app.inbox.whileAway(chair, study.slug)).toMatchObject({
      value: { changes: [{ kind: 'assessment.moved' }] }
    });
    await app.inbox.see(chair, study.slug, inbox.changes[0]?.number ?? 0);
    expect(await inboxOf(app, study, chair)).toMatchObject({
      changes: [],
      seenThrough: '2013-11-01T08:00:00.000Z'
    });
  });

  it('who was away reads a week at most', async () => {
    const { app, study, clock, append } = await setUp(engine);
    const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
    await app.inbox.see(chair, study.slug, Date.parse('2013-11-01T08:00:00.000Z'));
    clock.advance(1000);
    await append({ kind: 'study.changed', needs: 'study.see', payload: { texts: 'title' } });
    clock.advance(8 * 24 * 3600_000);
    await append({
      kind: 'assessment.moved',
      needs: 'assessment.see',
      cityId: 'korla',
      payload: { step: 'ask-approval', from: 'revision', to: 'approval' }
    });
    clock.advance(1000);
    const cookie = await app.inbox.whileAway(chair, study.slug);
    expect(cookie).toMatchObject({
      value: { since: '2013-11-02T08:00:02.000Z', changes: [{ kind: 'assessment.moved' }], hasMore: false }
    });
  });

  it('asks a city to submit before its deadline, experts to decide, chairs to sign, and each only that', async () => {
    const { app, study } = await setUp(engine);
    const { db } = app.store;
    const at = app.now().toISOString();
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
    const sentences = {
      ...wholeTextComment,
      studyId: study.id,
      body: 'So it is not',
      userId: 'u',
      at
    };
    await db
      .insertInto('cityComment')
      .values([
        {
          ...sentences,
          id: 'k1',
          consultationId: 'c1',
          cityId: 'haidian',
          number: 0,
          submittedAt: null,
          disposition: null
        },
        {
          ...sentences,
          id: 'k2',
          consultationId: 'c2',
          cityId: 'bristol',
          number: 1,
          submittedAt: at,
          disposition: null
        },
        {
          ...sentences,
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
    const signature = {
      studyId: study.id,
      subject: 'findings:korla',
      method: 'password',
      digest: 'd',
      at,
      voidedAt: null,
      voidReasonEn: '',
      voidReasonZh: ''
    } as const;
    await db
      .insertInto('signature')
      .values([
        { ...signature, id: 's', versionId: 'v2', hash: 'b', userId: 'x', sideId: 'cn' },
        { ...signature, id: 's0', versionId: 'v1', hash: 'a', userId: 'y', sideId: 'eu' }
      ])
      .execute();
    const tasks = async (actor: Actor) =>
      (await inboxOf(app, study, actor)).tasks.map((task) =>
        'city' in task ? `${task.kind} ${task.city.id}` : task.kind
      );
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const speaking = (isSenior: boolean): Actor => ({
      ...city,
      grants: city.grants.map((grant) => ({ ...grant, isSenior }))
    });
    expect(await tasks(speaking(false))).toEqual(['read-findings haidian']);
    expect((await inboxOf(app, study, speaking(true))).tasks).toMatchObject([
      { kind: 'submit-comments', drafts: 1, deadline: { zone: 'Asia/Shanghai' } }
    ]);
    expect(await tasks(await signedInAs(app, { role: 'city', city: 'bristol', study }))).toEqual([
      'answer-dispositions bristol'
    ]);
    expect(await tasks(await signedInAs(app, { role: 'expert', side: 'cn', study }))).toEqual([
      'decide-comments bristol',
      'write-findings bristol',
      'write-chapter'
    ]);
    expect(await tasks(await signedInAs(app, { role: 'chair', side: 'eu', study }))).toEqual(['sign']);
    expect(await tasks(await signedInAs(app, { role: 'chair', side: 'cn', study }))).toEqual([]);
  });

  it('an open thread that names the person is asked of them until it is read or resolved', async () => {
    const { app, study } = await setUp(engine);
    const observer = await signedInAs(app, { role: 'chair', side: 'eu', study });
    const other = await signedInAs(app, { role: 'expert', side: 'cn', study });
    const id = await comment(app, study, { by: other, role: 'expert', names: observer });
    await comment(app, study, { by: other, role: 'expert', names: observer, state: 'resolved' });
    expect((await inboxOf(app, study, observer)).tasks).toMatchObject([
      { kind: 'answer-mention', section: 'stakeholders' }
    ]);
    await app.inbox.markMention(observer, study.slug, id, true);
    expect((await inboxOf(app, study, observer)).tasks).toEqual([]);
  });
});
