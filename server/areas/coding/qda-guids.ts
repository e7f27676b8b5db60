/** Names the things of a study by GUIDs, as REFI-QDA files do. */
import { createHash } from 'node:crypto';
import type { GuidFor } from '#rules/coding/coding-export.ts';
import { guidOf, type Guid } from '#rules/coding/qda-project.ts';

/** Names the space of the GUIDs that are made from a name (RFC 9562, version 5). */
const namespace = Buffer.from('6f1d3c5e9a274c0b8d1e5b7a2f4c6d80', 'hex');

/** The same name has the same GUID on every machine. */
export function guidOfName(name: string): Guid {
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Lists the kinds whose ids are GUIDs themselves, and stay so; what a file brought in goes out as it came. */
const kept = ['code', 'coding', 'memo'];

/** People are named by another GUID than their id. */
export function guidsOfStudy(studyId: string): GuidFor {
  const made = new Map<string, Guid>();
  return (kind, id) => {
    if (kept.includes(kind) && guidOf(id) === id) return id;
    const name = `${studyId} ${kind} ${id}`;
    const guid = made.get(name) ?? guidOfName(name);
    made.set(name, guid);
    return guid;
  };
}
