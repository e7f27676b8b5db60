/** P13: one text among many whose stored bytes cannot be read. Everything else goes on, and where it matters somebody is told which it is. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '#server/services/backup.ts';
import { restore } from '#server/services/restore.ts';
import type { Actor } from '#domain/permissions.ts';
import type { House } from '#server/house.ts';
import { engines, temporaryFolder } from '#kit/databases.ts';
import { openHouse } from '#kit/house.ts';
import { demoSlug, documentId, openUsedHouse, typedText, wordsOf } from '#kit/used-study.ts';

async function actorOf(house: House, email: string): Promise<Actor> {
  const signedIn = await house.sessions.signIn({ email, password: 'meridian', address: '127.0.0.1' });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  const session = await house.sessions.read(signedIn.value.cookie.split(';')[0] ?? '');
  if (!session) throw new Error('not signed in');
  return session.actor;
}

const damaged = new Uint8Array([1, 7, 200, 201, 202, 203, 5, 5, 5]);

describe.each(engines)('one unreadable text on %s', (engine) => {
  it('takes no list, no other text and no backup with it', async () => {
    const { house, findingsId } = await openUsedHouse(engine);
    const badId = await documentId(house, 'findings', 'bristol');
    await house.store.db
      .updateTable('documentSnapshot')
      .set({ bytes: damaged })
      .where('documentId', '=', badId)
      .execute();
    const secretary = await actorOf(house, 'secretariat@demo.local');
    const lists = [
      house.overview.load(secretary, demoSlug),
      house.cities.list(secretary, demoSlug),
      house.cities.load(secretary, demoSlug, 'bristol'),
      house.assessments.list(secretary, demoSlug),
      house.assessments.load(secretary, demoSlug, 'bristol'),
      house.chapters.list(secretary, demoSlug)
    ];
    for (const list of lists) expect(await list).toMatchObject({ ok: true });
    expect(await house.documents.read(secretary, findingsId)).toMatchObject({ ok: true });
    await expect(house.documents.read(secretary, badId)).rejects.toThrow();
    expect(await house.documents.read(secretary, findingsId)).toMatchObject({ ok: true });
    const file = join(temporaryFolder(), 'backup.zip');
    expect((await backUp(house, file)).rows).toBeGreaterThan(500);
    // The installation comes back with everything else; the damaged text as it was, under its old number, still refused.
    const elsewhere = await openHouse(engine);
    expect(await restore(elsewhere, file)).toMatchObject({
      ok: true,
      value: { documents: 69, unreadable: [badId] }
    });
    const other = await actorOf(elsewhere, 'secretariat@demo.local');
    expect(await wordsOf(elsewhere, findingsId)).toContain(typedText);
    expect(await elsewhere.assessments.list(other, demoSlug)).toMatchObject({ ok: true });
    await expect(elsewhere.documents.read(other, badId)).rejects.toThrow();
    const kept = await elsewhere.store.db
      .selectFrom('documentSnapshot')
      .select('bytes')
      .where('documentId', '=', badId)
      .execute();
    expect(kept.map(({ bytes }) => [...bytes])).toEqual([[...damaged]]);
    // Its study has no archive without it, and the refusal says which text it is.
    expect(await house.archives.export('operator', demoSlug, () => undefined)).toEqual({
      ok: false,
      refusal: { code: 'invalid', facts: { field: `the stored text ${badId}@1 cannot be read` } }
    });
  }, 60_000);
});
