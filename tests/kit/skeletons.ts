/** Holds a skeleton against a real document: the same order everywhere, and the same answers to the scanner. */
import { expect } from 'vitest';
import * as Y from 'yjs';
import { chanceOf } from '#domain/chance.ts';
import { sequencesOfSkeleton } from '#kit/skeleton-order.ts';
import { knowledgeOf } from '#kit/known-doc.ts';
import type { Knowledge, Place } from '#server/sync/scan/knowledge.ts';
import type { Id } from '#server/sync/scan/parse.ts';
import type { Skeleton } from '#server/sync/scan/skeleton.ts';
import { sequencesOf } from '#kit/scratch.ts';

const nameOfPlace = (place: Place): string => {
  if (place === 'gone') return place;
  const { root, holder, within, element, key, depth } = place;
  return JSON.stringify({ root, holder, within, element, key, depth });
};

/** Asks both the same questions, many of them at random. */
export function expectSameKnowledge(
  skeleton: Skeleton,
  doc: Y.Doc,
  where: string,
  seed = 1,
  questions = 30
): void {
  expect(Buffer.from(skeleton.stateVector()).equals(Y.encodeStateVector(doc)), where).toBe(true);
  expect(sequencesOfSkeleton(skeleton), where).toBe(sequencesOf(doc));
  const known = knowledgeOf(doc);
  const both: [Knowledge, Knowledge] = [skeleton, known];
  const chance = chanceOf(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);
  const clients = [...doc.store.clients.keys()];
  if (clients.length === 0) return;
  const anyId = (): Id => {
    const client = clients[below(clients.length)] ?? 0;
    return { client, clock: below(known.clockOf(client)) };
  };
  for (const client of [...clients, 999_999_999])
    expect(skeleton.clockOf(client), where).toBe(known.clockOf(client));
  for (let i = 0; i < questions; i++) {
    const id = anyId();
    const [one, other] = both.map((each) => {
      const { place, content, name } = each.structAt(id.client, id.clock);
      return `${nameOfPlace(place)} ${content} ${name ?? ''}`;
    });
    expect(one, `${where}: struct at ${id.client},${id.clock}`).toBe(other);
    const length = 1 + below(known.clockOf(id.client) - id.clock);
    const range = { clock: id.clock, length };
    expect(skeleton.liveParts(id.client, range), `${where}: live parts`).toEqual(
      known.liveParts(id.client, range)
    );
    expectSameBetween(both, id, anyId, chance, where);
  }
}

/** Neighbours that stand in one place, near one another and far. */
function expectSameBetween(
  both: [Knowledge, Knowledge],
  left: Id,
  anyId: () => Id,
  chance: () => number,
  where: string
): void {
  const [skeleton, known] = both;
  const site = skeleton.structAt(left.client, left.clock).place;
  const knownSite = known.structAt(left.client, left.clock).place;
  if (site === 'gone' || knownSite === 'gone') return;
  const rights: (Id | null)[] = [
    null,
    { client: left.client, clock: Math.min(left.clock + 1, known.clockOf(left.client) - 1) }
  ];
  for (let i = 0; i < 6; i++) rights.push(anyId());
  for (const right of rights) {
    if (right && skeleton.structAt(right.client, right.clock).place !== site) continue;
    const client = chance() < 0.5 ? left.client : chance() < 0.5 ? (right?.client ?? 77) : 77;
    if (right)
      expect(skeleton.isReversed(left, right), `${where}: order`).toBe(known.isReversed(left, right));
    for (const from of [left, null]) {
      const asked = `${where}: between ${JSON.stringify(from)} and ${JSON.stringify(right)} for ${client}`;
      const reader = { client, hasRead: () => false };
      expect(skeleton.between(site, from, right, reader), asked).toBe(
        known.between(knownSite, from, right, reader)
      );
    }
  }
}
