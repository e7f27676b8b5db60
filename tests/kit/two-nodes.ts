/**
 * Two nodes in processes of their own on one PostgreSQL database and one Redis, a small study in it, and a third node in the
 * test's own process, on which the test decides things.
 */
import { onTestFinished } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { temporaryFolder } from './databases.ts';
import {
  cookieOf,
  makePerson,
  makeStudy,
  type PersonInput,
  type TestPerson,
  type TestStudy
} from './people.ts';
import { makeDatabase, startCluster, type Cluster } from './postgres.ts';
import { startAppProcess, type AppProcess } from './processes.ts';
import { startRedis, type RedisServer } from './redis.ts';

export interface TwoNodes {
  readonly a: AppProcess;
  readonly b: AppProcess;
  readonly app: App;
  readonly redis: RedisServer;
  /** A cluster of this test alone: it may be halted and started again. */
  readonly cluster: Cluster;
  readonly study: TestStudy;
  /** Haidian's findings, which experts may write. */
  readonly room: string;
  readonly documentId: string;
  /** Makes a person with a role in the study and signs them in, for all nodes. */
  addPerson(input: Omit<PersonInput, 'study'>): Promise<{ person: TestPerson; cookie: string }>;
  /** Starts one more node like the others; it may reach Redis at another address. */
  startNode(redisUrl?: string): Promise<AppProcess>;
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
  const app = await createApp(config);
  onTestFinished(() => app.close());
  const study = await makeStudy(app);
  const startNode = (redisUrl: string = redis.url): Promise<AppProcess> =>
    startAppProcess({ ...config, redisUrl });
  const [a, b] = await Promise.all([startNode(), startNode()]);
  await Promise.all([a, b].map(isReady));
  return {
    a,
    b,
    app,
    redis,
    cluster,
    study,
    room: `${study.slug}.haidian.findings@1`,
    documentId: study.cities[1]?.findingsId ?? '',
    addPerson: async (input) => {
      const person = await makePerson(app, input.role === undefined ? input : { ...input, study });
      return { person, cookie: await cookieOf(app, person) };
    },
    startNode
  };
}

/** Lists what a node currently lacks, such as `redis`; empty when it is ready. */
export async function missingAt(node: AppProcess): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${node.endpoint.port}/readyz`);
  const { missing = [] } = (await response.json()) as { missing?: string[] };
  return missing;
}

/** Resolves once the node is ready. */
export async function isReady(node: AppProcess): Promise<void> {
  while ((await missingAt(node)).length > 0);
}
