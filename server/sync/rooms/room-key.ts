import type { RoomKey } from '../log/log.ts';

export const keyOf = ({ documentId, generation }: RoomKey): string => `${documentId}@${generation}`;

export function roomKeyOf(key: string): RoomKey {
  const at = key.lastIndexOf('@');
  return { documentId: key.slice(0, at), generation: Number(key.slice(at + 1)) };
}
