/**
 * Measures a reconnection of everyone at once after a restart, each with the text as it was, until the last
 * one is synced.
 */
import { Company } from '../clients/company.ts';
import { Client } from '../clients/client.ts';
import { encodeText } from '../clients/updates.ts';
import { percentile } from '../figures.ts';
import { processorSeconds } from '../proc.ts';
import * as Y from 'yjs';
import { targetNames } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const perRoom = 20;
const founderId = 2 ** 31 - 3;
/**
 * Handshakes in progress at the same time; more overflow the listen queue of any Node server, whose clients
 * then wait a second.
 */
const atOnce = 250;
const afterwardsSeconds = 1;

export const reconnect: Scenario = {
  name: 'reconnect',
  title: '1,000 clients reconnect',
  explains:
    '50 rooms of 10,000 characters, 20 clients each, who hold that text already; the server has just started again. From the first connection to the last answered question; 250 handshakes at once.',
  targets: targetNames,
  run: async ({ target, quick, start }) => {
    const rooms = target.rooms(quick ? 10 : 50);
    let server = await start();
    const text = encodeText(founderId, 50, 200);
    const stateVector = Y.encodeStateVectorFromUpdate(text);
    for (const room of rooms) {
      const founder = new Client(server.access, { person: 0, room, id: founderId });
      const reader = new Client(server.access, {
        person: 1,
        room,
        id: founderId + 1,
        onArrival: () => arrived()
      });
      let arrived = (): void => undefined;
      const read = new Promise<void>((resolve) => (arrived = resolve));
      await Promise.all([founder.synced(), reader.synced()]);
      founder.sendUpdates([text]);
      await read;
      await founder.drop();
      await reader.drop();
    }
    await server.stop();
    server = await start({ dataDir: server.dataDir });

    const company = new Company(server.access, { rooms, perRoom });
    const seats = rooms.flatMap((room, r) =>
      Array.from({ length: perRoom }, (_, i) => ({ room, index: r * perRoom + i }))
    );
    const before = processorSeconds(server.pid);
    const startedAt = performance.now();
    const waits: number[] = [];
    const queue = seats.values();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const { room, index } of queue) {
          const client = company.open(index, room, { stateVector, offline: text });
          await client.synced();
          waits.push(client.syncedAt - startedAt);
        }
      })
    );
    const all = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, afterwardsSeconds * 1000));
    const cpu = processorSeconds(server.pid) - before;
    const codes = company.clients.flatMap((client) => client.closeCode ?? []);
    if (codes.length > 0)
      throw new Error(
        `${target.name} closed ${codes.length} of ${seats.length} sockets: ${[...new Set(codes)].join(' ')}`
      );
    await company.drop();
    await server.stop();
    return {
      'all synced ms': all,
      'p50 ms': percentile(waits, 0.5),
      'cpu ms/client': (cpu * 1000) / seats.length
    };
  }
};
