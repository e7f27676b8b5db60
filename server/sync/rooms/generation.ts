/**
 * Holds what is known of one generation of one document: its committed text, the owners of its client ids, how
 * much of its log is whose, and whether it has ended.
 */
import { holdsOneOf, type Parts } from '#base/parts.ts';
import type { AllowedTargets, FoundRoom } from '../handshake/room-facts.ts';
import type { Log, RoomKey } from '../log/log.ts';
import type { Rules } from '../scan/document-rules.ts';
import type { MayTouch } from '../scan/touched.ts';
import { Text } from './text.ts';

export interface GenerationTools {
  readonly log: Log;
  /** Returns which roots and cells a document may have. */
  readonly rootsOf: (found: FoundRoom) => Promise<AllowedTargets>;
  /** Returns the check of what is confidential in a response and so is written by nobody there. */
  readonly confidentialAt: (found: FoundRoom) => Promise<MayTouch | undefined>;
  readonly now: () => Date;
}

interface Stored {
  readonly text: Text;
  readonly owners: Map<number, string>;
  /** Counts the client ids of each user. */
  readonly counts: Map<string, number>;
  /** Counts the bytes that each user has added to the log. */
  readonly usage: Map<string, number>;
}

/**
 * Limits the client ids of one user in one generation, which every state vector of the room names: one for
 * each load of the page in which something was written.
 */
const maxClientIds = 10_000;

export class Generation {
  readonly roomKey: RoomKey;
  readonly rules: Rules;
  hasEnded: boolean;
  readonly #tools: GenerationTools;
  readonly #partsAt: AllowedTargets['partsAt'];
  readonly #isConfidential: MayTouch | undefined;
  #stored: Stored;

  /** Rejects when the stored document cannot be read whole; then nothing has been changed. */
  static async load(tools: GenerationTools, found: FoundRoom): Promise<Generation> {
    const [stored, allowed, isConfidential] = await Promise.all([
      read(tools, found),
      tools.rootsOf(found),
      tools.confidentialAt(found)
    ]);
    return new Generation(tools, found, stored, allowed, isConfidential);
  }

  private constructor(
    tools: GenerationTools,
    found: FoundRoom,
    stored: Stored,
    allowed: AllowedTargets,
    isConfidential: MayTouch | undefined
  ) {
    this.#tools = tools;
    this.roomKey = { documentId: found.documentId, generation: found.generation };
    const { partsAt, ...rules } = allowed;
    this.rules = { ...rules, narrative: !found.isBench, text: found.textModel };
    this.hasEnded = found.ended;
    this.#partsAt = partsAt;
    this.#isConfidential = isConfidential;
    this.#stored = stored;
  }

  get text(): Text {
    return this.#stored.text;
  }

  ownerOf(client: number): string | undefined {
    return this.#stored.owners.get(client);
  }

  /**
   * Returns the check of what a user may touch who may write these parts; undefined where that is all. A
   * generation begins when an answer becomes confidential or no longer is, so that this never changes.
   */
  groundOf(parts: Parts): MayTouch | undefined {
    const isConfidential = this.#isConfidential;
    if (parts === 'all') return isConfidential && ((root, key) => !isConfidential(root, key));
    return (root, key) =>
      isConfidential?.(root, key) !== true && holdsOneOf(parts, this.#partsAt?.(root, key) ?? []);
  }

  claim(client: number, userId: string): void {
    const { owners, counts } = this.#stored;
    if (owners.get(client) === userId) return;
    owners.set(client, userId);
    counts.set(userId, (counts.get(userId) ?? 0) + 1);
  }

  /** Checks whether a user may begin to write under so many more client ids. */
  mayClaim(userId: string, more: number): boolean {
    return (this.#stored.counts.get(userId) ?? 0) + more <= maxClientIds;
  }

  /** Returns how many committed bytes a user has added to the log. */
  usedBy(userId: string): number {
    return this.#stored.usage.get(userId) ?? 0;
  }

  addUsage(userId: string, bytes: number): void {
    this.#stored.usage.set(userId, this.usedBy(userId) + bytes);
  }

  /** Forgets what was taken in and never committed. */
  async reload(): Promise<void> {
    this.#stored = await read(this.#tools, this.roomKey);
  }
}

async function read({ log, now }: GenerationTools, roomKey: RoomKey): Promise<Stored> {
  const loaded = await log.load(roomKey);
  const counts = new Map<string, number>();
  for (const userId of loaded.owners.values()) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  return { text: new Text(loaded, now().getTime()), owners: loaded.owners, counts, usage: loaded.usage };
}
