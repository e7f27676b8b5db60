/** Parses an awareness message of a client, within limits of size, depth and number. */
import { maxClientId } from '#wire/messages.ts';
import { Cursor, Malformed } from '../scan/cursor.ts';
import { parseJson } from '../scan/values.ts';

/** All others are left out. */
const clientKeys = ['cursor', 'place'] as const;
const maxStateBytes = 8 * 1024;
/** Limits what is shown of a state: a caret and a place need a third of it. */
const maxShownBytes = 1024;
const maxStateDepth = 8;
const maxClock = 2 ** 31;
const maxEntries = 256;

export interface ParsedEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>> | null;
  readonly size: number;
}

export function parseAwareness(update: Uint8Array): ParsedEntry[] {
  const cursor = new Cursor(update);
  const count = cursor.count(4);
  if (count > maxEntries) throw new Malformed('too many states');
  const entries: ParsedEntry[] = [];
  for (let left = count; left > 0; left--) {
    const client = cursor.uint(maxClientId);
    const clock = cursor.uint(maxClock);
    const source = cursor.string();
    if (source.length > maxStateBytes) throw new Malformed('state too large');
    const state = parseJson(source, maxStateDepth);
    if (typeof state !== 'object' || Array.isArray(state)) throw new Malformed('state is no object');
    const kept = shownOf(state as ParsedEntry['state']);
    const size = kept === null ? 0 : JSON.stringify(kept).length;
    if (size > maxShownBytes) throw new Malformed('state too large');
    entries.push({ client, clock, state: kept, size });
  }
  cursor.end();
  return entries;
}

/** Returns of a state what a client may set. */
function shownOf(said: ParsedEntry['state']): ParsedEntry['state'] {
  if (said === null) return null;
  const state: Record<string, unknown> = {};
  for (const key of clientKeys) if (Object.hasOwn(said, key)) state[key] = said[key];
  return state;
}
