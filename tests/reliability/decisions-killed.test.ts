/**
 * P06: a decision that was answered is stored, even if the process dies afterwards; one that was not is
 * stored completely or not at all.
 */
import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { verifyChain } from '#server/events/verify.ts';
import { createApp } from '#server/app.ts';
import { openStore } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { emptyDatabase, engines, temporaryFolder } from '#kit/databases.ts';
import { cookieOf, makePerson, makeStudy, type TestPerson } from '#kit/people.ts';
import { freePort, startServer, type Server } from '#kit/server.ts';
import { chanceOf } from '#base/chance.ts';

const kills = 3;
const secretaries = 3;

interface Decision {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** Returns whether the server answered that it is done; rejects when it died first. */
async function isDone(server: Server, cookie: string, { path, form }: Decision): Promise<boolean> {
  const response = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    headers: { origin: server.origin, cookie, accept: 'application/json', 'x-sveltekit-action': 'true' },
    body: new URLSearchParams(form)
  });
  return ((await response.json()) as { type: string }).type === 'success';
}

describe.each(engines)('decisions on %s', (engine) => {
  it('that were answered are there after a kill in the moment of the answer; the others are whole or absent', async () => {
    const database = await emptyDatabase(engine);
    const dataDir = temporaryFolder();
    const port = await freePort();
    const env = {
      DEMO: '0',
      DATABASE_URL: database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url
    };
    const app = await createApp({
      ...readConfig({ PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'silent', DEMO: '0' }),
      database
    });
    const study = await makeStudy(app);
    const cookies: string[] = [];
    while (cookies.length < secretaries)
      cookies.push(await cookieOf(app, await makePerson(app, { role: 'secretariat', study })));
    const people: TestPerson[] = [];
    // A role is given to members; others would be invited.
    while (people.length < 120) people.push(await makePerson(app, { role: 'observer', study }));
    await app.close();

    const chance = chanceOf(606);
    const given: string[] = [];
    const titles: string[] = [];
    let requestCount = 0;
    /** Takes decisions one after the other, of both kinds, until the server is gone. */
    const decideOn = async (server: Server, cookie: string, answered: () => void): Promise<void> => {
      for (;;) {
        const n = requestCount++;
        const person = people[n];
        if (!person) return;
        const title = `Deliverable ${n}`;
        const form = { email: person.email, role: 'expert', side: 'eu', city: '' };
        try {
          if (await isDone(server, cookie, { path: `/studies/${study.slug}/people?/give`, form }))
            given.push(person.id);
          answered();
          const line = { titleEn: title, titleZh: `成果${n}`, state: 'planned' };
          if (await isDone(server, cookie, { path: `/studies/${study.slug}/plan?/add`, form: line }))
            titles.push(title);
          answered();
        } catch {
          return;
        }
      }
    };
    for (let kill = 0; kill < kills; kill++) {
      const server = await startServer({ dataDir, port, env });
      let left = 6 + Math.floor(chance() * 12);
      await Promise.all(
        cookies.map((cookie) =>
          decideOn(server, cookie, () => {
            left -= 1;
            if (left === 0) server.process.kill('SIGKILL');
          })
        )
      );
      await server.stop('SIGKILL');
    }

    const store = openStore(database);
    const grants = await selectRows(store.db, 'grant', { column: 'role', values: ['expert'] });
    const deliverables = await selectRows(store.db, 'deliverable');
    const events = await store.db.selectFrom('event').selectAll().orderBy('seq').execute();
    const heads = await selectRows(store.db, 'study');
    await store.close();
    const logged = (kind: string, key: string): unknown[] =>
      events
        .filter((event) => event.kind === kind)
        .map((event) => (JSON.parse(event.payload) as Record<string, unknown>)[key]);
    expect(given.length + titles.length).toBeGreaterThan(kills * 6 - 1);
    expect(given.filter((id) => !grants.some(({ userId }) => userId === id))).toEqual([]);
    expect(titles.filter((title) => !deliverables.some(({ titleEn }) => titleEn === title))).toEqual([]);
    expect(grants.map(({ userId }) => userId).sort()).toEqual(logged('grant.given', 'userId').sort());
    expect(deliverables.map(({ id }) => id).sort()).toEqual(
      logged('deliverable.added', 'deliverableId').sort()
    );
    expect(heads.map((head) => verifyChain(events, head))).toEqual([{ ok: true, events: events.length }]);
  }, 180_000);
});
