/**
 * Measures fifty clients that write as fast as they are read: the throughput, and what each delivery costs
 * the server.
 */
import { Company } from '../clients/company.ts';
import { typeFlatOut } from '../clients/typing.ts';
import { verify } from '../clients/verify.ts';
import { processorSeconds } from '../proc.ts';
import { targetNames } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const people = 50;
/** Edits that each client has in flight. */
const ahead = 32;
/**
 * Lasts a short time, since this server closes the connection of a person who sends more than six thousand
 * frames in one go.
 */
const warmUpSeconds = 1;
const measuredSeconds = 2;

export const flood: Scenario = {
  name: 'flood',
  title: '50 clients flat out, one room',
  explains: '50 clients in one room, each with up to 32 edits on the way, one frame for each edit.',
  targets: targetNames,
  run: async ({ target, quick, start }) => {
    const server = await start();
    const company = new Company(server.access, { rooms: target.rooms(1), perRoom: people, witnesses: 2 });
    await company.connect();
    await typeFlatOut(company, ahead, quick ? 0.5 : warmUpSeconds);
    await company.settled();
    const before = {
      cpu: processorSeconds(server.pid),
      deliveries: company.deliveries,
      at: performance.now(),
      own: process.cpuUsage()
    };
    await typeFlatOut(company, ahead, quick ? 1 : measuredSeconds);
    await company.settled();
    const seconds = (performance.now() - before.at) / 1000;
    const cpu = processorSeconds(server.pid) - before.cpu;
    const own = process.cpuUsage(before.own);
    const deliveries = company.deliveries - before.deliveries;
    await verify(server.access, company);
    await company.drop();
    await server.stop();
    return {
      'deliveries/s': deliveries / seconds,
      'cpu µs/delivery': (cpu * 1e6) / deliveries,
      'clients busy %': (own.user + own.system) / seconds / 1e4
    };
  }
};
