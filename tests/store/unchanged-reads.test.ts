/** Shows that answers of the SQLite file are kept while nothing is committed, by this process or by another. */
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { quickFolder } from '#kit/scratch-folder.ts';
import { openSqlite } from '#server/store/sqlite-file.ts';
import { mostKept, UnchangedReads } from '#server/store/unchanged-reads.ts';

function openTable() {
  const file = join(mkdtempSync(join(quickFolder(), 'meridian-reads-')), 'reads.db');
  const writer = openSqlite(file);
  writer.exec('create table word (n integer, text text, bytes blob)');
  writer.exec("insert into word values (1, 'first', null), (2, 'second', null)");
  const reads = new UnchangedReads(openSqlite(file));
  const select = (sql: string, ...parameters: unknown[]): CompiledQuery =>
    ({ sql, parameters, query: { kind: 'SelectQueryNode' } }) as unknown as CompiledQuery;
  const read = (n: number) => reads.read(select('select text, bytes from word where n = ?', n)).rows;
  return { file, writer, reads, select, read };
}

describe('a read of the SQLite file', () => {
  it('has the rows that it had, until another connection commits', () => {
    const { writer, read } = openTable();
    const first = read(1);
    expect(first).toEqual([{ text: 'first', bytes: null }]);
    expect(read(1)).toBe(first);
    expect(read(2)).toEqual([{ text: 'second', bytes: null }]);
    writer.exec('begin immediate');
    writer.exec("update word set text = 'changed' where n = 1");
    expect(read(1)).toBe(first);
    writer.exec('commit');
    expect(read(1)).toEqual([{ text: 'changed', bytes: null }]);
  });

  it('sees what a program next to the server has committed', () => {
    const { file, read } = openTable();
    expect(read(1)).toHaveLength(1);
    const other = new Database(file);
    other.exec('delete from word');
    other.close();
    expect(read(1)).toEqual([]);
  });

  it('is executed each time where it gives bytes, or is written as text', () => {
    const { writer, reads, read } = openTable();
    writer.exec("update word set bytes = x'00ff'");
    expect(read(1)).not.toBe(read(1));
    const raw = {
      sql: 'select random() as n',
      parameters: [],
      query: { kind: 'RawNode' }
    } as unknown as CompiledQuery;
    expect(reads.read(raw).rows).not.toEqual(reads.read(raw).rows);
  });

  it('is forgotten before too much is kept', () => {
    const { writer, reads, select, read } = openTable();
    writer.prepare('update word set text = ? where n = 2').run('x'.repeat(400_000));
    const first = read(1);
    for (let n = 0; n <= mostKept / 400_000; n++)
      reads.read(select(`select text as t${n} from word where n = ?`, 2));
    expect(read(1)).not.toBe(first);
  });
});
