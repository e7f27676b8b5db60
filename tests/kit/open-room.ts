/** Prepares a small study behind a real port, with two experts signed in, for the sync tests. */
import * as Y from 'yjs';
import { passageRoot } from '#document/sequence/shapes.ts';
import type { Locale } from '#base/locale.ts';
import type { App, AppOptions } from '#server/app.ts';
import { findDocument } from '#server/areas/assessments/store/documents.ts';
import { makeSequences, storeSequences } from '#server/areas/operations/older-forms/trees.ts';
import type { Engine } from './databases.ts';
import { testApp } from './app.ts';
import { addParagraph, paragraphsOf } from './passages.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  type PersonInput,
  type TestPerson,
  type TestStudy
} from './people.ts';
import { servePort, type Endpoint } from './socket.ts';

export interface Stage {
  readonly app: App;
  readonly study: TestStudy;
  readonly endpoint: Endpoint;
  /** Haidian's findings, which experts may write: the assessment is in drafting. */
  readonly room: string;
  readonly documentId: string;
  readonly eu: TestPerson;
  readonly cn: TestPerson;
  /** Cookies of the two experts. */
  readonly euCookie: string;
  readonly cnCookie: string;
  /** Makes a person with a role in the study and signs them in. */
  addPerson(input: Omit<PersonInput, 'study'>): Promise<{ person: TestPerson; cookie: string }>;
  /** Returns the bytes of everything that is stored of documents, for comparing before and after. */
  stored(): Promise<string>;
}

export async function openStage(engine: Engine = 'sqlite', parts: AppOptions = {}): Promise<Stage> {
  const app = await testApp(engine, parts);
  const study = await makeStudy(app);
  const endpoint = { port: await servePort(app), origin: app.config.origin };
  const addPerson: Stage['addPerson'] = async (input) => {
    const person = await makePerson(app, input.role === undefined ? input : { ...input, study });
    return { person, cookie: await cookieOf(app, person) };
  };
  const eu = await addPerson({ role: 'expert', side: 'eu', name: 'Anna Weber' });
  const cn = await addPerson({ role: 'expert', side: 'cn', name: 'Li Ming' });
  const { db } = app.store;
  return {
    app,
    study,
    endpoint,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    eu: eu.person,
    cn: cn.person,
    euCookie: eu.cookie,
    cnCookie: cn.cookie,
    addPerson,
    stored: async () => {
      const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
      const updates = await db
        .selectFrom('documentUpdate')
        .selectAll()
        .orderBy('documentId')
        .orderBy('seq')
        .execute();
      const snapshots = await db.selectFrom('documentSnapshot').selectAll().orderBy('documentId').execute();
      const late = await db.selectFrom('lateProposal').selectAll().orderBy('id').execute();
      const owners = await db
        .selectFrom('clientOwner')
        .selectAll()
        .orderBy('documentId')
        .orderBy('clientId')
        .execute();
      return JSON.stringify(
        [updates, snapshots, late]
          .map((rows) => rows.map((row) => ({ ...row, bytes: hex(row.bytes) })))
          .concat([owners as never])
      );
    }
  };
}

export const section = 'smart-city-strategy';

const root = passageRoot(section, 'zh');

/**
 * Adds a paragraph with this text at the end of the section's text, the Chinese one unless another is named, and returns the update that does
 * it.
 */
export function writing(doc: Y.Doc, text: string, language: Locale = 'zh'): Uint8Array {
  const before = Y.encodeStateVector(doc);
  addParagraph(doc, passageRoot(section, language), text);
  return Y.encodeStateAsUpdate(doc, before);
}

/**
 * Makes a fresh document of one author with this one paragraph. Yjs draws client ids at random from 32 bits: a test that makes thousands
 * passes ids of its own, or two authors share one now and then.
 */
export function firstWriting(text: string, clientID?: number, language?: Locale): Uint8Array {
  const doc = new Y.Doc();
  if (clientID !== undefined) doc.clientID = clientID;
  return writing(doc, text, language);
}

/** Returns the paragraphs of the section's Chinese text, with a bar between them. */
export function textOf(update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return textIn(doc);
}

export const textIn = (doc: Y.Doc): string => paragraphsOf(doc, root);

/** Makes the room one of before: its present generation holds trees. To be called before anybody joins. */
export async function makeTreeRoom({ app, documentId }: Stage): Promise<void> {
  await app.store.db
    .updateTable('generation')
    .set({ textModel: 'tree' })
    .where('documentId', '=', documentId)
    .execute();
}

/** Begins the generation of sequences, as for a tree that comes from an archive. */
export async function goOnAsSequences({ app, documentId }: Stage): Promise<void> {
  const document = await findDocument(app.store.db, documentId);
  const bytes = await app.documents.contentOf(documentId);
  if (!document || !bytes) throw new Error('There is no text');
  const made = await makeSequences(app, { documentId, bytes, hasEnded: false, threads: [] });
  if (!made) throw new Error('The text cannot be read');
  await app.store.db
    .transaction()
    .execute((trx) => storeSequences(trx, document, made, app.now().toISOString()));
}

/** Adds a paragraph to a text of trees, and returns the update that does it. */
export function writingTree(doc: Y.Doc, text: string): Uint8Array {
  const before = Y.encodeStateVector(doc);
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment(root).push([paragraph]);
  return Y.encodeStateAsUpdate(doc, before);
}
