/** Shows that texts of the tree model are the same once an archive has brought them: their words, ids, comments and answers. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeCells, cellsOf } from '#document/answers.ts';
import { laidAnswers } from '#document/late-edit.ts';
import { passageContent, sectionContent } from '#document/content.ts';
import { plainText } from '#base/plain.ts';
import type { ContentNode } from '#base/content.ts';
import type { App } from '../../../server/app.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { insertClarification, openClarification } from '#server/areas/clarifications/store/clarifications.ts';
import { createArchives } from '#server/areas/operations/archive.ts';
import { findRoomOfDocument } from '#server/areas/documents/access.ts';
import { insertOwners, insertSnapshot, insertUpdates } from '#server/store/updates.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { paragraph } from '#kit/texts.ts';
import { writeTree } from '#kit/tree-content.ts';
import { writePassages } from '#kit/tree-text.ts';

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
  const archive = async (): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    must(await app.archives.export('operator', study.slug, (chunk) => void chunks.push(chunk)));
    return Buffer.concat(chunks);
  };
  /** Takes the study to another installation, where its texts go on. */
  const moved = async () => {
    const elsewhere = await testApp(engine);
    must(await elsewhere.archives.import('operator', await archive()));
    return readerOf(elsewhere);
  };
  return { app, study, anna, ming, findingsId, responseId, old, archive, moved };
}

function readerOf(app: App) {
  const contentOf = async (documentId: string, generation?: number): Promise<Y.Doc> => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await app.documents.contentOf(documentId, generation)) ?? new Uint8Array([0, 0]));
    return doc;
  };
  const generationsOf = (documentId: string) =>
    app.store.db
      .selectFrom('generation')
      .select(['n', 'textModel', 'endedAt'])
      .where('documentId', '=', documentId)
      .orderBy('n')
      .execute();
  return { app, contentOf, generationsOf };
}

describe.each(engines)('a text of the tree model that comes from an archive, on %s', (engine) => {
  it('has the same words, ids and marks, and the generation before is ended and can be read', async () => {
    const { findingsId, old, moved } = await openOld(engine);
    const before = sectionContent(old.doc, strategy);
    const { contentOf, generationsOf } = await moved();
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

  it('stays frozen where it was frozen', async () => {
    const { findingsId, old, moved } = await openOld(engine);
    await old.isOld('2013-08-01T00:00:00.000Z');
    const { contentOf, generationsOf } = await moved();
    expect(await generationsOf(findingsId)).toMatchObject([
      { n: 1, textModel: 'tree', endedAt: '2013-08-01T00:00:00.000Z' },
      { n: 2, textModel: 'sequence', endedAt: expect.any(String) as string }
    ]);
    expect(plainText(passageContent(await contentOf(findingsId), strategy, 'zh'))).toContain(
      '规划始于2010年。'
    );
  });

  it('stays a tree in the installation that it was exported from', async () => {
    const { app, findingsId, moved } = await openOld(engine);
    await moved();
    expect(await readerOf(app).generationsOf(findingsId)).toMatchObject([
      { n: 1, textModel: 'tree', endedAt: null }
    ]);
  });

  it('is made before an import takes the database: people write meanwhile', async () => {
    const { findingsId, archive } = await openOld(engine);
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
    must(await archives.import('operator', await archive()));
    const document = await findDocument(elsewhere.store.db, findingsId);
    expect(document?.generation).toBe(2);
  });

  it('goes on in the questions that were reopened, while others are shown what was submitted', async () => {
    const { app, study, anna, responseId, moved } = await openOld(engine);
    const { db } = app.store;
    const at = app.now().toISOString();
    const response = new OldText(app, responseId);
    await response.edit(anna.userId, (doc) =>
      writeTree(doc, 'answer:stakeholders.who', 'zh', [paragraph('p', '七')])
    );
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
    const { id } = must(await app.versions.keep(anna, study.slug, findings, { en: 'Before', zh: '' }));
    await insertClarification(db, {
      id: 'asked',
      studyId: study.id,
      cityId: 'haidian',
      documentId: responseId,
      question: 'stakeholders.who',
      characteristic: 'stakeholders',
      body: 'Seven of what?',
      language: 'en',
      userId: anna.userId,
      role: 'expert',
      at,
      base: 1,
      generation: 2,
      closedGeneration: null,
      fromVersionId: id,
      ...openClarification
    });
    const { app: elsewhere, contentOf, generationsOf } = await moved();
    expect(
      (await generationsOf(responseId)).map(({ n, textModel, endedAt }) => [n, textModel, endedAt !== null])
    ).toEqual([
      [1, 'tree', true],
      [2, 'tree', true],
      [3, 'sequence', false]
    ]);
    const rooms = await Promise.all([1, 3].map((n) => findRoomOfDocument(elsewhere.store.db, responseId, n)));
    expect(rooms.map((room) => [room?.base, room?.isShown, room?.ended])).toEqual([
      [1, true, true],
      [1, false, false]
    ]);
    expect(rooms[1]?.reopenedQuestions.map(({ question }) => question)).toEqual(['stakeholders.who']);
    for (const n of [1, 2, 3])
      expect(plainText(passageContent(await contentOf(responseId, n), 'answer:stakeholders.who', 'zh'))).toBe(
        '七'
      );
  });

  it('keeps all answers of a response, and takes over late ones', async () => {
    const { app, anna, ming, responseId, moved } = await openOld(engine);
    const response = new OldText(app, responseId);
    const cells = {
      'stakeholders.who/value': 7,
      'c.d/state': 'unknown',
      'e.f/value': { amount: 3, currency: 'EUR' }
    };
    await response.edit(anna.userId, (doc) => {
      writeCells(doc, cells);
      writeTree(doc, 'answer:stakeholders.who', 'zh', [paragraph('p', '七')]);
    });
    await response.edit(ming.userId, (doc) => writeCells(doc, { 'stakeholders.who/value': 8 }));
    await response.isOld();
    const bytes = response.made((doc) => writeCells(doc, { 'e.f/value': { amount: 4, currency: 'EUR' } }));
    const { app: elsewhere, contentOf } = await moved();
    const doc = await contentOf(responseId);
    expect(cellsOf(doc)).toEqual({ ...cells, 'stakeholders.who/value': 8 });
    expect(passageContent(doc, 'answer:stakeholders.who', 'zh')).toEqual([paragraph('p', '七')]);
    const document = await findDocument(elsewhere.store.db, responseId);
    const given = await elsewhere.workers.proposalForPresent([Y.encodeStateAsUpdate(response.doc)], bytes, [
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
