import type pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { openPool } from '#server/store/postgres-pool.ts';
import { emptyDatabase } from '#kit/databases.ts';

async function pool(): Promise<pg.Pool> {
  const address = await emptyDatabase('postgres');
  if (address.engine !== 'postgres') throw new Error('An empty database of the wrong engine');
  const opened = openPool({ connectionString: address.url });
  onTestFinished(() => opened.end());
  return opened;
}

/** Ends the connection from the server's side; resolves when this side has noticed. */
async function lose(by: pg.Pool, client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const noticed = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
  });
  await by.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await noticed;
}

// An error event without a listener ends a process, and here the run.
it('between two statements of a transaction: the next one rejects, and others are served', async () => {
  const opened = await pool();
  const client = await opened.connect();
  await client.query('begin');
  await lose(opened, client);
  await expect(client.query('select 1')).rejects.toThrow();
  client.release(true);
  expect((await opened.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('while it lies idle: the next statement is served by another', async () => {
  const opened = await pool();
  const other = await pool();
  const client = await opened.connect();
  client.release();
  await lose(other, client);
  expect((await opened.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});
