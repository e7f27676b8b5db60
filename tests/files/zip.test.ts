/** Shows that zip files are read as they were written, also where numbers need more than 32 bits. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openZip, openZipFile, ZipError, zipInMemory } from '#server/files/zip.ts';
import { openZipWriter } from '#server/files/zip-writing.ts';
import { temporaryFolder } from '#kit/databases.ts';

const limits = { entries: 100_000, entry: 2 ** 28, total: 2 ** 30, isAllowed: () => true };
const utf8 = new TextEncoder();

function written(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const chunks: Uint8Array[] = [];
  const zip = openZipWriter((chunk) => chunks.push(chunk));
  for (const [name, bytes] of entries) zip.add(name, bytes);
  zip.end();
  return Buffer.concat(chunks);
}

describe('a zip', () => {
  const entries = [
    ['a', utf8.encode('words '.repeat(1_000))],
    ['empty', new Uint8Array()],
    ['海淀', Uint8Array.from({ length: 300 }, (_, index) => (index * 7919) % 251)]
  ] as const;

  it('gives its entries back, to us and to another program, the same bytes each time', () => {
    const file = written(entries);
    const read = openZip(zipInMemory(file), limits).map((entry) => [entry.name, [...entry.read()]]);
    expect(read).toEqual(entries.map(([name, bytes]) => [name, [...bytes]]));
    expect(Object.entries(unzipSync(file)).map(([name, bytes]) => [name, [...bytes]])).toEqual(read);
    expect(written(entries).equals(file)).toBe(true);
    expect(openZip(zipInMemory(zipSync({ x: utf8.encode('x') })), limits).map(({ name }) => name)).toEqual([
      'x'
    ]);
  });

  it('may have more entries than 16 bits count', () => {
    const none = new Uint8Array();
    const many = Array.from({ length: 70_000 }, (_, n) => [`e${n}`, none] as const);
    const read = openZip(zipInMemory(written(many)), limits);
    expect(read).toHaveLength(70_000);
    expect(read.at(-1)?.name).toBe('e69999');
    expect(read.at(-1)?.read()).toEqual(none);
  });

  it('may be larger than 4 GiB, and is read from a file piece by piece', () => {
    const file = join(temporaryFolder(), 'large.zip');
    const descriptor = openSync(file, 'w');
    // A hole in the file takes no room and moves the entries beyond 32 bits.
    let at = 2 ** 32 + 5;
    const zip = openZipWriter((chunk) => (at += writeSync(descriptor, chunk, 0, chunk.length, at)), {
      before: at
    });
    zip.add('a', utf8.encode('first'));
    zip.add('b', utf8.encode('second'));
    zip.end();
    closeSync(descriptor);
    const source = openZipFile(file);
    const read = openZip(source, limits).map((entry) => new TextDecoder().decode(entry.read()));
    source.close();
    expect(source.size).toBeGreaterThan(2 ** 32);
    expect(read).toEqual(['first', 'second']);
  });

  it('that is damaged is refused, wherever the damage is', () => {
    const file = written(entries);
    for (let index = 0; index < file.length; index += 1) {
      const damaged = Buffer.from(file);
      damaged[index] = (damaged[index] ?? 0) ^ 0xff;
      try {
        for (const entry of openZip(zipInMemory(damaged), limits)) entry.read();
      } catch (error) {
        expect(error).toBeInstanceOf(ZipError);
      }
    }
    for (const cut of [0, 1, 21, 22, 100, file.length - 1])
      expect(() => openZip(zipInMemory(file.subarray(0, cut)), limits)).toThrow(ZipError);
  });
});
