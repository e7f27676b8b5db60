/**
 * Measures twenty people who type in one room: how long until the others read it, and what the server spends
 * on each delivery.
 */
import { Company } from '../clients/company.ts';
import { typeSteadily } from '../clients/typing.ts';
import { verify } from '../clients/verify.ts';
import { percentile } from '../figures.ts';
import { processorSeconds } from '../proc.ts';
import { targetNames } from '../targets/target.ts';
import type { Scenario } from './scenario.ts';

const people = 20;
const keysPerSecond = 6;

export const typists: Scenario = {
  name: 'typists',
  title: '20 typists, one room',
  explains:
    '20 clients in one room, 6 keys a second each; a delivery is one edit that one other client has read.',
  targets: targetNames,
  run: async ({ target, quick, random, start }) => {
    const server = await start();
    const company = new Company(server.access, { rooms: target.rooms(1), perRoom: people, witnesses: 2 });
    await company.connect();
    await typeSteadily(company, keysPerSecond, quick ? 1 : 3, random);
    await company.settled();
    const latencies = company.record();
    const before = { cpu: processorSeconds(server.pid), deliveries: company.deliveries };
    await typeSteadily(company, keysPerSecond, quick ? 3 : 15, random);
    await company.settled();
    const cpu = processorSeconds(server.pid) - before.cpu;
    const deliveries = company.deliveries - before.deliveries;
    await verify(server.access, company);
    await company.drop();
    await server.stop();
    return {
      'p50 ms': percentile(latencies, 0.5),
      'p99 ms': percentile(latencies, 0.99),
      'cpu µs/delivery': (cpu * 1e6) / deliveries
    };
  }
};
