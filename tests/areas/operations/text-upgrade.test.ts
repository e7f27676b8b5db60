/** Shows that texts of before are the same afterwards: their words, ids, authors, comments, answers and confirmations. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeCells, cellsOf } from '#document/answers.ts';
import { laidAnswers, laidOn } from '#document/late-edit.ts';
import { passageContent, sectionContent } from '#document/content.ts';
import { plainText } from '#base/plain.ts';
import { flatTextOf } from '#document/tree/anchors.ts';
import { isChange, withChosen } from '#rules/documents/text-diff.ts';
import { fingerprintsOf, staleBlocks, type ContentNode } from '#base/content.ts';
import type { App } from '../../../server/app.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import {
  listConfirmedTranslations,
  packFingerprints,
  saveConfirmedTranslation
} from '#server/areas/pairs/store/confirmed-translations.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { insertClarification } from '#server/areas/clarifications/store/clarifications.ts';
import { createArchives } from '#server/areas/operations/archive.ts';
import { createTextUpgrade } from '#server/areas/operations/text-upgrade.ts';
import { findRoomOfDocument } from '#server/areas/documents/access.ts';
import { insertLateProposal, insertOwners, insertSnapshot, insertUpdates } from '#server/store/updates.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { paragraph } from '#kit/texts.ts';
import { writeTree } from '#kit/tree-content.ts';
import { treeAnchorAt, treePassage, writePassages } from '#kit/tree-text.ts';

const strategy = 'smart-city-strategy';
const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

/** Writes a text as several people's edits, each under a client id of their own, and stores it as it was stored then. */
class OldText {
  readonly doc = new Y.Doc();
  readonly #app: App;
  readonly #documentId: string;
  #seq = 0;
  #clients = 700;

  constructor(app: App, documentId: string) {
    this.#app = app;
    this.#documentId = documentId;
  }

  async edit(userId: string, edit: (doc: Y.Doc) => void): Promise<void> {
    const { db } = this.#app.store;
    const [documentId, generation, clientId] = [this.#documentId, 1, ++this.#clients];
    const bytes = this.made(edit, clientId);
    Y.applyUpdate(this.doc, bytes);
    const at = this.#app.now().toISOString();
    await insertUpdates(db, [{ documentId, generation, seq: ++this.#seq, userId, at, bytes }]);
    await insertOwners(db, [{ documentId, generation, clientId, userId }]);
  }

  /** Returns an edit as one update, which the text does not get. */
  made(edit: (doc: Y.Doc) => void, clientId = ++this.#clients): Uint8Array {
    const copy = new Y.Doc();
    copy.clientID = clientId;
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
    const before = Y.encodeStateVector(copy);
    edit(copy);
    return Y.encodeStateAsUpdate(copy, before);
  }

  async isOld(endedAt: string | null = null): Promise<void> {
    await this.#app.store.db
      .updateTable('generation')
      .set({ textModel: 'tree', endedAt })
      .where('documentId', '=', this.#documentId)
      .execute();
  }
}

/** Replaces a word in a text. */
const reworded = (nodes: readonly ContentNode[], from: string, to: string): ContentNode[] =>
  nodes.map((node) => ({
    ...node,
    ...(node.text === undefined ? {} : { text: node.text.replace(from, to) }),
    ...(node.content ? { content: reworded(node.content, from, to) } : {})
  }));

async function openOld(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const anna = await signedInAs(app, { role: 'expert', side: 'eu', study, name: 'Anna Weber' });
  const ming = await signedInAs(app, { role: 'expert', side: 'cn', study, name: 'Li Ming' });
  const { findingsId = '', responseId = '' } = study.cities[1] ?? {};
  const old = new OldText(app, findingsId);
  let n = 0;
  await old.edit(anna.userId, (doc) =>
    writePassages(
      doc,
      strategy,
      {
        en: [
          { kind: 'heading', level: 3, text: 'Funding' },
          {
            kind: 'paragraph',
            runs: [
              'The plan began in ',
              { text: '2010', bold: true },
              { footnote: 'Page 2' },
              ', at ',
              { grade: 'governance' },
              '.'
            ]
          },
          { kind: 'list', items: ['One desk', 'Two desks'] },
          { kind: 'table', header: ['Year'], rows: [['2012']] }
        ],
        zh: [
          { kind: 'heading', level: 3, text: '资金' },
          { kind: 'paragraph', text: '规划始于2010年。' },
          { kind: 'list', items: ['一个窗口', '两个窗口'] },
          { kind: 'table', header: ['年份'], rows: [['2012']] }
        ]
      },
      () => `b${++n}`
    )
  );
  await old.edit(ming.userId, (doc) =>
    writeTree(
      doc,
      strategy,
      'en',
      reworded(passageContent(doc, strategy, 'en'), 'Two desks', 'Two new desks')
    )
  );
  await old.isOld();
  const upgrade = () => app.textUpgrade.run();
  const contentOf = async (documentId: string, generation?: number): Promise<Y.Doc> => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await app.documents.contentOf(documentId, generation)) ?? new Uint8Array([0, 0]));
    return doc;
  };
  const generationsOf = (documentId: string, { store } = app) =>
    store.db
      .selectFrom('generation')
      .select(['n', 'textModel', 'endedAt'])
      .where('documentId', '=', documentId)
      .orderBy('n')
      .execute();
  return {
    app,
    study,
    slug: study.slug,
    anna,
    ming,
    findingsId,
    responseId,
    old,
    upgrade,
    contentOf,
    generationsOf
  };
}

describe.each(engines)('a text of before that moves to the present model, on %s', (engine) => {
  it('has the same words, ids and marks, and the generation before is ended and can be read', async () => {
    const { findingsId, old, upgrade, contentOf, generationsOf } = await openOld(engine);
    const before = sectionContent(old.doc, strategy);
    await upgrade();
    const now = sectionContent(await contentOf(findingsId), strategy);
    for (const language of ['en', 'zh'] as const) {
      expect(plainText(now[language])).toBe(plainText(before[language]));
      // Lists have no ids any more; what they held keeps its own.
      const idsIn = (nodes: readonly ContentNode[]): unknown[] =>
        nodes.flatMap(({ type, attrs, content = [] }) => [
          ...(type === 'paragraph' || type === 'heading' || type === 'table' ? [attrs?.['id']] : []),
          ...(type === 'table' ? [] : idsIn(content))
        ]);
      expect(idsIn(now[language])).toEqual(idsIn(before[language]));
    }
    expect(now.zh.map(({ attrs }) => attrs?.['counterpart'])).toEqual([
      before.zh[0]?.attrs?.['counterpart'],
      before.zh[1]?.attrs?.['counterpart'],
      undefined,
      before.zh[3]?.attrs?.['counterpart']
    ]);
    expect(now.en[1]).toEqual(before.en[1]);
    expect(await generationsOf(findingsId)).toMatchObject([
      { n: 1, textModel: 'tree', endedAt: expect.any(String) as string },
      { n: 2, textModel: 'sequence', endedAt: null }
    ]);
    expect(sectionContent(await contentOf(findingsId, 1), strategy)).toEqual(before);
  });

  it('is moved once, however often it is asked for and by however many nodes', async () => {
    const { findingsId, upgrade, contentOf, generationsOf } = await openOld(engine);
    await Promise.all([upgrade(), upgrade()]);
    const bytes = Y.encodeStateAsUpdate(await contentOf(findingsId));
    await upgrade();
    expect(await generationsOf(findingsId)).toHaveLength(2);
    expect(Buffer.compare(Y.encodeStateAsUpdate(await contentOf(findingsId)), bytes)).toBe(0);
  });

  it('is made while others write, and again with what they have written meanwhile', async () => {
    const { app, anna, findingsId, old, contentOf, generationsOf } = await openOld(engine);
    let makings = 0;
    const upgrade = createTextUpgrade({
      ...app,
      workers: {
        sequence: async (...job) => {
          makings += 1;
          if (makings === 1)
            await old.edit(anna.userId, (doc) =>
              writeTree(doc, strategy, 'zh', [paragraph('z9', '规划始于2012年。')])
            );
          return app.workers.sequence(...job);
        }
      }
    });
    await upgrade.run();
    expect(makings).toBe(2);
    expect(await generationsOf(findingsId)).toMatchObject([{ textModel: 'tree' }, { textModel: 'sequence' }]);
    expect(plainText(passageContent(await contentOf(findingsId), strategy, 'zh'))).toBe('规划始于2012年。');
  });

  it('stays frozen where it was frozen', async () => {
    const { findingsId, old, upgrade, contentOf, generationsOf } = await openOld(engine);
    await old.isOld('2013-08-01T00:00:00.000Z');
    await upgrade();
    expect(await generationsOf(findingsId)).toMatchObject([
      { n: 1, textModel: 'tree', endedAt: '2013-08-01T00:00:00.000Z' },
      { n: 2, textModel: 'sequence', endedAt: expect.any(String) as string }
    ]);
    expect(plainText(passageContent(await contentOf(findingsId), strategy, 'zh'))).toContain(
      '规划始于2010年。'
    );
  });

  it('has the same words where the study is imported from an archive that was exported before', async () => {
    const { app, slug, findingsId, old, generationsOf } = await openOld(engine);
    const before = sectionContent(old.doc, strategy);
    const chunks: Uint8Array[] = [];
    must(await app.archives.export('operator', slug, (chunk) => void chunks.push(chunk)));
    for (const other of engines) {
      const elsewhere = await testApp(other);
      must(await elsewhere.archives.import('operator', Buffer.concat(chunks)));
      const present = new Y.Doc();
      Y.applyUpdate(present, (await elsewhere.documents.contentOf(findingsId)) ?? new Uint8Array());
      const now = sectionContent(present, strategy);
      for (const language of ['en', 'zh'] as const)
        expect(plainText(now[language])).toBe(plainText(before[language]));
      expect(plainText(now.en)).toContain('Two new desks');
      expect(await generationsOf(findingsId, elsewhere)).toMatchObject([
        { n: 1, textModel: 'tree', endedAt: expect.any(String) as string },
        { n: 2, textModel: 'sequence', endedAt: null }
      ]);
    }
    // The exporting installation is unchanged.
    expect(await generationsOf(findingsId)).toMatchObject([{ n: 1, textModel: 'tree', endedAt: null }]);
  });

  it('is made before an import takes the database: people write meanwhile', async () => {
    const { app, slug, findingsId } = await openOld(engine);
    const chunks: Uint8Array[] = [];
    must(await app.archives.export('operator', slug, (chunk) => void chunks.push(chunk)));
    const elsewhere = await testApp(engine);
    const archives = createArchives({
      ...elsewhere,
      workers: {
        ...elsewhere.workers,
        sequence: async (...job) => {
          // Within the transaction of the import this would never end on SQLite.
          await makePerson(elsewhere, { name: 'Somebody else' });
          return elsewhere.workers.sequence(...job);
        }
      }
    });
    must(await archives.import('operator', Buffer.concat(chunks)));
    const document = await findDocument(elsewhere.store.db, findingsId);
    expect(document?.generation).toBe(2);
  });

  it('has its comments on the same words', async () => {
    const { app, study, anna, findingsId, old, upgrade, contentOf } = await openOld(engine);
    const flat = flatTextOf(treePassage(old.doc, strategy, 'en'));
    const words = ['plan began', 'new desks', '2012'];
    for (const word of words) {
      const from = flat.text.indexOf(word);
      const anchor = treeAnchorAt(flat, from, from + word.length, 500);
      if (!anchor) throw new Error(`${word} is not in the text`);
      await app.store.db
        .insertInto('thread')
        .values({
          id: word,
          studyId: study.id,
          documentId: findingsId,
          cityId: 'haidian',
          about: 'passage',
          section: strategy,
          targetId: null,
          language: 'en',
          anchorFrom: anchor.from,
          anchorTo: anchor.to,
          blockId: anchor.blockId,
          quote: anchor.quote,
          audience: 'panel',
          state: 'open',
          userId: anna.userId,
          role: 'expert',
          sideId: 'eu',
          at: app.now().toISOString(),
          settledBy: null,
          settledAt: null,
          version: 1
        })
        .execute();
    }
    await upgrade();
    const rows = await app.store.db.selectFrom('thread').selectAll().orderBy('id').execute();
    const found = await app.workers.anchors(
      [Y.encodeStateAsUpdate(await contentOf(findingsId))],
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
    expect(found.map((one) => one?.text)).toEqual([...words].sort());
    expect(found.map((one) => one?.blockId)).toEqual(rows.map(({ blockId }) => blockId));
  });

  it('has the same authors, and its versions are what was stored', async () => {
    const { app, slug, anna, upgrade, findingsId } = await openOld(engine);
    const kept = must(await app.versions.keep(anna, slug, findings, { en: 'Before', zh: '' }));
    const lettersBy = async (id: string): Promise<Map<string, string>> => {
      const { sections, authors } = must(await app.versions.authors(anna, slug, findings, id));
      const en = sections.find((section) => section.id === strategy)?.blocks.en ?? [];
      const html = en.map((block) => block.html).join('');
      return new Map(
        [...html.matchAll(/data-by="(\d+)">([^<]*)/g)].map(([, n = '', text = '']) => [
          text,
          authors[Number(n)]?.name.en ?? ''
        ])
      );
    };
    const before = await lettersBy(kept.id);
    expect([...new Set(before.values())].sort()).toEqual(['Anna Weber', 'Li Ming']);
    await upgrade();
    const row = await app.store.db
      .selectFrom('version')
      .selectAll()
      .where('documentId', '=', findingsId)
      .executeTakeFirstOrThrow();
    expect(createHash('sha256').update(row.bytes).digest('hex')).toBe(row.hash);
    expect(await lettersBy(kept.id)).toEqual(before);
    const again = must(await app.versions.keep(anna, slug, findings, { en: 'After', zh: '' }));
    expect(await lettersBy(again.id)).toEqual(before);
  });

  it('differs in nothing from a version that was kept before', async () => {
    const { app, slug, anna, upgrade } = await openOld(engine);
    const kept = must(await app.versions.keep(anna, slug, findings, { en: 'Before', zh: '' }));
    await upgrade();
    const again = must(await app.versions.keep(anna, slug, findings, { en: 'After', zh: '' }));
    const compared = must(await app.versions.compare(anna, slug, findings, kept.id, again.id));
    expect(compared.sections.filter(({ changes }) => changes > 0)).toEqual([]);
  });

  it('is confirmed in both languages where it was', async () => {
    const { app, study, anna, findingsId, old, upgrade, contentOf } = await openOld(engine);
    await saveConfirmedTranslation(app.store.db, {
      studyId: study.id,
      documentId: findingsId,
      section: strategy,
      blocks: packFingerprints(fingerprintsOf(sectionContent(old.doc, strategy)), {}),
      isMinor: 0,
      userId: anna.userId,
      at: app.now().toISOString()
    });
    await upgrade();
    const confirmed = (await listConfirmedTranslations(app.store.db, findingsId)).get(strategy);
    const now = fingerprintsOf(sectionContent(await contentOf(findingsId), strategy));
    expect(staleBlocks(now, confirmed?.blocks ?? null)).toEqual([]);
  });

  it('takes over a late proposal that was made for it', async () => {
    const { app, slug, anna, ming, findingsId, old, upgrade, contentOf } = await openOld(engine);
    const bytes = old.made((doc) =>
      writeTree(
        doc,
        strategy,
        'en',
        reworded(passageContent(doc, strategy, 'en'), 'The plan', 'The second plan')
      )
    );
    await upgrade();
    await insertLateProposal(app.store.db, {
      id: 'late',
      documentId: findingsId,
      generation: 1,
      userId: ming.userId,
      receivedAt: app.now().toISOString(),
      bytes
    });
    const shown = must(await app.lateProposals.show(anna, slug, findings, 'late'));
    expect(shown.sections.map(({ id, changes }) => [id, changes])).toEqual([[strategy, 1]]);
    const given = must(await app.lateProposals.bytes(anna, slug, findings, 'late'));
    const doc = await contentOf(findingsId);
    const { changes, isMore } = laidOn(doc, given, strategy);
    expect([changes.en.filter(isChange).length, changes.zh.filter(isChange).length, isMore]).toEqual([
      1,
      0,
      false
    ]);
    expect(plainText(withChosen(changes.en, () => true))).toContain('The second plan began in 2010');
  });

  it('goes on in the questions that were reopened, while others are shown what was submitted', async () => {
    const { app, study, anna, responseId, upgrade, contentOf, generationsOf } = await openOld(engine);
    const { db } = app.store;
    const at = app.now().toISOString();
    const response = new OldText(app, responseId);
    await response.edit(anna.userId, (doc) => writeTree(doc, 'answer:a.b', 'zh', [paragraph('p', '七')]));
    await response.isOld(at);
    await db
      .insertInto('generation')
      .values({ documentId: responseId, n: 2, openedAt: at, endedAt: null, textModel: 'tree' })
      .execute();
    await insertSnapshot(db, {
      documentId: responseId,
      generation: 2,
      throughSeq: 0,
      bytes: Y.encodeStateAsUpdate(response.doc),
      createdAt: at
    });
    await db.updateTable('document').set({ generation: 2 }).where('id', '=', responseId).execute();
    await insertClarification(db, {
      id: 'asked',
      studyId: study.id,
      cityId: 'haidian',
      documentId: responseId,
      question: 'a.b',
      characteristic: 'a',
      body: 'Seven of what?',
      language: 'en',
      userId: anna.userId,
      role: 'expert',
      at,
      base: 1,
      generation: 2,
      closedGeneration: null,
      fromVersionId: 'none',
      toVersionId: null,
      isChanged: null,
      note: '',
      noteLanguage: null,
      returnedBy: null,
      returnedAt: null,
      withdrawnBy: null,
      withdrawnAt: null,
      reviewedBy: null,
      reviewedAt: null
    });
    await upgrade();
    expect(
      (await generationsOf(responseId)).map(({ n, textModel, endedAt }) => [n, textModel, endedAt !== null])
    ).toEqual([
      [1, 'tree', true],
      [2, 'tree', true],
      [3, 'sequence', false]
    ]);
    const rooms = await Promise.all([1, 3].map((n) => findRoomOfDocument(db, responseId, n)));
    expect(rooms.map((room) => [room?.base, room?.isShown, room?.ended])).toEqual([
      [1, true, true],
      [1, false, false]
    ]);
    expect(rooms[1]?.reopenedQuestions.map(({ question }) => question)).toEqual(['a.b']);
    for (const n of [1, 2, 3])
      expect(plainText(passageContent(await contentOf(responseId, n), 'answer:a.b', 'zh'))).toBe('七');
  });

  it('keeps all answers of a response, each by its author, and takes over late ones', async () => {
    const { app, anna, ming, responseId, upgrade, contentOf } = await openOld(engine);
    const response = new OldText(app, responseId);
    const cells = {
      'a.b/value': 7,
      'c.d/state': 'confidential',
      'e.f/value': { amount: 3, currency: 'EUR' }
    };
    await response.edit(anna.userId, (doc) => {
      writeCells(doc, cells);
      writeTree(doc, 'answer:a.b', 'zh', [paragraph('p', '七')]);
    });
    await response.edit(ming.userId, (doc) => writeCells(doc, { 'a.b/value': 8 }));
    await response.isOld();
    const bytes = response.made((doc) => writeCells(doc, { 'e.f/value': { amount: 4, currency: 'EUR' } }));
    await upgrade();
    const doc = await contentOf(responseId);
    expect(cellsOf(doc)).toEqual({ ...cells, 'a.b/value': 8 });
    expect(passageContent(doc, 'answer:a.b', 'zh')).toEqual([paragraph('p', '七')]);
    const document = await findDocument(app.store.db, responseId);
    const given = await app.workers.proposalForPresent([Y.encodeStateAsUpdate(response.doc)], bytes, [
      Y.encodeStateAsUpdate(doc)
    ]);
    expect(document?.generation).toBe(2);
    expect(laidAnswers(doc, given)).toEqual({
      sections: [],
      questions: ['e.f'],
      cells: { 'e.f/value': { amount: 4, currency: 'EUR' } }
    });
  });
});
