/** Imports the archives that earlier versions wrote (tests/fixtures/archives): what they hold is the same afterwards. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { fingerprintsOf, staleBlocks } from '#base/content.ts';
import { plainText } from '#base/plain.ts';
import { passageContent, sectionContent } from '#document/content.ts';
import { laidOn } from '#document/late-edit.ts';
import { isChange, withChosen } from '#rules/documents/text-diff.ts';
import { checkApprovals } from '#areas/approval';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { verifyLog } from '#server/areas/operations/verify-study.ts';
import { listConfirmedTranslations } from '#server/areas/pairs/store/confirmed-translations.ts';
import { readText } from '#server/store/updates.ts';
import type { App } from '../../../server/app.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import type { PersonInput, TestStudy } from '#kit/people.ts';

const stored = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, '../../fixtures/archives', name));

async function imported(file: string, engine: Engine): Promise<App> {
  const app = await testApp(engine);
  const outcome = await app.archives.import('operator', stored(file));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return app;
}

async function exported(app: App, slug: string): Promise<Record<string, Uint8Array>> {
  const chunks: Uint8Array[] = [];
  const outcome = await app.archives.export('operator', slug, (chunk) => void chunks.push(chunk));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return unzipSync(Buffer.concat(chunks));
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

type Entry = readonly [name: string, bytes: Uint8Array];

/** Returns a hash of what an entry of an archive holds: of rows only the columns that `like` has, which may be an older one. */
function printOf([name, bytes]: Entry, like: Uint8Array): string {
  if (!name.endsWith('.json')) return sha256(bytes);
  const rowsIn = (json: Uint8Array) => JSON.parse(Buffer.from(json).toString()) as Record<string, unknown>[];
  const columns = Object.keys(rowsIn(like)[0] ?? {});
  return sha256(JSON.stringify(rowsIn(bytes).map((row) => columns.map((column) => row[column]))));
}

describe.each([
  {
    file: '0.1/sample-study.zip',
    slug: 'sample-study',
    engine: 'sqlite',
    counts: { events: 1088, versions: 42, signatures: 36 }
  },
  {
    file: '0.1/demo-study.zip',
    slug: 'eu-china-2013',
    engine: 'postgres',
    counts: { events: 325, versions: 22, signatures: 4 }
  }
] as const)('the archive $file', ({ file, slug, engine, counts }) => {
  it('is taken in with texts, approvals, signatures and hashes as they were', async () => {
    const app = await imported(file, engine);
    const { db } = app.store;
    const study = await db.selectFrom('study').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow();
    expect((await verifyLog(db, study.id))?.verdict).toEqual({ ok: true, events: counts.events });
    const { findings, versions, signatures } = await checkApprovals(db, study);
    expect({ findings, versions, signatures }).toEqual({
      findings: [],
      versions: counts.versions,
      signatures: counts.signatures
    });

    const now = await exported(app, slug);
    const before = Object.entries(unzipSync(stored(file))).filter(([name]) => name !== 'meridian.json');
    const changed = before.filter(
      (entry) => printOf(entry, entry[1]) !== printOf([entry[0], now[entry[0]] ?? new Uint8Array()], entry[1])
    );
    expect(changed.map(([name]) => name)).toEqual([]);
  });
});

const slug = 'older-forms';
const strategy = 'smart-city-strategy';
const vision = 'strategy.vision';
const secret = 'Underground reservoir 地下水库';

async function openOlder(engine: Engine) {
  const app = await imported('0.1/older-forms.zip', engine);
  const { db } = app.store;
  const idOf = async (cityId: string, kind: 'findings' | 'response' | 'confidential'): Promise<string> => {
    const row = await db
      .selectFrom('document')
      .select('id')
      .where('cityId', '=', cityId)
      .where('kind', '=', kind)
      .executeTakeFirst();
    return row?.id ?? '';
  };
  const docOf = async (documentId: string, generation?: number): Promise<Y.Doc> => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await app.documents.contentOf(documentId, generation)) ?? new Uint8Array([0, 0]));
    return doc;
  };
  const generationsOf = (documentId: string) =>
    db
      .selectFrom('generation')
      .select(['n', 'textModel', 'endedAt'])
      .where('documentId', '=', documentId)
      .orderBy('n')
      .execute();
  const { id } = await db.selectFrom('study').select('id').executeTakeFirstOrThrow();
  const haidian = { id: 'haidian', sideId: 'cn' };
  const study = { id, slug, cities: [haidian] } as unknown as TestStudy;
  const signedIn = (input: PersonInput) => signedInAs(app, { ...input, study });
  return { app, db, idOf, docOf, generationsOf, signedIn };
}

describe.each(engines)('the forms of texts that 0.1 wrote before, taken in on %s', (engine) => {
  it('an open tree of elements ends, can be read, and goes on as sequences with its words', async () => {
    const { idOf, docOf, generationsOf } = await openOlder(engine);
    const findingsId = await idOf('haidian', 'findings');
    expect(await generationsOf(findingsId)).toMatchObject([
      { n: 1, textModel: 'tree', endedAt: expect.any(String) as string },
      { n: 2, textModel: 'sequence', endedAt: null }
    ]);
    const [before, now] = [await docOf(findingsId, 1), await docOf(findingsId)];
    for (const language of ['en', 'zh'] as const)
      expect(plainText(passageContent(now, strategy, language))).toBe(
        plainText(passageContent(before, strategy, language))
      );
    expect(plainText(passageContent(now, strategy, 'en'))).toContain('Two new desks');
  });

  it('comments on a tree stand at the same words, and its translation stays confirmed', async () => {
    const { app, db, idOf, docOf } = await openOlder(engine);
    const findingsId = await idOf('haidian', 'findings');
    const rows = await db.selectFrom('thread').selectAll().orderBy('id').execute();
    const found = await app.workers.anchors(
      [Y.encodeStateAsUpdate(await docOf(findingsId))],
      rows.map(({ anchorFrom, anchorTo, quote, blockId }) => ({
        section: strategy,
        language: 'en',
        from: anchorFrom ?? '',
        to: anchorTo ?? '',
        // An anchor is found by its letters; the quote would only find it again.
        quote: quote.replaceAll(/./g, '·'),
        blockId
      }))
    );
    expect(found.map((one) => one?.text)).toEqual(['2012', 'new desks', 'plan began']);
    const confirmed = (await listConfirmedTranslations(db, findingsId)).get(strategy);
    const now = fingerprintsOf(sectionContent(await docOf(findingsId), strategy));
    expect(staleBlocks(now, confirmed?.blocks ?? null)).toEqual([]);
  });

  it('a version of a tree has its bytes, and the text differs from it in nothing', async () => {
    const { app, db, signedIn } = await openOlder(engine);
    const expert = await signedIn({ role: 'expert' });
    const kept = await db.selectFrom('version').selectAll().executeTakeFirstOrThrow();
    expect(sha256(kept.bytes)).toBe(kept.hash);
    const findings = { kind: 'findings', city: 'haidian' } as const;
    const again = await app.versions.keep(expert, slug, findings, { en: 'After', zh: '' });
    const compared = await app.versions.compare(
      expert,
      slug,
      findings,
      kept.id,
      again.ok ? again.value.id : ''
    );
    expect(compared.ok && compared.value.sections.filter(({ changes }) => changes > 0)).toEqual([]);
  });

  it('a late proposal to an ended tree is shown and taken over in the present text', async () => {
    const { app, idOf, docOf, signedIn } = await openOlder(engine);
    const expert = await signedIn({ role: 'expert' });
    const findings = { kind: 'findings', city: 'bristol' } as const;
    const shown = await app.lateProposals.show(expert, slug, findings, 'late');
    expect(shown.ok && shown.value.sections.map(({ id, changes }) => [id, changes])).toEqual([[strategy, 1]]);
    const given = await app.lateProposals.bytes(expert, slug, findings, 'late');
    if (!given.ok) throw new Error(given.refusal.code);
    const doc = await docOf(await idOf('bristol', 'findings'));
    const { changes, isMore } = laidOn(doc, given.value, strategy);
    expect([changes.en.filter(isChange).length, changes.zh.filter(isChange).length, isMore]).toEqual([
      1,
      0,
      false
    ]);
    expect(plainText(withChosen(changes.en, () => true))).toContain('The second plan began in 2010');
  });

  it('an answer that a response only marks as confidential is kept from all but its city (R242)', async () => {
    const { app, db, idOf, docOf, signedIn } = await openOlder(engine);
    const expert = await signedIn({ role: 'expert' });
    const responseId = await idOf('haidian', 'response');
    const response = await findDocument(db, responseId);
    for (let n = 1; n <= (response?.generation ?? 0); n += 1) {
      const { snapshot, updates } = await readText(db, responseId, n);
      const bytes = Buffer.concat([snapshot?.bytes ?? new Uint8Array(), ...updates.map((one) => one.bytes)]);
      expect(bytes.includes('地下水库')).toBe(false);
      expect(bytes.includes('reservoir')).toBe(false);
    }
    expect(await db.selectFrom('record').selectAll().execute()).toEqual([]);
    expect(plainText(passageContent(await docOf(responseId), 'answer:stakeholders.who', 'zh'))).toBe('open');

    const view = await app.assessments.load(expert, slug, 'haidian');
    expect(view.ok && view.value.confidentialAnswers).toEqual([{ question: vision, topic: null }]);
    expect(view.ok && view.value.confidential).toBeNull();
    const senior = await signedIn({ role: 'city', city: 'haidian' });
    const own = await app.assessments.load(senior, slug, 'haidian');
    const held = await app.documents.answered(senior, (own.ok && own.value.confidential?.id) || '');
    if (!held.ok) throw new Error(held.refusal.code);
    expect(held.value.answers.cells).toEqual({ [`${vision}/value@source`]: secret });
    expect(JSON.stringify(held.value.answers.passages)).toContain(secret);
  });
});
