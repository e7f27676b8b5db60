/** Connections to PostgreSQL of which none, when it is lost, takes the process with it. */
import pg from 'pg';

/**
 * A server that goes away breaks its connections. An `error` without a listener ends the process, and pg emits one in two places:
 * at the pool for a connection that lies idle, and at the connection itself for one that is lent out while no statement is under
 * way, between two statements of a transaction. The loss is answered where the connection is used next: that statement rejects,
 * and the pool opens another.
 */
export function openPool(settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(settings);
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return pool;
}
