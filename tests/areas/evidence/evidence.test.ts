/**
 * Tests a city's evidence for its answers: stored by revision, cited from answers, and never more than once.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { docx, pdf, png } from '#kit/evidence-files.ts';
import { link, openEvidenceStage, plain, value } from '#kit/evidence.ts';
import { evidenceOf } from '#server/areas/versions/version-facts.ts';
import { insertStep } from '#server/areas/assessments/store/steps.ts';
import { submittedStep } from '#kit/submitted-step.ts';

const question = { questionId: 'strategy.vision', recordId: '' };
const city = 'haidian';

describe.each(serviceEngines)('evidence on %s', (engine) => {
  it('is a file, a link with its stored copy, or a citation, and reads as it was entered (R056)', async () => {
    const { app, slug, people, add, addFile, load } = await openEvidenceStage(engine);
    const bytes = pdf('plan');
    const file = value(
      await app.evidence.add(people.city, slug, city, 'file', plain, { name: '..\\规划\u202e.pdf', bytes })
    );
    expect(file.isRenamed).toBe(true);
    expect((await load(people.eu, file.id)).piece).toMatchObject({
      kind: 'file',
      facts: plain,
      withdrawn: null,
      version: 1,
      revisions: [
        {
          n: 1,
          fileName: '规划.pdf',
          isRenamed: true,
          mediaType: 'application/pdf',
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex')
        }
      ]
    });
    const read = value(await app.evidence.file(people.eu, slug, city, file.id, 1));
    expect(Buffer.compare(read.bytes, bytes)).toBe(0);
    const linked = await add('link', link, { name: 'page.png', bytes: png() });
    expect((await load(people.secretariat, linked)).piece).toMatchObject({
      facts: link,
      revisions: [{ mediaType: 'image/png' }]
    });
    const cited = await add('citation', { ...plain, citation: 'Li Wei: 智慧城市. Beijing 2013.' }, null);
    expect((await load(people.city, cited)).piece).toMatchObject({
      facts: { citation: 'Li Wei: 智慧城市. Beijing 2013.' },
      revisions: []
    });
    await addFile({}, 'another');
    const { pieces, holdsBack } = value(await app.evidence.list(people.cn, slug, city));
    expect(pieces.map(({ kind }) => kind).sort()).toEqual(['citation', 'file', 'file', 'link']);
    expect(holdsBack).toBe(false);
  });

  it('keeps every revision, and shows the newest first', async () => {
    const { app, slug, people, addFile, load } = await openEvidenceStage(engine);
    const id = await addFile();
    value(await app.evidence.revise(people.city, slug, city, id, { name: 'plan.docx', bytes: docx() }));
    expect((await load(people.eu, id)).piece.revisions.map(({ n, fileName }) => [n, fileName])).toEqual([
      [2, 'plan.docx'],
      [1, 'plan.pdf']
    ]);
    expect(value(await app.evidence.file(people.eu, slug, city, id, 1)).mediaType).toBe('application/pdf');
    for (const n of [0, 3, Number.NaN, 1.5])
      expect(await app.evidence.file(people.eu, slug, city, id, n)).toMatchObject({
        refusal: { code: 'not-found' }
      });
  });

  it('holds the same bytes once in a city, and says where; another city may hold them too', async () => {
    const { app, slug, people, addFile } = await openEvidenceStage(engine);
    const id = await addFile();
    const again = { name: 'other.pdf', bytes: pdf() };
    const refusal = { code: 'already-held', facts: { evidenceId: id, titleEn: plain.title.en } };
    expect(await app.evidence.add(people.city, slug, city, 'file', plain, again)).toMatchObject({
      refusal
    });
    expect(await app.evidence.revise(people.city, slug, city, id, again)).toMatchObject({ refusal });
    expect(await app.evidence.add(people.otherCity, slug, 'bristol', 'file', plain, again)).toMatchObject({
      ok: true
    });
    const both = [pdf('a'), pdf('a')].map((bytes) =>
      app.evidence.add(people.city, slug, city, 'file', plain, { name: 'a.pdf', bytes })
    );
    expect((await Promise.all(both)).map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it('is not half written where its file is refused', async () => {
    const { app, slug, people } = await openEvidenceStage(engine);
    const refused = await app.evidence.add(people.city, slug, city, 'file', plain, {
      name: 'plan.pdf',
      bytes: new TextEncoder().encode('<svg onload="x"/>')
    });
    expect(refused).toMatchObject({ refusal: { code: 'file-refused', facts: { why: 'markup' } } });
    expect(await app.evidence.add(people.city, slug, city, 'file', plain, null)).toMatchObject({
      refusal: { facts: { why: 'empty' } }
    });
    expect(value(await app.evidence.list(people.city, slug, city)).pieces).toEqual([]);
    expect(
      await app.store.db.selectFrom('event').select('kind').where('kind', 'like', 'evidence.%').execute()
    ).toEqual([]);
  });

  it('is cited from many answers, once each, and told by question', async () => {
    const { app, slug, people, addFile, addLink, load } = await openEvidenceStage(engine);
    const [file, page] = [await addFile(), await addLink()];
    for (const id of [file, page, page])
      value(await app.evidence.cite(people.city, slug, city, id, question));
    value(
      await app.evidence.cite(people.city, slug, city, file, {
        questionId: 'stakeholders.who',
        recordId: ''
      })
    );
    expect((await load(people.eu, file)).piece.uses.map(({ characteristic }) => characteristic)).toEqual([
      'smart-city-strategy',
      'stakeholders'
    ]);
    const by = value(await app.evidence.citedBy(people.eu, slug, city));
    expect(
      by
        .get('strategy.vision')
        ?.map(({ id }) => id)
        .sort()
    ).toEqual([file, page].sort());
    expect(by.get('stakeholders.who')?.map(({ id, uses }) => [id, uses])).toEqual([[file, 2]]);
    value(await app.evidence.uncite(people.city, slug, city, file, question));
    expect(
      value(await app.evidence.citedBy(people.eu, slug, city))
        .get('strategy.vision')
        ?.map(({ id }) => id)
    ).toEqual([page]);
    expect(
      await app.evidence.cite(people.city, slug, city, file, { questionId: 'no.such', recordId: '' })
    ).toMatchObject({ refusal: { code: 'invalid' } });
    expect(
      await app.evidence.cite(people.city, slug, city, file, { ...question, recordId: 'none' })
    ).toMatchObject({ refusal: { code: 'invalid' } });
  });

  it('is changed as it was seen, or not at all', async () => {
    const { app, slug, people, addFile, load } = await openEvidenceStage(engine);
    const id = await addFile();
    const change = (version: number, en: string) =>
      app.evidence.edit(people.city, slug, city, { id, version }, { ...plain, title: { en, zh: '' } });
    value(await change(1, 'First'));
    expect(await change(1, 'Second')).toMatchObject({ refusal: { code: 'stale' } });
    expect((await load(people.eu, id)).piece).toMatchObject({
      version: 2,
      facts: { title: { en: 'First' } }
    });
  });

  it('is removed while nobody cites it and it was never handed in; afterwards it is withdrawn, with a reason, and stays', async () => {
    const { app, study, slug, people, addFile, load, move, clock } = await openEvidenceStage(engine);
    const [gone, kept] = [await addFile(), await addFile({}, 'kept')];
    value(await app.evidence.cite(people.city, slug, city, gone, question));
    expect(await app.evidence.remove(people.city, slug, city, gone)).toMatchObject({
      refusal: { code: 'still-cited' }
    });
    value(await app.evidence.uncite(people.city, slug, city, gone, question));
    value(await app.evidence.remove(people.city, slug, city, gone));
    expect(await app.evidence.load(people.city, slug, city, gone)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    clock.advance(1_000);
    const findingsId = study.cities[0]?.findingsId ?? '';
    await insertStep(app.store.db, {
      id: app.newId(),
      studyId: study.id,
      documentId: findingsId,
      cityId: city,
      ...submittedStep,
      versionId: null,
      userId: null,
      role: null,
      at: app.now().toISOString()
    });
    // Sent back to the city, which answers again.
    expect((await load(people.city, kept)).may).toEqual({
      write: true,
      remove: false,
      withdraw: true,
      attest: false
    });
    expect(await app.evidence.remove(people.city, slug, city, kept)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    await move('drafting');
    const seen = { id: kept, version: 1 };
    expect(await app.evidence.withdraw(people.city, slug, city, seen, { en: '', zh: '' })).toMatchObject({
      refusal: { code: 'reason-required' }
    });
    value(await app.evidence.withdraw(people.city, slug, city, seen, { en: '', zh: '已有新版' }));
    expect((await load(people.observer, kept)).piece.withdrawn).toMatchObject({ reason: { zh: '已有新版' } });
    await move('collecting');
    expect(await app.evidence.cite(people.city, slug, city, kept, question)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    expect(
      await app.evidence.revise(people.city, slug, city, kept, { name: 'a.pdf', bytes: pdf('new') })
    ).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  it('is what a version rests on: by its hash, and with the newest of its files', async () => {
    const { app, study, slug, people, addFile, addLink } = await openEvidenceStage(engine);
    const now = () => evidenceOf(app.store.db, { studyId: study.id, cityId: city });
    const open = await addFile();
    const before = await now();
    expect(before.map(({ id }) => id)).toEqual([`evidence:${open}`]);
    value(
      await app.evidence.attest(
        people.eu,
        slug,
        city,
        open,
        { n: 1, opens: true, on: '2013-09-01', note: '' },
        'en'
      )
    );
    expect(await now()).toEqual(before);
    value(await app.evidence.revise(people.city, slug, city, open, { name: 'b.pdf', bytes: pdf('b') }));
    const revised = await now();
    expect(revised[0]?.sha256).not.toBe(before[0]?.sha256);
    // What is held back is covered as well, without its ids and without its number.
    for (const title of ['one', 'two']) await addLink({ isConfidential: true, title: { en: title, zh: '' } });
    const held = await now();
    expect(held.map(({ id }) => id)).toEqual(['evidence-held-back', `evidence:${open}`]);
    await addLink({ isConfidential: true });
    expect((await now())[0]?.sha256).not.toBe(held[0]?.sha256);
    expect((await now())[1]).toEqual(revised[0]);
  });
});
