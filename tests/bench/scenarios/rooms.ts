/**
 * Measures many small rooms at once: memory of a room and of a connection, then the cost and the delay of an
 * edit.
 */
import { Company } from '../clients/company.ts';
import { typeSteadily } from '../clients/typing.ts';
import { verify } from '../clients/verify.ts';
import { percentile } from '../figures.ts';
import { memoryBytes, processorSeconds } from '../proc.ts';
import { targetNames } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const perRoom = 4;
const editsPerSecond = 0.5;

export const rooms: Scenario = {
  name: 'rooms',
  title: '500 rooms × 4 clients',
  explains:
    'Each client writes an edit every two seconds. Memory is private memory after a collection of garbage: a connection is what the second to fourth client of each room add, an idle room what one with a single silent client holds beyond that connection, counted over the second half of the rooms.',
  targets: targetNames,
  run: async ({ target, quick, random, start }) => {
    const roomCount = quick ? 100 : 500;
    const server = await start();
    const company = new Company(server.access, { rooms: target.rooms(roomCount), perRoom, witnesses: 2 });
    // What the first of everything costs is not the room's, and a fresh heap has slack that the first half fills.
    const half = roomCount / 2;
    await company.connect(0, 1, 0, half);
    const withHalf = await memoryBytes(server.pid);
    await company.connect(0, 1, half);
    const withRooms = await memoryBytes(server.pid);
    await company.connect(1, perRoom);
    const withAll = await memoryBytes(server.pid);
    const connection = (withAll - withRooms) / (roomCount * (perRoom - 1));
    const room = (withRooms - withHalf) / half - connection;

    await typeSteadily(company, editsPerSecond, quick ? 2 : 4, random);
    await company.settled();
    const latencies = company.record();
    const before = { cpu: processorSeconds(server.pid), edits: company.edits };
    await typeSteadily(company, editsPerSecond, quick ? 3 : 10, random);
    await company.settled();
    const cpu = processorSeconds(server.pid) - before.cpu;
    const edits = company.edits - before.edits;
    await verify(server.access, company);
    await company.drop();
    await server.stop();
    return {
      'cpu µs/edit': (cpu * 1e6) / edits,
      'p50 ms': percentile(latencies, 0.5),
      'p99 ms': percentile(latencies, 0.99),
      'KB/connection': connection / 1024,
      'KB/idle room': room / 1024
    };
  }
};
