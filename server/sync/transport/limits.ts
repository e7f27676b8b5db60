/** Limits what a person may send and fetch, and how many connections they and the node may have. */
import { openInFlight } from '#server/process/in-flight.ts';
import { openRates } from '#server/process/rates.ts';
import { maxPostBytes } from './http-transport.ts';

/** Generous for typing, pasting and load tests; a loop that floods a room is stopped within seconds. */
const framesPerPerson = { burst: 6_000, perSecond: 300 };
const bytesPerPerson = { burst: 64 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };
/**
 * Limits what a person may fetch, since a request of three bytes can fetch a whole document: 20 MB a minute,
 * once what a day's opening needs is used up.
 */
const fetchedPerPerson = { burst: 64 * 1024 * 1024, perSecond: (20 * 1024 * 1024) / 60 };
/**
 * Limits the posts that are in flight, by what they announce: of all, and of one person with several pages open.
 */
const postsInFlight = {
  bytes: 32 * 1024 * 1024,
  each: { bytes: 2 * maxPostBytes, count: 32 }
};
/**
 * Limits the structs, client ids and deletions that are looked at for a person, since bytes do not tell what a frame costs:
 * each takes about a microsecond.
 */
const structsPerPerson = { burst: 1_000_000, perSecond: 20_000 };
export const maxConnectionsPerPerson = 200;
/** The file descriptors of a process end soon after. */
export const maxConnections = 15_000;

export type Limits = ReturnType<typeof openLimits>;

export const openLimits = (now: () => Date) => ({
  frames: openRates(framesPerPerson, now),
  bytes: openRates(bytesPerPerson, now),
  posted: openRates(bytesPerPerson, now),
  fetched: openRates(fetchedPerPerson, now),
  structs: openRates(structsPerPerson, now),
  posts: openInFlight(postsInFlight)
});
