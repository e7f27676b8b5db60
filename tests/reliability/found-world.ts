/** A world for many seeds: one database, its people signed in once, a fresh room for each seed. */
import type { Engine } from '#kit/databases.ts';
import { makeDatabase } from '#kit/postgres.ts';
import type { World } from './network.ts';
import { newName } from './network.ts';
import { addRooms, createFixture } from './fixture.ts';
import { openNode, type Node } from './world.ts';

export interface WorldOptions {
  readonly engine: Engine;
  readonly folder: string;
  /** Address of a PostgreSQL cluster. */
  readonly cluster?: string;
  readonly nodes?: number;
  /** Fan-out between nodes, where there are several. */
  readonly redisUrl?: string;
}

export interface FoundWorld extends World {
  close(): Promise<void>;
}

const people = 60;

export async function foundWorld({
  engine,
  folder,
  cluster,
  nodes: count = 1,
  redisUrl
}: WorldOptions): Promise<FoundWorld> {
  if (engine === 'postgres' && cluster === undefined) throw new Error('PostgreSQL needs a cluster');
  const postgres =
    engine === 'postgres' && cluster !== undefined
      ? { postgres: await makeDatabase(cluster, newName()) }
      : {};
  const { config, study, writers } = await createFixture({
    folder,
    port: 4740,
    rooms: 0,
    writers: people,
    ...postgres
  });
  const nodes: Node[] = [];
  for (let n = 0; n < count; n++)
    nodes.push(await openNode({ ...config, logLevel: 'silent', redisUrl: redisUrl ?? null }));
  const [first] = nodes;
  if (!first) throw new Error('A world has at least one node');
  return {
    nodes,
    writers,
    makeRoom: async () => {
      const [room] = await addRooms(first.app, study, 1);
      if (!room) throw new Error('no room');
      return room;
    },
    close: async () => {
      for (const node of nodes) await node.close();
    }
  };
}
