/**
 * Two nodes in processes of their own on one PostgreSQL database and one Redis, a small study in it, and a third node in the
 * test's own process, on which the test decides things.
 */
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
import { startAppProcess, type AppProcess, type AtEnd } from './processes.ts';
import { startRedis, type RedisServer } from './redis.ts';

export interface TwoNodes {
  readonly a: AppProcess;
  readonly b: AppProcess;
  readonly app: App;
  readonly redis: RedisServer;
  /** A cluster of this file alone: it may be halted, and is started again before the test ends. */
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

/** Holds the nodes of all tests of a file. */
export interface SharedNodes {
  /** Makes a study for one test, and starts what the test before has killed. */
  forTest(): Promise<TwoNodes>;
  end(): Promise<void>;
}

/** Commits survive a halt of the cluster: what the server has written stays with the machine. */
const durable = ['fsync=off', 'synchronous_commit=on'];

/** Starts database, Redis and nodes, which take ten times as long as most tests; they end with `end`. */
export async function startNodes(): Promise<SharedNodes> {
  const ends: (() => Promise<void>)[] = [];
  const atEnd: AtEnd = (end) => void ends.unshift(end);
  const [redis, cluster] = await Promise.all([startRedis([], atEnd), startCluster(durable)]);
  atEnd(() => cluster.stop());
  const database = { engine: 'postgres', url: await makeDatabase(cluster.url, 'meridian') } as const;
  const config = {
    ...readConfig({ DATA_DIR: temporaryFolder(), LOG_LEVEL: 'silent', DEMO: '0' }),
    database,
    redisUrl: redis.url
  };
  const app = await createApp(config);
  atEnd(() => app.close());
  const present = await Promise.all([startAppProcess(config, atEnd), startAppProcess(config, atEnd)]);
  let studies = 0;
  return {
    forTest: async () => {
      for (const [index, node] of present.entries())
        if (!node.isRunning) present[index] = await startAppProcess(config, atEnd);
      await Promise.all(present.map(isReady));
      const study = await makeStudy(app, { slug: `study-${(studies += 1)}` });
      const [a, b] = present;
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
        startNode: (redisUrl = redis.url) => startAppProcess({ ...config, redisUrl })
      };
    },
    end: async () => {
      for (const end of ends) await end();
    }
  };
}

/** Such as `redis`; empty when the node is ready. */
export async function missingAt(node: AppProcess): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${node.endpoint.port}/readyz`);
  const { missing = [] } = (await response.json()) as { missing?: string[] };
  return missing;
}

/** Resolves once the node is ready. */
export async function isReady(node: AppProcess): Promise<void> {
  while ((await missingAt(node)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
