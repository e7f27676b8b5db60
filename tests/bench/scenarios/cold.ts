/**
 * Measures the first reader of a text with a long history, after a restart: from connecting to having all of
 * it.
 */
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import * as Y from 'yjs';
import { Client } from '../clients/client.ts';
import { docOf, textOf, visit } from '../clients/verify.ts';
import { lastEdit, readHistory, readText, snapshotFile } from '../history.ts';
import { processorSeconds } from '../proc.ts';
import type { Access } from '../targets/target.ts';
import type { Scenario, Stage } from './scenario.ts';

const readerId = 2 ** 31 - 5;
/** Edits in flight while the history is written. */
const batch = 250;
const stallSeconds = 30;
/** Measures a little longer, since background work that the read started counts, too. */
const afterwardsSeconds = 0.5;

export const cold: Scenario = {
  name: 'cold',
  title: 'cold load of a 260,000-edit history',
  explains:
    'The history is typed into the server edit by edit, once; then, for each run, a server starts on a copy of what it stored, and the first client connects. The relay sends the same snapshot from memory.',
  targets: ['meridian', 'y-websocket-leveldb', 'hocuspocus', 'relay'],
  run: async (stage) => {
    const { target, quick, start, snapshotDir } = stage;
    const [room = ''] = target.rooms(1);
    if (target.stores && !existsSync(snapshotDir)) await writePast(stage, room);
    const dataDir = `${snapshotDir}-copy`;
    rmSync(dataDir, { recursive: true, force: true });
    if (target.stores) copyDataDir(snapshotDir, dataDir);
    const server = await start({ dataDir, snapshot: snapshotFile(quick) });
    const before = processorSeconds(server.pid);
    const startedAt = performance.now();
    const last = lastEdit(quick);
    let completeAt = 0;
    let complete = (): void => undefined;
    const completed = new Promise<void>((resolve) => (complete = resolve));
    const reader = new Client(server.access, {
      person: 1,
      room,
      id: readerId,
      storesUpdates: true,
      onArrival: (_, author, _from, to) => {
        if (author !== last.author || to < last.clock || completeAt > 0) return;
        completeAt = performance.now();
        complete();
      }
    });
    await reader.synced();
    await completed;
    await new Promise((resolve) => setTimeout(resolve, afterwardsSeconds * 1000));
    const cpu = processorSeconds(server.pid) - before;
    if (textOf(docOf(reader.storedUpdates)) !== readText(quick))
      throw new Error(`${target.name} loaded another text than was written`);
    await reader.drop();
    await server.stop();
    return {
      'synced ms': Math.max(reader.syncedAt, completeAt) - startedAt,
      'cpu ms': cpu * 1000,
      'KB sent': reader.storedUpdates.reduce((sum, { length }) => sum + length, 0) / 1024
    };
  }
};

async function writePast({ quick, start, snapshotDir }: Stage, room: string): Promise<void> {
  const dataDir = `${snapshotDir}-writing`;
  rmSync(dataDir, { recursive: true, force: true });
  const server = await start({ dataDir });
  await type(server.access, room, quick);
  await server.stop();
  copyDataDir(dataDir, snapshotDir);
  rmSync(dataDir, { recursive: true, force: true });
}

/** With the cookies file next to it. */
function copyDataDir(from: string, to: string): void {
  cpSync(from, `${to}.part`, { recursive: true });
  if (existsSync(`${from}.cookies.json`)) cpSync(`${from}.cookies.json`, `${to}.cookies.json`);
  renameSync(`${to}.part`, to);
}

/** A second client reads along, so that at most two batches are in flight. */
async function type(access: Access, room: string, quick: boolean): Promise<void> {
  const witness = { author: 0, clock: 0, awaited: 0, arrived: (): void => undefined };
  const reader = new Client(access, {
    person: 1,
    room,
    id: readerId,
    onArrival: (_, author, _from, to) => {
      if (author !== witness.author) return;
      witness.clock = Math.max(witness.clock, to);
      if (witness.clock >= witness.awaited) witness.arrived();
    }
  });
  await reader.synced();
  const whole = Y.encodeStateVectorFromUpdate(readFileSync(snapshotFile(quick)));
  for (const [person, { author, updates }] of readHistory(quick).sittings.entries()) {
    const writer = new Client(access, { person, room, id: author });
    await writer.synced();
    Object.assign(witness, { author, clock: 0 });
    for (let from = 0; from < updates.length; from += batch) {
      const some = updates.slice(from, from + batch);
      writer.sendUpdates(some.map(({ bytes }) => bytes));
      witness.awaited = some.at(-1)?.clock ?? 0;
      if (witness.clock >= witness.awaited) continue;
      await new Promise<void>((resolve, reject) => {
        const tooLong = setTimeout(() => {
          const closed = writer.closeCode ?? reader.closeCode;
          reject(
            new Error(
              `${access.target} stopped at edit ${from}${closed === null ? '' : `, closed with ${closed}`}`
            )
          );
        }, stallSeconds * 1000);
        witness.arrived = () => {
          clearTimeout(tooLong);
          resolve();
        };
      });
    }
    // A sitting may end with deletions, which no clock shows; what has not been taken would go with the socket.
    await writer.sendSyncStep1(whole);
    await writer.drop();
  }
  // A client stays in the room, so that the text comes from the room that was typed into, not from storage.
  if (textOf(await visit(access, room)) !== readText(quick))
    throw new Error(`${access.target} holds another text than was typed`);
  await reader.drop();
}
