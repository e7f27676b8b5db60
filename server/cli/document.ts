/**
 * Freezes and reopens one document, or sets it back to a version, by the name of its room. A server that runs at the same time follows
 * within a second.
 */
import { parseRoom } from '#document/rooms.ts';
import type { App } from '#server/app.ts';
import { findDocumentOfRoom } from '#areas/assessments';
import { accepted, UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

export async function documentFreeze(
  app: App,
  room: string,
  { print }: Pick<CliStreams, 'print'>
): Promise<number> {
  const { generation } = accepted(await app.documents.freeze(null, await documentOf(app, room)), {
    'wrong-state': `${room} is frozen already`
  });
  print(`Generation ${generation} is frozen`);
  return 0;
}

export async function documentReopen(
  app: App,
  room: string,
  { print }: Pick<CliStreams, 'print'>
): Promise<number> {
  const { generation } = accepted(await app.documents.reopen(null, await documentOf(app, room)), {
    'wrong-state': `${room} is open already`
  });
  print(`Generation ${generation} is open`);
  return 0;
}

export async function documentRestore(
  app: App,
  room: string,
  version: number,
  { print }: Pick<CliStreams, 'print'>
): Promise<number> {
  const { generation } = accepted(await app.documents.restore(null, await documentOf(app, room), version), {
    'not-found': `There is no version ${version} of ${room}`,
    stale: `${room} has been frozen or reopened meanwhile; nothing was changed`
  });
  print(`Generation ${generation} holds version ${version}`);
  return 0;
}

/** The document of a room that names its current generation: a command meant for an older one must not hit the newer. */
async function documentOf(app: App, room: string): Promise<string> {
  const name = parseRoom(room);
  if (!name)
    throw new UsageError(
      `${JSON.stringify(room)} is no room; it takes STUDY.CITY.response@N, STUDY.CITY.findings@N or STUDY.chapter.SLUG@N`
    );
  const document = await findDocumentOfRoom(app.store.db, name);
  if (!document) throw new UsageError(`There is no room ${JSON.stringify(room)}`);
  if (document.generation !== name.generation) {
    throw new UsageError(`${room} is not the current generation, which is ${document.generation}`);
  }
  return document.id;
}
