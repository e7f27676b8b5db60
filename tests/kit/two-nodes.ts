/**
 * Two nodes in processes of their own on one PostgreSQL database and one Redis, a small study in it, and a third node in the
 * test's own process, on which the test decides things.
 */
import { onTestFinished } from 'vitest';
import { readConfig } from '#server/config.ts';
import { buildHouse, type House } from '#server/house.ts';
import { temporaryFolder } from './databases.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  type PersonWish,
  type TestPerson,
  type TestStudy
} from './people.ts';
import { makeDatabase, startCluster, type Cluster } from './postgres.ts';
import { startHouse, type HouseProcess } from './processes.ts';
import { startRedis, type RedisServer } from './redis.ts';

export interface TwoNodes {
  readonly a: HouseProcess;
  readonly b: HouseProcess;
  readonly house: House;
  readonly redis: RedisServer;
  /** A cluster of this test alone: it may be halted and started again. */
  readonly cluster: Cluster;
  readonly study: TestStudy;
  /** Haidian's findings, which experts may write. */
  readonly room: string;
  readonly documentId: string;
  /** Makes a person with a role in the study and signs them in, for all nodes. */
  enter(wish: Omit<PersonWish, 'study'>): Promise<{ person: TestPerson; cookie: string }>;
  /** One more node, as those that stand; it may reach Redis another way. */
  startNode(redisUrl?: string): Promise<HouseProcess>;
}

/** Commits survive a halt of the cluster: what the server has written stays with the machine. */
const durable = ['fsync=off', 'synchronous_commit=on'];

export async function openTwoNodes(): Promise<TwoNodes> {
  const [redis, cluster] = await Promise.all([startRedis(), startCluster(durable)]);
  onTestFinished(() => cluster.stop());
  const database = { engine: 'postgres', url: await makeDatabase(cluster.url, 'meridian') } as const;
  const config = {
    ...readConfig({ DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent', DEMO: '0' }),
    database,
    redisUrl: redis.url
  };
  const house = await buildHouse(config);
  onTestFinished(() => house.close());
  const study = await makeStudy(house);
  const startNode = (redisUrl: string = redis.url): Promise<HouseProcess> =>
    startHouse({ ...config, redisUrl });
  const [a, b] = await Promise.all([startNode(), startNode()]);
  await Promise.all([a, b].map(isReady));
  return {
    a,
    b,
    house,
    redis,
    cluster,
    study,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    enter: async (wish) => {
      const person = await makePerson(house, wish.role === undefined ? wish : { ...wish, study });
      return { person, cookie: await cookieOf(house, person) };
    },
    startNode
  };
}

/** What a node lacks just now, such as `redis`; empty when it is ready. */
export async function missingAt(node: HouseProcess): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${node.door.port}/readyz`);
  const { missing = [] } = (await response.json()) as { missing?: string[] };
  return missing;
}

/** Resolves once the node is ready. */
export async function isReady(node: HouseProcess): Promise<void> {
  while ((await missingAt(node)).length > 0);
}
