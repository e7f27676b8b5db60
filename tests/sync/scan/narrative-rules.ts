/** Checks updates as a room does whose text was begun by yjs sessions of a test. */
import { roots } from '#kit/sessions-of-yjs.ts';
import { checkUpdate, type UpdateCheck } from '#server/sync/rooms/update-check.ts';
import type { StructIndex } from '#server/sync/scan/struct-index.ts';

export const narrative = {
  allowsRoot: (name: string) => (roots as readonly string[]).includes(name),
  narrative: true
};
export const bench = { ...narrative, narrative: false };

export const check = (known: StructIndex, update: Uint8Array, rules = narrative): UpdateCheck =>
  checkUpdate(known, update, rules, { userId: 'anna', ownerOf: () => 'anna' });
