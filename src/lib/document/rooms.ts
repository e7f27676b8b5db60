/**
 * Formats and parses the names of rooms. A room is one generation of one document; names are looked up, never
 * created on demand.
 */
import { isSlug } from '#base/ids.ts';

export type RoomName =
  | {
      readonly studySlug: string;
      readonly kind: 'response' | 'confidential' | 'findings';
      readonly city: string;
      readonly generation: number;
    }
  | {
      readonly studySlug: string;
      readonly kind: 'chapter';
      readonly slug: string;
      readonly generation: number;
    };

const pattern = /^([a-z0-9-]{1,64})\.([a-z0-9-]{1,64})\.([a-z0-9-]{1,64})@([1-9][0-9]{0,8})$/;

/**
 * Parses `{study}.{city}.response@{n}`, `{study}.{city}.confidential@{n}`, `{study}.{city}.findings@{n}` or
 * `{study}.chapter.{slug}@{n}`; undefined for anything else.
 */
export function parseRoom(name: string): RoomName | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, studySlug = '', second = '', third = '', n = ''] = match;
  if (!isSlug(studySlug) || !isSlug(second) || !isSlug(third)) return undefined;
  const generation = Number(n);
  if (second === 'chapter') return { studySlug, kind: 'chapter', slug: third, generation };
  if (third === 'response' || third === 'confidential' || third === 'findings')
    return { studySlug, kind: third, city: second, generation };
  return undefined;
}

export function roomName(room: RoomName): string {
  return room.kind === 'chapter'
    ? `${room.studySlug}.chapter.${room.slug}@${room.generation}`
    : `${room.studySlug}.${room.city}.${room.kind}@${room.generation}`;
}
