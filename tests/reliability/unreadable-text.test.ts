/**
 * P13: the stored bytes of one text among many cannot be read. Everything else goes on, and the errors name
 * the text.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '#server/areas/operations/backup.ts';
import { restore } from '#server/areas/operations/restore.ts';
import type { Actor } from '#base/permissions.ts';
import type { App } from '#server/app.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { demoSlug, documentId, openUsedStudy, typedText, readPlainText } from '#kit/used-study.ts';

async function actorOf(app: App, email: string): Promise<Actor> {
  const signedIn = await app.sessions.signIn({ email, password: 'meridian', address: '127.0.0.1' });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  const session = await app.sessions.read(signedIn.value.cookie.split(';')[0] ?? '');
  if (!session) throw new Error('not signed in');
  return session.actor;
}

const damaged = new Uint8Array([1, 7, 200, 201, 202, 203, 5, 5, 5]);

describe.each(engines)('one unreadable text on %s', (engine) => {
  it('takes no list, no other text and no backup with it', async () => {
    const { app, findingsId } = await openUsedStudy(engine);
    const badId = await documentId(app, 'findings', 'bristol');
    await app.store.db
      .updateTable('documentSnapshot')
      .set({ bytes: damaged })
      .where('documentId', '=', badId)
      .execute();
    const secretary = await actorOf(app, 'secretariat@demo.local');
    const lists = [
      app.overview.load(secretary, demoSlug),
      app.cities.list(secretary, demoSlug),
      app.cities.load(secretary, demoSlug, 'bristol'),
      app.assessments.list(secretary, demoSlug),
      app.assessments.load(secretary, demoSlug, 'bristol'),
      app.chapters.list(secretary, demoSlug)
    ];
    for (const list of lists) expect(await list).toMatchObject({ ok: true });
    expect(await app.documents.read(secretary, findingsId)).toMatchObject({ ok: true });
    await expect(app.documents.read(secretary, badId)).rejects.toThrow();
    expect(await app.documents.read(secretary, findingsId)).toMatchObject({ ok: true });
    const file = join(temporaryFolder(), 'backup.zip');
    expect((await backUp(app, file)).rows).toBeGreaterThan(500);
    // The installation comes back with everything else; the damaged text as it was, under its old number, still refused.
    const elsewhere = await testApp(engine);
    expect(await restore(elsewhere, file)).toMatchObject({
      ok: true,
      value: { documents: 69, unreadable: [badId] }
    });
    const other = await actorOf(elsewhere, 'secretariat@demo.local');
    expect(await readPlainText(elsewhere, findingsId)).toContain(typedText);
    expect(await elsewhere.assessments.list(other, demoSlug)).toMatchObject({ ok: true });
    await expect(elsewhere.documents.read(other, badId)).rejects.toThrow();
    const stored = await elsewhere.store.db
      .selectFrom('documentSnapshot')
      .select('bytes')
      .where('documentId', '=', badId)
      .execute();
    expect(stored.map(({ bytes }) => [...bytes])).toEqual([[...damaged]]);
    // Its study has no archive without it, and the refusal says which text it is.
    expect(await app.archives.export('operator', demoSlug, () => undefined)).toEqual({
      ok: false,
      refusal: { code: 'invalid', facts: { field: `the stored text ${badId}@1 cannot be read` } }
    });
  }, 180_000);
});
