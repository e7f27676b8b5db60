/**
 * Kills the server while people type: of what others had already received, how much is gone after the
 * restart?
 */
import { Company } from '../clients/company.ts';
import { typeSteadily } from '../clients/typing.ts';
import { firstEditClock } from '../clients/updates.ts';
import { visit } from '../clients/verify.ts';
import * as Y from 'yjs';
import type { Scenario } from './scenario.ts';

const roomCount = 5;
const perRoom = 4;
const keysPerSecond = 10;

export const kill: Scenario = {
  name: 'kill',
  title: 'SIGKILL while typing',
  explains:
    '5 rooms, 4 typists in each room, 10 keys a second; SIGKILL at a random moment of the second to fourth second. Lost is an edit that another client had read and that is not there after the restart; the sum over the kills of a run.',
  targets: ['meridian', 'y-websocket-leveldb', 'hocuspocus', 'hocuspocus-100'],
  run: async ({ target, quick, random, start }) => {
    let seen = 0;
    let lost = 0;
    for (let kills = quick ? 1 : 5; kills > 0; kills--) {
      let server = await start();
      const company = new Company(server.access, { rooms: target.rooms(roomCount), perRoom });
      await company.connect();
      const seconds = 1 + random() * (quick ? 0.5 : 2);
      const typing = typeSteadily(company, keysPerSecond, seconds + 0.5, random);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      await server.stop('SIGKILL');
      await typing;
      await company.drop();
      server = await start({ dataDir: server.dataDir });
      for (const [r, room] of company.plan.rooms.entries()) {
        const doc = await visit(server.access, room);
        for (let index = r * perRoom; index < (r + 1) * perRoom; index++) {
          const author = company.clients[index];
          if (!author) continue;
          const read = company.seenOf(index) - firstEditClock;
          const integrated = Math.max(0, Y.getState(doc.store, author.id) - firstEditClock);
          seen += read;
          lost += Math.max(0, read - integrated);
        }
      }
      await server.stop();
    }
    return { 'edits lost': lost, 'edits seen': seen };
  }
};
