/** Freezes and reopens one document by the name of its room. A server that runs beside follows within a second. */
import { parseRoom } from '#document/rooms.ts';
import type { House } from '../house.ts';
import { findDocumentOfRoom } from '../store/documents.ts';
import { accepted, Mistake } from './mistake.ts';
import type { Surroundings } from './surroundings.ts';

export async function documentFreeze(
  house: House,
  room: string,
  { print }: Pick<Surroundings, 'print'>
): Promise<number> {
  const { generation } = accepted(await house.documents.freeze(null, await documentOf(house, room)), {
    'wrong-state': `${room} is frozen already`
  });
  print(`Generation ${generation} is frozen`);
  return 0;
}

export async function documentReopen(
  house: House,
  room: string,
  { print }: Pick<Surroundings, 'print'>
): Promise<number> {
  const { generation } = accepted(await house.documents.reopen(null, await documentOf(house, room)), {
    'wrong-state': `${room} is open already`
  });
  print(`Generation ${generation} is open`);
  return 0;
}

/** The document of a room that names its current generation: a command meant for an older one must not hit the newer. */
async function documentOf(house: House, room: string): Promise<string> {
  const name = parseRoom(room);
  if (!name)
    throw new Mistake(
      `${JSON.stringify(room)} is no room; it takes STUDY.CITY.response@N, STUDY.CITY.findings@N or STUDY.chapter.SLUG@N`
    );
  const document = await findDocumentOfRoom(house.store.db, name);
  if (!document) throw new Mistake(`There is no room ${JSON.stringify(room)}`);
  if (document.generation !== name.generation) {
    throw new Mistake(`${room} is not the current generation, which is ${document.generation}`);
  }
  return document.id;
}
