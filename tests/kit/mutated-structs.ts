/**
 * Changes the structs of real updates: other neighbours, parents, contents, clocks, clients and deletions.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { Chance } from '#base/chance.ts';
import { roots } from './sessions-of-yjs.ts';

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

interface Section {
  client: number;
  clock: number;
  structs: Struct[];
}

/** Holds the names that a mutation gives to structs. */
export interface Names {
  readonly roots: readonly string[];
  readonly keys: readonly (string | null)[];
}

const treeNames: Names = { roots, keys: [null, 'id', 'level', 'counterpart'] };

export function mutateStructs(
  update: Uint8Array,
  known: ReadonlyMap<number, number>,
  chance: Chance,
  names = treeNames
): Uint8Array {
  const below = (limit: number): number => Math.floor(chance() * limit);
  const pick = <T>(from: readonly T[]): T | undefined => from[below(from.length)];
  const { structs, ds } = Y.decodeUpdate(update);
  const sections: Section[] = [];
  for (const struct of structs) {
    const section = sections.find(({ client }) => client === struct.id.client);
    if (section) section.structs.push(struct);
    else sections.push({ client: struct.id.client, clock: struct.id.clock, structs: [struct] });
  }
  const deletions = [...ds.clients].map(([client, ranges]) => ({
    client,
    ranges: ranges.map(({ clock, len }) => [clock, len] as [number, number])
  }));
  const clients = [...new Set([...known.keys(), ...sections.map(({ client }) => client)])];
  const items = structs.filter((struct) => struct instanceof Y.Item);

  /** Chooses an id that is known or new, mostly near an end or a neighbour that is stated already. */
  const anyId = (): Y.ID => {
    const item = pick(items);
    const stated = pick([item?.origin, item?.rightOrigin, item?.id].filter((id) => id instanceof Y.ID));
    if (stated && chance() < 0.6) return Y.createID(stated.client, Math.max(0, stated.clock + below(5) - 2));
    const client = pick(clients) ?? 1;
    return Y.createID(client, below((known.get(client) ?? 0) + 3));
  };

  const change = (): void => {
    const section = pick(sections);
    const at = below(section?.structs.length ?? 0);
    const struct = section?.structs[at];
    const choice = chance();
    if (!section || !struct || choice < 0.15) {
      const client = pick(clients) ?? 1;
      const range: [number, number] = [below((known.get(client) ?? 0) + 2), 1 + below(6)];
      const found = deletions.find((one) => one.client === client);
      if (!found) deletions.push({ client, ranges: [range] });
      else found.ranges = [...found.ranges, range].sort(([a], [b]) => a - b);
    } else if (choice < 0.2) deletions.pop();
    else if (choice < 0.25) section.clock = Math.max(0, section.clock + below(5) - 2);
    else if (choice < 0.3) section.client = pick([...clients, 77, 78, 79, 2 ** 31, 2 ** 32 - 1]) ?? 1;
    else if (choice < 0.36) section.structs.splice(at, 1);
    else if (choice < 0.42) section.structs.splice(at, 0, struct);
    else if (choice < 0.5) section.structs.push(...section.structs.splice(at, 1));
    else if (struct instanceof Y.Item) changeItem(struct, choice);
  };

  const changeItem = (item: Y.Item, choice: number): void => {
    if (choice < 0.62) item.origin = chance() < 0.25 ? null : anyId();
    else if (choice < 0.74) item.rightOrigin = chance() < 0.25 ? null : anyId();
    else if (choice < 0.8) [item.origin, item.rightOrigin] = [item.rightOrigin, item.origin];
    else if (choice < 0.88) {
      // A differential update names its parents by text or id.
      item.parent = chance() < 0.4 ? (pick(names.roots) as unknown as Y.AbstractType<unknown>) : anyId();
      if (chance() < 0.5) item.origin = item.rightOrigin = null;
    } else if (choice < 0.92) item.parentSub = pick(names.keys) ?? null;
    else item.content = pick(items)?.content ?? item.content;
    // What lost its neighbours needs a parent to be written at all.
    item.parent ??= anyId();
  };

  for (let times = 1 + below(3); times > 0; times--) change();
  return encoded(
    sections.filter((section) => section.structs.length > 0),
    deletions
  );
}

function encoded(
  sections: readonly Section[],
  deletions: readonly { client: number; ranges: [number, number][] }[]
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  encoding.writeVarUint(restEncoder, sections.length);
  for (const { client, clock, structs } of sections) {
    encoding.writeVarUint(restEncoder, structs.length);
    encoding.writeVarUint(restEncoder, client);
    encoding.writeVarUint(restEncoder, clock);
    for (const struct of structs) struct.write(encoder, 0);
  }
  encoding.writeVarUint(restEncoder, deletions.length);
  for (const { client, ranges } of deletions) {
    encoding.writeVarUint(restEncoder, client);
    encoding.writeVarUint(restEncoder, ranges.length);
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(restEncoder, clock);
      encoding.writeVarUint(restEncoder, length);
    }
  }
  return encoder.toUint8Array();
}
