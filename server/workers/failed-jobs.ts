/**
 * Remembers for a while which jobs took too long or ended their thread, so that one text cannot take the
 * threads again and again. A text is known by its beginning: more words at its end do not make it another.
 */
import { crc32 } from 'node:zlib';

const rememberedMilliseconds = 120_000;
const mostRemembered = 200;
/** Tells texts apart: a snapshot, or the first updates with the ids of their writers. */
const partsLookedAt = 3;

export class FailedJobs {
  readonly #failedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(kind: string, parts: readonly Uint8Array[]): void {
    const [oldest] = this.#failedAt.keys();
    if (this.#failedAt.size >= mostRemembered && oldest !== undefined) this.#failedAt.delete(oldest);
    this.#failedAt.set(keyOf(kind, parts), this.#now());
  }

  has(kind: string, parts: readonly Uint8Array[]): boolean {
    for (const [key, at] of this.#failedAt)
      if (this.#now() - at > rememberedMilliseconds) this.#failedAt.delete(key);
    // Nearly always nothing has failed, and no text is looked at.
    return this.#failedAt.size > 0 && this.#failedAt.has(keyOf(kind, parts));
  }
}

const keyOf = (kind: string, parts: readonly Uint8Array[]): string =>
  `${kind} ${parts
    .slice(0, partsLookedAt)
    .map((part) => `${part.length}:${crc32(part)}`)
    .join(' ')}`;
