/**
 * Tests who adds, who reads and who may not read a city's evidence; of withheld pieces all others see that there
 * are some, and nothing more.
 */
import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { pdf } from '#kit/evidence-files.ts';
import { link, openEvidenceStage, plain, value } from '#kit/evidence.ts';
import { limitGrant } from '#server/auth/grants.ts';

const city = 'haidian';
const attesting = { n: 1, opens: true, on: '2013-09-01', note: 'Opens in Brussels.' };

const heldBack = { ...link, title: { en: 'Secret tender', zh: '' }, isConfidential: true };

describe.each(serviceEngines)('rights over evidence on %s', (engine) => {
  it('let the own city alone write, and only while it answers', async () => {
    const { app, slug, people, addFile, move } = await openEvidenceStage(engine);
    const id = await addFile();
    const file = { name: 'b.pdf', bytes: pdf('b') };
    for (const actor of [people.eu, people.cn, people.chair, people.secretariat]) {
      expect(await app.evidence.add(actor, slug, city, 'file', plain, file)).toMatchObject({
        refusal: { code: 'forbidden' }
      });
      expect(
        await app.evidence.withdraw(actor, slug, city, { id, version: 1 }, { en: 'x', zh: '' })
      ).toMatchObject({ refusal: { code: 'forbidden' } });
    }
    expect(await app.evidence.add(people.otherCity, slug, city, 'file', plain, file)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    await move('drafting');
    for (const act of [
      app.evidence.add(people.city, slug, city, 'file', plain, file),
      app.evidence.revise(people.city, slug, city, id, file),
      app.evidence.edit(people.city, slug, city, { id, version: 1 }, plain),
      app.evidence.cite(people.city, slug, city, id, { questionId: 'strategy.vision', recordId: '' }),
      app.evidence.remove(people.city, slug, city, id)
    ]) {
      expect(await act).toMatchObject({ refusal: { code: 'wrong-state' } });
    }
    await move('approval');
    expect(
      await app.evidence.withdraw(people.city, slug, city, { id, version: 1 }, { en: 'x', zh: '' })
    ).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  it('let a contributor who is limited to some characteristics cite in those alone', async () => {
    const { app, study, slug, people, addFile } = await openEvidenceStage(engine);
    const id = await addFile();
    const grant = await app.store.db
      .selectFrom('grant')
      .select('id')
      .where('userId', '=', people.city.userId)
      .executeTakeFirstOrThrow();
    await limitGrant(app.store.db, study.id, grant.id, ['stakeholders']);
    expect(
      await app.evidence.cite(people.city, slug, city, id, { questionId: 'strategy.vision', recordId: '' })
    ).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(
      await app.evidence.cite(people.city, slug, city, id, { questionId: 'stakeholders.who', recordId: '' })
    ).toMatchObject({ ok: true });
  });

  it('show an observer what was handed in, and another city nothing', async () => {
    const { app, slug, people, addFile, move } = await openEvidenceStage(engine);
    const id = await addFile();
    for (const actor of [people.observer, people.otherCity]) {
      expect(await app.evidence.list(actor, slug, city)).toMatchObject({ refusal: { code: 'not-found' } });
      expect(await app.evidence.file(actor, slug, city, id, 1)).toMatchObject({
        refusal: { code: 'not-found' }
      });
    }
    await move('drafting');
    expect(
      value(await app.evidence.list(people.observer, slug, city)).pieces.map((piece) => piece.id)
    ).toEqual([id]);
    expect(await app.evidence.file(people.observer, slug, city, id, 1)).toMatchObject({ ok: true });
    expect(await app.evidence.load(people.otherCity, slug, city, id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    // Ids lead to a piece in its own city only.
    expect(await app.evidence.load(people.observer, slug, 'bristol', id)).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('hold a confidential piece back from the person who is not concerned: only that something is held back, and no number, id, title, use or event of it', async () => {
    const { app, slug, people, addFile, addLink, move } = await openEvidenceStage(engine);
    const open = await addFile();
    // Shown openly at first: the earlier events about it are withheld with it.
    const held = await addLink({ title: { en: 'Secret tender', zh: '' } });
    for (const id of [open, held])
      value(
        await app.evidence.cite(people.city, slug, city, id, {
          questionId: 'strategy.vision',
          recordId: ''
        })
      );
    value(await app.evidence.edit(people.city, slug, city, { id: held, version: 1 }, heldBack));
    await move('drafting');
    value(await app.evidence.attest(people.eu, slug, city, held, { ...attesting, n: null }, 'en'));
    const seen = value(await app.evidence.list(people.observer, slug, city));
    expect([seen.pieces.map(({ id }) => id), seen.holdsBack]).toEqual([[open], true]);
    expect(
      value(await app.evidence.citedBy(people.observer, slug, city))
        .get('strategy.vision')
        ?.map(({ id }) => id)
    ).toEqual([open]);
    const visible = JSON.stringify([
      seen,
      value(await app.events.list(people.observer, slug, 0)),
      value(await app.events.recent(people.observer, slug))
    ]);
    expect(visible).toContain(open);
    expect(visible).not.toContain(held);
    expect(visible).not.toContain('Secret');
    for (const act of [
      app.evidence.load(people.observer, slug, city, held),
      app.evidence.attest(people.observer, slug, city, held, attesting, 'en'),
      app.evidence.load(people.observer, slug, city, 'no-such-piece')
    ]) {
      expect(await act).toEqual({ ok: false, refusal: { code: 'not-found' } });
    }
    for (const actor of [people.city, people.eu, people.cn, people.chair, people.secretariat]) {
      expect(value(await app.evidence.list(actor, slug, city))).toMatchObject({
        holdsBack: false,
        pieces: expect.objectContaining({ length: 2 }) as unknown
      });
      expect(JSON.stringify(value(await app.events.list(actor, slug, 0)))).toContain(held);
    }
  });

  it('keep what the log says of a confidential piece from others after it was removed', async () => {
    const { app, slug, people, addLink, move } = await openEvidenceStage(engine);
    const open = await addLink();
    const held = await addLink({ title: { en: 'Secret tender', zh: '' } });
    value(await app.evidence.edit(people.city, slug, city, { id: held, version: 1 }, heldBack));
    value(await app.evidence.remove(people.city, slug, city, held));
    await move('drafting');
    const seen = JSON.stringify(value(await app.events.list(people.observer, slug, 0)));
    expect(seen).toContain(open);
    expect(seen).not.toContain(held);
    expect(JSON.stringify(value(await app.events.list(people.city, slug, 0)))).toContain(held);
  });

  it('let somebody of the other side say that it opens, of what they opened', async () => {
    const { app, slug, people, addFile, addLink, load, addPerson } = await openEvidenceStage(engine);
    const id = await addFile();
    for (const actor of [
      people.cn,
      await addPerson({ role: 'chair', side: 'cn' }),
      people.city,
      people.secretariat
    ]) {
      expect(await app.evidence.attest(actor, slug, city, id, attesting, 'zh')).toMatchObject({
        refusal: { code: 'forbidden' }
      });
    }
    expect((await load(people.cn, id)).may.attest).toBe(false);
    expect((await load(people.chair, id)).may.attest).toBe(true);
    value(await app.evidence.attest(people.eu, slug, city, id, attesting, 'en'));
    const list = async () =>
      value(await app.evidence.list(people.city, slug, city)).pieces.find((piece) => piece.id === id)
        ?.attested;
    expect(await list()).toBe('opens');
    value(await app.evidence.revise(people.city, slug, city, id, { name: 'b.pdf', bytes: pdf('b') }));
    expect(await list()).toBe('older');
    expect((await load(people.city, id)).piece.attestations).toMatchObject([
      { n: 1, opens: true, on: '2013-09-01', note: 'Opens in Brussels.', sideId: 'eu', isOfNow: false }
    ]);
    value(
      await app.evidence.attest(people.chair, slug, city, id, { ...attesting, n: 2, opens: false }, 'en')
    );
    expect(await list()).toBe('fails');
    for (const wrong of [{ n: 3 }, { n: null }, { on: '2013-09' }, { on: '2013-09-03' }]) {
      expect(
        await app.evidence.attest(people.eu, slug, city, id, { ...attesting, ...wrong }, 'en')
      ).toMatchObject({ refusal: { code: 'invalid' } });
    }
    const page = await addLink();
    value(await app.evidence.attest(people.eu, slug, city, page, { ...attesting, n: null }, 'en'));
    value(
      await app.evidence.edit(
        people.city,
        slug,
        city,
        { id: page, version: 1 },
        { ...link, url: 'https://example.org/elsewhere' }
      )
    );
    expect((await load(people.eu, page)).piece.attestations).toMatchObject([
      { url: link.url, isOfNow: false }
    ]);
  });
});

// Promise: the assessor who judged by a piece of evidence can read what it said then.
describe.each(serviceEngines)('the facts of a piece that was changed on %s', (engine) => {
  it('stay readable as they were, with who changed them and when; what was confidential only for those who read that', async () => {
    const { app, slug, people, clock, addLink, move } = await openEvidenceStage(engine);
    const id = await addLink();
    const edit = async (facts: typeof link, version: number) => {
      clock.advance(60_000);
      value(await app.evidence.edit(people.city, slug, city, { id, version }, facts));
    };
    const secret = { ...link, title: { en: 'Secret tender', zh: '' }, isConfidential: true };
    await edit(secret, 1);
    await edit({ ...link, url: 'https://example.org/elsewhere' }, 2);
    // A change that changes nothing leaves no trace.
    await edit({ ...link, url: 'https://example.org/elsewhere' }, 3);
    await move('drafting');
    const earlierFor = async (actor: typeof people.eu) =>
      value(await app.evidence.load(actor, slug, city, id)).piece.earlier;
    expect(await earlierFor(people.eu)).toMatchObject([{ facts: secret }, { facts: { url: link.url } }]);
    expect(await earlierFor(people.observer)).toMatchObject([{ facts: { url: link.url } }]);
    const events = value(await app.events.list(people.eu, slug, 0));
    expect(JSON.stringify(events)).not.toContain('Secret tender');
  });
});
