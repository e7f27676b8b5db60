/** Shows that who wrote what, and when, is told of the present text at once, and to whom it may be told. */
import { describe, expect, it } from 'vitest';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp, testClock } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const strategy = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };

async function openStudy(engine: Engine) {
  const clock = testClock('2026-11-26T14:20:00.000Z');
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app);
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
  const other = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const { findingsId = '', responseId = '' } = study.cities[1] ?? {};
  return { clock, app, study, slug: study.slug, expert, other, findingsId, responseId };
}

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? 'ok' : result.refusal.code;

describe.each(engines)('who wrote what in the present text, on %s', (engine) => {
  it('is told with the time and the number of characters, across a freeze and a reopening', async () => {
    const { app, clock, slug, expert, other, findingsId } = await openStudy(engine);
    await writeText(app, findingsId, expert.userId, strategy, {
      en: [paragraph('p1', 'The plan began in 2010.')],
      zh: [paragraph('z1', '规划')]
    });
    await app.documents.freeze(null, findingsId);
    await app.documents.reopen(null, findingsId);
    clock.advance(45 * 60_000);
    await writeText(app, findingsId, other.userId, strategy, {
      en: [paragraph('p1', 'The plan began in 2010 and went on.')]
    });
    const read = must(await app.versions.presentAuthors(expert, slug, findings, [strategy]));
    expect(read.at).toBe('2026-11-26T15:05:00.000Z');
    expect(read.authors.map((person) => person?.name.en ?? null)).toEqual([null, 'Anna Weber', 'Li Ming']);
    expect(read.sections[0]?.blocks.en).toEqual([
      {
        id: 'p1',
        by: [1, 2],
        html: '<p data-id="p1"><span class="by by-1" data-by="1" data-time="0">The plan began in 2010</span><span class="by by-2" data-by="2" data-time="1"> and went on</span><span class="by by-1" data-by="1" data-time="0">.</span></p>'
      }
    ]);
    const [early, late] = ['2026-11-26T14:20:00.000Z', '2026-11-26T15:05:00.000Z'];
    expect(read.times).toEqual([
      { author: 1, first: early, last: early },
      { author: 2, first: late, last: late }
    ]);
    expect(read.characters).toEqual({ en: [0, 23, 12], zh: [0, 2, 0] });
  });

  it('names no client, and only who wrote in these sections', async () => {
    const { app, slug, expert, other, findingsId } = await openStudy(engine);
    await writeText(app, findingsId, expert.userId, strategy, { en: [paragraph('p1', 'The plan')] });
    await writeText(app, findingsId, other.userId, 'value-assessment', { en: [paragraph('p2', 'Values')] });
    const clients = (await app.store.db.selectFrom('clientOwner').select('clientId').execute()).map((row) =>
      String(row.clientId)
    );
    const shown = JSON.stringify(must(await app.versions.presentAuthors(other, slug, findings, [strategy])));
    expect(shown).toContain('Anna Weber');
    expect(shown).not.toContain('Li Ming');
    expect(clients.filter((client) => shown.includes(client))).toEqual([]);
  });

  it('has no time for words from before times were stored', async () => {
    const { app, slug, expert, findingsId } = await openStudy(engine);
    await writeText(app, findingsId, expert.userId, strategy, { en: [paragraph('p1', 'The plan')] });
    await app.store.db
      .updateTable('clientOwner')
      .set({ firstWrittenAt: null, lastWrittenAt: null })
      .execute();
    const read = must(await app.versions.presentAuthors(expert, slug, findings, [strategy]));
    expect(read.times).toEqual([{ author: 1, first: null, last: null }]);
  });

  it('is told to whom the authors of versions are told, and only of sections that the text has', async () => {
    const { app, study, slug, expert, findingsId, responseId } = await openStudy(engine);
    await writeText(app, findingsId, expert.userId, strategy, { en: [paragraph('p1', 'The plan')] });
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    await writeText(app, responseId, city.userId, strategy, { en: [paragraph('r1', 'Our plan')] });
    const observer = await signedInAs(app, { role: 'observer', study });
    const stranger = await signedInAs(app, { role: 'city', city: 'bristol', study });
    const chair = await signedInAs(app, { role: 'chair', side: 'cn', study });
    const of = async (actor: typeof city, location: TextLocation, section = strategy): Promise<string> =>
      codeOf(await app.versions.presentAuthors(actor, slug, location, [section]));
    const response: TextLocation = { kind: 'response', city: 'haidian' };
    expect([
      await of(expert, findings),
      await of(chair, findings),
      await of(city, findings),
      await of(stranger, findings),
      await of(expert, findings, 'nothing')
    ]).toEqual(['ok', 'ok', 'not-found', 'not-found', 'not-found']);
    // In the consultation the city reads the findings, and still not who wrote them.
    await app.store.db.updateTable('assessment').set({ state: 'consultation' }).execute();
    expect(await of(city, findings)).toBe('forbidden');
    // The city's own people do not see who wrote a version of their response either.
    expect([await of(city, response), await of(stranger, response)]).toEqual(['forbidden', 'not-found']);
    for (const actor of [city, observer, stranger, expert])
      for (const location of [findings, response]) {
        const versions = await app.versions.list(actor, slug, location);
        const mayRead = versions.ok && versions.value.maySeeAuthors;
        expect((await of(actor, location)) === 'ok', location.kind).toBe(mayRead);
      }
  });
});
