/** A small study behind a real port, with two experts signed in: the stage of the sync tests. */
import * as Y from 'yjs';
import type { House, HouseParts } from '#server/house.ts';
import type { Engine } from './databases.ts';
import { openHouse } from './house.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  type PersonWish,
  type TestPerson,
  type TestStudy
} from './people.ts';
import { servePort, type Door } from './socket.ts';

export interface Stage {
  readonly house: House;
  readonly study: TestStudy;
  readonly door: Door;
  /** Haidian's findings, which experts may write: the assessment is in drafting. */
  readonly room: string;
  readonly documentId: string;
  readonly eu: TestPerson;
  readonly cn: TestPerson;
  /** Cookies of the two experts. */
  readonly euCookie: string;
  readonly cnCookie: string;
  /** Makes a person with a role in the study and signs them in. */
  enter(wish: Omit<PersonWish, 'study'>): Promise<{ person: TestPerson; cookie: string }>;
  /** The bytes of everything that is stored of documents, for comparing before and after. */
  stored(): Promise<string>;
}

export async function openStage(engine: Engine = 'sqlite', parts: HouseParts = {}): Promise<Stage> {
  const house = await openHouse(engine, parts);
  const study = await makeStudy(house);
  const door = { port: await servePort(house), origin: house.config.origin };
  const enter: Stage['enter'] = async (wish) => {
    const person = await makePerson(house, wish.role === undefined ? wish : { ...wish, study });
    return { person, cookie: await cookieOf(house, person) };
  };
  const eu = await enter({ role: 'expert', side: 'eu', name: 'Anna Weber' });
  const cn = await enter({ role: 'expert', side: 'cn', name: 'Li Ming' });
  const { db } = house.store;
  return {
    house,
    study,
    door,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    eu: eu.person,
    cn: cn.person,
    euCookie: eu.cookie,
    cnCookie: cn.cookie,
    enter,
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

/** Sets a paragraph with these words at the end of the section's Chinese text and returns the update that does it. */
export function writing(doc: Y.Doc, words: string): Uint8Array {
  const before = Y.encodeStateVector(doc);
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(words)]);
  doc.getXmlFragment(`${section}.zh`).push([paragraph]);
  return Y.encodeStateAsUpdate(doc, before);
}

/** A fresh document of one author with this one paragraph. */
export function firstWriting(words: string): Uint8Array {
  return writing(new Y.Doc(), words);
}

export function textOf(update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getXmlFragment(`${section}.zh`).toJSON();
}
