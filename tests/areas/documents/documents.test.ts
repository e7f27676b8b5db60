import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { firstWriting, openStage, section, textOf, writing } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';
import { findGeneration } from '#server/areas/assessments/store/documents.ts';
import { insertUpdates } from '#server/store/updates.ts';

describe.each(engines)('documents on %s', (engine) => {
  it('are read whole from snapshot and log by the person who may, of any generation', async () => {
    const stage = await openStage(engine);
    const { app, documentId } = stage;
    const at = app.now().toISOString();
    await insertUpdates(app.store.db, [
      { documentId, generation: 1, seq: 1, userId: stage.eu.id, at, bytes: firstWriting('written') }
    ]);
    await app.documents.freeze(null, documentId);
    await app.documents.reopen(null, documentId);
    for (const generation of [undefined, 1, 2]) {
      expect(textOf((await app.documents.contentOf(documentId, generation)) ?? new Uint8Array([0, 0]))).toBe(
        'written'
      );
    }
    expect(await app.documents.contentOf(documentId, 3)).toBeUndefined();
    expect(await app.documents.contentOf('nothing')).toBeUndefined();
    const actor = async (cookie: string) => {
      const session = await app.sessions.read(cookie);
      if (!session) throw new Error('not signed in');
      return session.actor;
    };
    const own = await actor((await stage.addPerson({ role: 'city', city: 'haidian' })).cookie);
    expect(await app.documents.read(await actor(stage.euCookie), documentId)).toMatchObject({ ok: true });
    expect(await app.documents.read(own, documentId)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.documents.html(await actor(stage.euCookie), documentId, section)).toEqual({
      ok: true,
      value: { en: '', zh: expect.stringMatching(/^<p data-id="[^"]+">written<\/p>$/) as string }
    });
    expect(await app.documents.html(own, documentId, section)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(
      await app.documents.written(await actor(stage.euCookie), documentId, [section, 'governance'])
    ).toEqual({
      ok: true,
      value: new Map([
        [section, { en: false, zh: true }],
        ['governance', { en: false, zh: false }]
      ])
    });
    expect(await app.documents.written(own, documentId, [section])).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    expect(await app.documents.listLateProposals(own, documentId)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('are made into HTML once for all readers, and anew when something is written', async () => {
    const stage = await openStage(engine);
    const { app, documentId } = stage;
    const doc = new Y.Doc();
    const append = (seq: number, words: string) =>
      insertUpdates(app.store.db, [
        { documentId, generation: 1, seq, userId: stage.eu.id, at: '', bytes: writing(doc, words) }
      ]);
    const shownTo = async (cookie: string): Promise<string | undefined> => {
      const actor = (await app.sessions.read(cookie))?.actor;
      const html = actor && (await app.documents.html(actor, documentId, section));
      return html?.ok ? html.value.zh.replace(/<[^>]+>/g, '') : undefined;
    };
    await append(1, 'first');
    expect([await shownTo(stage.euCookie), await shownTo(stage.cnCookie)]).toEqual(['first', 'first']);
    await append(2, ' second');
    expect([await shownTo(stage.euCookie), await shownTo(stage.cnCookie)]).toEqual([
      'first second',
      'first second'
    ]);
    const own = await stage.addPerson({ role: 'city', city: 'haidian' });
    expect(await shownTo(own.cookie)).toBeUndefined();
  });

  it('that cannot be read whole are never taken for shorter or empty ones', async () => {
    const stage = await openStage(engine);
    const { app, documentId } = stage;
    const doc = new Y.Doc();
    writing(doc, 'not stored');
    const later = writing(doc, 'builds on it');
    await insertUpdates(app.store.db, [
      { documentId, generation: 1, seq: 1, userId: stage.eu.id, at: '', bytes: later }
    ]);
    await expect(app.documents.contentOf(documentId)).rejects.toThrow('misses a part');
    await app.documents.freeze(null, documentId);
    await expect(app.documents.reopen(null, documentId)).rejects.toThrow('misses a part');
    const { generation } = await app.store.db
      .selectFrom('document')
      .select('generation')
      .where('id', '=', documentId)
      .executeTakeFirstOrThrow();
    expect(generation).toBe(1);
  });

  it('are set back to a version, also where the present text cannot be read any more', async () => {
    const stage = await openStage(engine);
    const { app, documentId } = stage;
    const at = app.now().toISOString();
    const doc = new Y.Doc();
    const update = (seq: number, bytes: Uint8Array) =>
      insertUpdates(app.store.db, [{ documentId, generation: 1, seq, userId: stage.eu.id, at, bytes }]);
    await update(1, writing(doc, '海淀的规划'));
    const expert = (await app.sessions.read(stage.euCookie))?.actor;
    if (!expert) throw new Error('not signed in');
    const location = { kind: 'findings', city: 'haidian' } as const;
    expect(await app.versions.keep(expert, stage.study.slug, location, { en: 'Good', zh: '' })).toMatchObject(
      {
        value: { number: 1 }
      }
    );
    // What comes next builds on what is not there: no worker can make a document of it.
    writing(doc, 'missing');
    await update(2, writing(doc, 'unreadable'));
    await expect(app.documents.contentOf(documentId)).rejects.toThrow('misses a part');
    expect(await app.documents.restore(null, documentId, 2)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    const open = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(await app.documents.restore(null, documentId, 1)).toEqual({ ok: true, value: { generation: 2 } });
    expect((await open.end()).code).toBe(4409);
    const next = await RawSocket.join(stage.endpoint, stage.room.replace('@1', '@2'), {
      cookie: stage.cnCookie
    });
    expect((await next.hear('access')).access).toBe('write');
    expect(textOf(await next.whole())).toBe('海淀的规划');
    // A frozen text stays frozen.
    await app.documents.freeze(null, documentId);
    expect(await app.documents.restore(null, documentId, 1)).toEqual({ ok: true, value: { generation: 3 } });
    expect(await findGeneration(app.store.db, documentId, 3)).toMatchObject({
      endedAt: expect.any(String) as string
    });
    expect(textOf((await app.documents.contentOf(documentId)) ?? new Uint8Array())).toContain('海淀的规划');
    const events = await app.store.db.selectFrom('event').select('kind').orderBy('seq').execute();
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'version.kept')).toEqual([
      'document.frozen',
      'document.reopened',
      'version.restored',
      'document.frozen',
      'document.reopened',
      'document.frozen',
      'version.restored'
    ]);
  });

  it('freeze and reopen once each, however many ask at once', async () => {
    const { app, documentId } = await openStage(engine);
    const froze = await Promise.all([1, 2, 3].map(() => app.documents.freeze(null, documentId)));
    expect(froze.filter(({ ok }) => ok)).toHaveLength(1);
    const opened = await Promise.all([1, 2, 3].map(() => app.documents.reopen(null, documentId)));
    expect(opened.filter(({ ok }) => ok)).toHaveLength(1);
    const events = await app.store.db.selectFrom('event').select('kind').orderBy('seq').execute();
    expect(events.map(({ kind }) => kind)).toEqual(['document.frozen', 'document.reopened']);
    expect(await app.documents.freeze(null, 'nothing')).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
  });

  it('name who writes under a client id to those who write the text, and to nobody else', async () => {
    const stage = await openStage(engine);
    const { app, room } = stage;
    const doc = new Y.Doc();
    const writer = await RawSocket.join(stage.endpoint, room, { cookie: stage.cnCookie });
    writer.update(writing(doc, 'mine'));
    await writer.hear('committed', ({ committed }) => committed.writes === 1);
    const ask = async (cookie: string, of = room) => {
      const session = await app.sessions.read(cookie);
      if (!session) throw new Error('not signed in');
      const named = await app.documents.writers(session.actor, of, [doc.clientID, 7]);
      return named.ok ? [...named.value].map(([client, { id }]) => [client, id]) : named.refusal.code;
    };
    expect(await ask(stage.euCookie)).toEqual([[doc.clientID, stage.cn.id]]);
    const { cookie } = await stage.addPerson({ role: 'observer' });
    expect(await ask(cookie)).toBe('not-found');
    expect(await ask(stage.euCookie, room.replace('@1', '@2'))).toBe('not-found');
    expect(await ask(stage.euCookie, 'no room')).toBe('not-found');
    await app.documents.freeze(null, stage.documentId);
    expect(await ask(stage.euCookie)).toBe('not-found');
  });
});
