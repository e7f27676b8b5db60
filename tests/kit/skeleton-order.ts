/** The order of everything in a skeleton, told as sequencesOf tells it of a document. */
import * as Y from 'yjs';
import { Held, type Run, type Sequence } from '#server/sync/scan/runs.ts';
import type { Skeleton } from '#server/sync/scan/skeleton.ts';

/**
 * A document that holds what it is given and no more. Others delete formats that have no effect, each by itself and in no
 * update that they were given.
 */
export function untidiedDoc(): Y.Doc {
  const doc = new Y.Doc();
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false;
  });
  return doc;
}

/** What sequencesOf tells of a Y.Doc. */
export function sequencesOfSkeleton(skeleton: Skeleton): string {
  const told: string[] = [];
  const types: [string, Held][] = [...skeleton.roots];
  for (let next = types.pop(); next; next = types.pop()) {
    const [name, held] = next;
    told.push(`${name}:${runsOf(held.children, types)}`);
    for (const [key, sequence] of held.keys ?? []) {
      let last = sequence.first;
      while (last?.right) last = last.right;
      if (!last) continue;
      told.push(`${name}[${key}]=${last.author.client},${last.end - 1}${last.isDeleted ? '-' : ''}`);
      if (last.what instanceof Held) types.push([`${last.author.client},${last.clock}`, last.what]);
    }
  }
  return told.sort().join('\n');
}

function runsOf(sequence: Sequence | null, types: [string, Held][]): string {
  const runs: { client: number; from: number; to: number; deleted: boolean }[] = [];
  for (let run: Run | null = sequence?.first ?? null; run !== null; run = run.right) {
    const last = runs.at(-1);
    const { client } = run.author;
    if (last && last.client === client && last.to === run.clock && last.deleted === run.isDeleted)
      last.to += run.length;
    else runs.push({ client, from: run.clock, to: run.end, deleted: run.isDeleted });
    if (run.what instanceof Held) types.push([`${client},${run.clock}`, run.what]);
  }
  return runs.map((run) => `${run.client},${run.from}-${run.to}${run.deleted ? '-' : ''}`).join(' ');
}
