/** Sends as many posts at once as its parent orders, and closes them when it is told to. */
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { bytesOf, closeAll, countStatuses, sendRaw, type RawPost } from './raw-posts.ts';
import type { Server } from './server.ts';

export interface Flood {
  readonly server: Pick<Server, 'origin' | 'port'>;
  /** Holds the posts that are sent in turn. */
  readonly posts: readonly Omit<RawPost, 'body'>[];
  /** The number of bytes that are sent of each. */
  readonly bytes: number;
  readonly count: number;
}

const order = async (): Promise<unknown> => {
  const [said] = (await once(process, 'message')) as [unknown];
  return said;
};

setPriority(constants.priority.PRIORITY_LOW);
const ordered = order();
process.send?.('ready');
const { server, posts, bytes, count } = (await ordered) as Flood;
const body = bytesOf(bytes);
const inTurn = Array.from({ length: Math.ceil(count / posts.length) }, () => posts).flat();
const sent = await Promise.all(inTurn.slice(0, count).map((post) => sendRaw(server, { ...post, body })));
const ended = order();
process.send?.('sent');
await ended;
closeAll(sent);
process.send?.(await countStatuses(sent));
process.disconnect();
