/** A scratch document beside the room's, for the few updates whose order only integrating tells. */
import * as Y from 'yjs';

type AnyType = Pick<Y.AbstractType<unknown>, '_start' | '_map'>;

/** Whether the update, laid on this state, makes a document that a fresh load from its own bytes makes again. */
export function integratesAlike(state: Uint8Array, update: Uint8Array): boolean {
  const live = new Y.Doc();
  Y.applyUpdate(live, state);
  Y.applyUpdate(live, update);
  const reloaded = new Y.Doc();
  Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(live));
  return live.store.pendingStructs === null && live.store.pendingDs === null && sequencesOf(live) === sequencesOf(reloaded);
}

/** The order of everything in a document, however its structs are merged; equal for equal documents. */
export function sequencesOf(doc: Y.Doc): string {
  const told: string[] = [];
  const types: [string, AnyType][] = [...doc.share].filter(([, root]) => root._start !== null || root._map.size > 0).sort();
  for (let next = types.pop(); next; next = types.pop()) {
    const [name, type] = next;
    told.push(`${name}:${runsOf(type, types)}`);
    for (const [key, item] of [...type._map].sort()) {
      // Of a map only the last value counts; those before it are deleted.
      told.push(`${name}[${key}]=${item.id.client},${item.id.clock + item.length - 1}${item.deleted ? '-' : ''}`);
      if (item.content instanceof Y.ContentType) types.push([`${item.id.client},${item.id.clock}`, item.content.type]);
    }
  }
  return told.sort().join('\n');
}

function runsOf(type: AnyType, types: [string, AnyType][]): string {
  const runs: { client: number; from: number; to: number; deleted: boolean }[] = [];
  for (let item = type._start; item !== null; item = item.right) {
    const last = runs.at(-1);
    const { client, clock } = item.id;
    if (last && last.client === client && last.to === clock && last.deleted === item.deleted) last.to += item.length;
    else runs.push({ client, from: clock, to: clock + item.length, deleted: item.deleted });
    if (item.content instanceof Y.ContentType) types.push([`${client},${clock}`, item.content.type]);
  }
  return runs.map((run) => `${run.client},${run.from}-${run.to}${run.deleted ? '-' : ''}`).join(' ');
}
