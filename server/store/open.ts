/** Opens the store: one Kysely over either engine. Tables are brought up to date by migrate.ts. */
import { CamelCasePlugin, Kysely, sql, type Transaction } from 'kysely';
import type { DatabaseAddress } from '../config.ts';
import { dialectFor } from './dialect.ts';
import type { Schema } from './schema.ts';

/** The first argument of every store function: the pool, or a transaction. */
export type Db = Kysely<Schema> | Transaction<Schema>;

export interface Store {
  readonly engine: DatabaseAddress['engine'];
  readonly db: Kysely<Schema>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function openStore(address: DatabaseAddress): Store {
  const db = new Kysely<Schema>({ dialect: dialectFor(address), plugins: [new CamelCasePlugin()] });
  return {
    engine: address.engine,
    db,
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    close: () => db.destroy()
  };
}
