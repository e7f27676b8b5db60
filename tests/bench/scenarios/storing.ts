/** Measures the cost of storing two hundred edits a second for half a minute into texts of some length. */
import { Company } from '../clients/company.ts';
import { Client } from '../clients/client.ts';
import { typeSteadily } from '../clients/typing.ts';
import { encodeText } from '../clients/updates.ts';
import { verify } from '../clients/verify.ts';
import { percentile } from '../figures.ts';
import { folderBytes, processorSeconds, writtenBytes } from '../proc.ts';
import type { Access } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const roomCount = 10;
const perRoom = 4;
const keysPerSecond = 5;
const paragraphs = 100;
const characters = 200;
const founderId = 2 ** 31 - 3;

export const storing: Scenario = {
  name: 'storing',
  title: '200 edits/s, storing',
  explains:
    '10 rooms with 20,000 characters each, 4 typists in each room, 5 keys a second; 30 seconds. Written is what the process sent to the disk (write_bytes); growth is that of its files.',
  targets: ['meridian', 'y-websocket-leveldb', 'hocuspocus', 'hocuspocus-100', 'relay'],
  run: async ({ target, quick, random, start }) => {
    const server = await start();
    const names = target.rooms(roomCount);
    const founders = await Promise.all(names.map((room) => found(server.access, room)));
    const company = new Company(server.access, { rooms: names, perRoom, witnesses: 2 });
    await company.connect();
    await typeSteadily(company, keysPerSecond, quick ? 1 : 3, random);
    await company.settled();
    const latencies = company.record();
    const before = {
      cpu: processorSeconds(server.pid),
      edits: company.edits,
      written: writtenBytes(server.pid),
      size: folderBytes(server.dataDir)
    };
    await typeSteadily(company, keysPerSecond, quick ? 4 : 30, random);
    await company.settled();
    const edits = company.edits - before.edits;
    const cpu = processorSeconds(server.pid) - before.cpu;
    const written = writtenBytes(server.pid) - before.written;
    const growth = folderBytes(server.dataDir) - before.size;
    await verify(server.access, company);
    await Promise.all(founders.map((founder) => founder.drop()));
    await company.drop();
    await server.stop();
    return {
      'cpu µs/edit': (cpu * 1e6) / edits,
      'written B/edit': written / edits,
      'growth B/edit': growth / edits,
      'p50 ms': percentile(latencies, 0.5),
      'p99 ms': percentile(latencies, 0.99)
    };
  }
};

/** Writes the initial text and stays in the room, so that no room is closed before the typists come. */
async function found(access: Access, room: string): Promise<Client> {
  const founder = new Client(access, { person: 0, room, id: founderId });
  await founder.synced();
  founder.sendUpdates([encodeText(founderId, paragraphs, characters)]);
  return founder;
}
