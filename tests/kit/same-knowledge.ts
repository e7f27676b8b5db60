/**
 * Compares a StructIndex with a real document: the same order everywhere, and the same answers to the
 * scanner.
 */
import { expect } from 'vitest';
import * as Y from 'yjs';
import { chanceOf } from '#base/chance.ts';
import { sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { knowledgeOf } from '#kit/known-doc.ts';
import type { Knowledge, ItemSite } from '#server/sync/scan/knowledge.ts';
import type { Id } from '#server/sync/scan/parse.ts';
import type { StructIndex } from '#server/sync/scan/struct-index.ts';
import { sequencesOf } from '#kit/scratch.ts';

const nameOfSite = (site: ItemSite): string => {
  if (site === 'gone') return site;
  const { root, holder, within, element, key, depth } = site;
  return JSON.stringify({ root, holder, within, element, key, depth });
};

/** Compares the answers of both to the same queries, many of them random. */
export function expectSameKnowledge(
  structIndex: StructIndex,
  doc: Y.Doc,
  where: string,
  seed = 1,
  questions = 30
): void {
  expect(Buffer.from(structIndex.stateVector()).equals(Y.encodeStateVector(doc)), where).toBe(true);
  expect(sequencesOfStructIndex(structIndex), where).toBe(sequencesOf(doc));
  const known = knowledgeOf(doc);
  const both: [Knowledge, Knowledge] = [structIndex, known];
  const chance = chanceOf(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);
  const clients = [...doc.store.clients.keys()];
  if (clients.length === 0) return;
  const anyId = (): Id => {
    const client = clients[below(clients.length)] ?? 0;
    return { client, clock: below(known.clockOf(client)) };
  };
  for (const client of [...clients, 999_999_999])
    expect(structIndex.clockOf(client), where).toBe(known.clockOf(client));
  for (let i = 0; i < questions; i++) {
    const id = anyId();
    const [one, other] = both.map((each) => {
      const { site, content, name } = each.structAt(id.client, id.clock);
      return `${nameOfSite(site)} ${content} ${name ?? ''}`;
    });
    expect(one, `${where}: struct at ${id.client},${id.clock}`).toBe(other);
    const length = 1 + below(known.clockOf(id.client) - id.clock);
    const range = { clock: id.clock, length };
    expect(structIndex.liveParts(id.client, range), `${where}: live parts`).toEqual(
      known.liveParts(id.client, range)
    );
    expectSameBetween(both, id, anyId, chance, where);
  }
}

/** Pairs of neighbours at one position, near one another and far. */
function expectSameBetween(
  both: [Knowledge, Knowledge],
  left: Id,
  anyId: () => Id,
  chance: () => number,
  where: string
): void {
  const [structIndex, known] = both;
  const site = structIndex.structAt(left.client, left.clock).site;
  const knownSite = known.structAt(left.client, left.clock).site;
  if (site === 'gone' || knownSite === 'gone') return;
  const rights: (Id | null)[] = [
    null,
    { client: left.client, clock: Math.min(left.clock + 1, known.clockOf(left.client) - 1) }
  ];
  for (let i = 0; i < 6; i++) rights.push(anyId());
  for (const right of rights) {
    if (right && structIndex.structAt(right.client, right.clock).site !== site) continue;
    const client = chance() < 0.5 ? left.client : chance() < 0.5 ? (right?.client ?? 77) : 77;
    if (right)
      expect(structIndex.isReversed(left, right), `${where}: order`).toBe(known.isReversed(left, right));
    for (const from of [left, null]) {
      const description = `${where}: between ${JSON.stringify(from)} and ${JSON.stringify(right)} for ${client}`;
      const reader = { client, hasRead: () => false };
      expect(structIndex.between(site, from, right, reader), description).toBe(
        known.between(knownSite, from, right, reader)
      );
    }
  }
}
