/** Opens pools of connections to PostgreSQL whose loss does not end the process. */
import pg from 'pg';

/**
 * A server that goes away breaks its connections. An `error` without a listener ends the process, and pg
 * emits one in two cases: on the pool for an idle connection, and on the connection itself for one that is
 * lent out while no statement is running, between two statements of a transaction. The loss is handled where
 * the connection is used next: that statement rejects, and the pool opens another.
 */
export function openPool(settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(settings);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}
