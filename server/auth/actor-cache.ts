import type { Actor } from '#base/permissions.ts';

const maxAgeMilliseconds = 1_000;
const mostActors = 1_000;

export class ActorCache {
  readonly #read: (sessionId: string) => Promise<Actor | null>;
  readonly #now: () => Date;
  readonly #actors = new Map<string, { readonly at: number; readonly actor: Promise<Actor | null> }>();

  constructor(read: (sessionId: string) => Promise<Actor | null>, now: () => Date) {
    this.#read = read;
    this.#now = now;
  }

  async actorOf(sessionId: string): Promise<Actor | null> {
    const at = this.#now().getTime();
    const known = this.#actors.get(sessionId);
    if (known && Math.abs(at - known.at) < maxAgeMilliseconds) return known.actor;
    if (this.#actors.size >= mostActors) this.#actors.clear();
    const actor = this.#read(sessionId);
    this.#actors.set(sessionId, { at, actor });
    actor.catch(() => this.#actors.delete(sessionId));
    return actor;
  }
}
