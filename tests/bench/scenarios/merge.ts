/**
 * Measures a return with ten thousand edits made offline, while the others type: how long until all have
 * them, and how much the others are delayed.
 */
import { Client } from '../clients/client.ts';
import { Company } from '../clients/company.ts';
import { typeSteadily } from '../clients/typing.ts';
import { encodeText, rootName } from '../clients/updates.ts';
import { verify } from '../clients/verify.ts';
import { median, percentile } from '../figures.ts';
import { processorSeconds } from '../proc.ts';
import * as Y from 'yjs';
import { targetNames } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const people = 10;
const keysPerSecond = 10;
const offlineEdits = 10_000;
const founderId = 2 ** 31 - 3;
const firstReturner = 2 ** 31 - 20;
/** The return happens at the beginning of this window. */
const windowSeconds = 1;

export const merge: Scenario = {
  name: 'merge',
  title: '10,000 offline edits merged',
  explains:
    '10 typists, 10 keys a second each, in a text of 2,000 characters; a client connects with 10,000 edits at random places in it, one in ten a deletion. Three such returns in a run; p99 of the others’ typing in the second that begins with each.',
  targets: targetNames,
  run: async ({ target, quick, random, start }) => {
    const server = await start();
    const rooms = target.rooms(1);
    const [room = ''] = rooms;
    const base = encodeText(founderId, 10, 200);
    const founder = new Client(server.access, { person: 0, room, id: founderId });
    await founder.synced();
    founder.sendUpdates([base]);

    const company = new Company(server.access, { rooms, perRoom: people, witnesses: 2 });
    const awaited = { author: 0, clock: 0, readers: new Set<Client>(), all: (): void => undefined };
    await company.connect();
    company.onStranger = (reader, author, to) => {
      if (author !== awaited.author || to < awaited.clock) return;
      awaited.readers.add(reader);
      if (awaited.readers.size === people) awaited.all();
    };
    await typeSteadily(company, keysPerSecond, 1, random);
    await company.settled();

    const latencies: number[] = [];
    const times: number[] = [];
    const before = processorSeconds(server.pid);
    const returns = quick ? 1 : 3;
    for (let n = 0; n < returns; n++) {
      const id = firstReturner + n;
      const { update, clock } = editOffline(base, id, random);
      const recorded = company.record();
      const typing = typeSteadily(company, keysPerSecond, windowSeconds, random);
      const startedAt = performance.now();
      const converged = new Promise<void>((resolve) =>
        Object.assign(awaited, { author: id, clock, readers: new Set(), all: resolve })
      );
      const returner = new Client(server.access, { person: 11, room, id, offline: update });
      await returner.synced();
      if (!server.access.holdsText) returner.sendUpdates([update]);
      await converged;
      times.push(performance.now() - startedAt);
      await typing;
      await company.settled();
      latencies.push(...recorded);
      await returner.drop();
    }
    const cpu = processorSeconds(server.pid) - before;
    await verify(server.access, company);
    await founder.drop();
    await company.drop();
    await server.stop();
    return {
      'converged ms': median(times),
      'others p99 ms': percentile(latencies, 0.99),
      'cpu ms/return': (cpu * 1000) / returns
    };
  }
};

/** Makes the edits in real documents, so that the update is what a provider would send. */
function editOffline(
  base: Uint8Array,
  id: number,
  random: () => number
): { update: Uint8Array; clock: number } {
  const doc = new Y.Doc();
  doc.clientID = id;
  Y.applyUpdate(doc, base);
  const text = doc.getText(rootName);
  for (let i = 0; i < offlineEdits; i++) {
    // The marker of the first paragraph stays.
    const at = 1 + Math.floor(random() * (text.length - 1));
    if (random() < 0.1) text.delete(at, 1);
    else text.insert(at, 'x');
  }
  const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVectorFromUpdate(base));
  return { update, clock: Y.getState(doc.store, id) };
}
