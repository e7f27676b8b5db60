/** Tests that an export is refused where the import of it would be: not on the day on which it is needed. */
import { describe, expect, it } from 'vitest';
import { ArchiveError, writeArchive, type ArchivedStudy } from '#server/areas/operations/archive-form.ts';
import { archivedTables, type ArchivedRows } from '#server/areas/operations/archive-rows.ts';
import { openZip, zipInMemory, type ZipLimits } from '#server/files/zip.ts';

type Limits = Pick<ZipLimits, 'entries' | 'entry' | 'total'>;
const wide: Limits = { entries: 1_000, entry: 1_000_000, total: 1_000_000 };

/** Lists the sizes of the texts; the second is the largest entry of the archive. */
const sizes = [20_000, 50_000];

const study: ArchivedStudy = {
  people: [],
  rows: {
    ...Object.fromEntries(archivedTables.map((table) => [table, []])),
    generation: sizes.map((_, index) => ({ documentId: `text-${index}`, n: 1 }))
  } as unknown as ArchivedRows
};

async function exportWithin(limits: Limits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const sources = {
    contentOf: (id: string) => Promise.resolve(new Uint8Array(sizes[Number(id.slice(5))] ?? 0)),
    bytesOf: () => Promise.reject(new Error('There is no evidence'))
  };
  await writeArchive(study, sources, (chunk) => void chunks.push(chunk), limits);
  return Buffer.concat(chunks);
}

/** Returns the sizes of the entries that an import within these limits reads. */
const importWithin = (limits: Limits, archive: Uint8Array): number[] =>
  openZip(zipInMemory(archive), { ...limits, isAllowed: () => true }).map((entry) => entry.read().length);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

describe('an export that an import could not read is refused', () => {
  it.each<
    [string, keyof Limits, (read: readonly number[]) => { readonly fits: number; readonly less: number }]
  >([
    ['it holds too many entries', 'entries', ({ length }) => ({ fits: length, less: length - 1 })],
    ['a text of it is too large', 'entry', () => ({ fits: 50_000, less: 49_999 })],
    ['it is too large as a whole', 'total', (read) => ({ fits: sumOf(read), less: sumOf(read) - 1 })]
  ])('since %s', async (_, name, limitsFor) => {
    const whole = await exportWithin(wide);
    const { fits, less } = limitsFor(importWithin(wide, whole));
    const [roomy, narrow] = [
      { ...wide, [name]: fits },
      { ...wide, [name]: less }
    ];
    expect(Buffer.compare(await exportWithin(roomy), whole)).toBe(0);
    expect(importWithin(roomy, whole)).toContain(50_000);
    const refused = new ArchiveError('the study is larger than what an import reads');
    await expect(exportWithin(narrow)).rejects.toThrow(refused);
    expect(() => importWithin(narrow, whole)).toThrow();
  });
});
