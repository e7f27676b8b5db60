/**
 * Keeps the update log of one document in memory, with the guarantees of the database: it numbers, owns client
 * ids and ends generations in single steps. A server that is killed may have an append under way, which is
 * stored or not, and is never answered.
 */
import { createHash } from 'node:crypto';
import type { Chance } from '#base/chance.ts';
import type { Appended, Batch, Loaded, Log } from '#server/sync/log/log.ts';
import type { LateProposalRow } from '#server/store/updates.ts';
import { tokensOf } from './oracle.ts';

interface Generation {
  readonly updates: { readonly userId: string; readonly bytes: Uint8Array }[];
  readonly owners: Map<number, string>;
  readonly late: Map<string, LateProposalRow>;
  isOver: boolean;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export class ModelLog {
  readonly generations: Generation[] = [];
  /** Every token that a row or a late proposal holds. */
  readonly tokens = new Set<string>();
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.open([]);
  }

  get generation(): number {
    return this.generations.length;
  }

  get current(): Generation {
    return this.at(this.generation);
  }

  /** Equal where two runs have stored the same, in the same order. */
  get digest(): string {
    const hash = createHash('sha256');
    for (const { updates } of this.generations) for (const { bytes } of updates) hash.update(bytes);
    return hash.digest('hex');
  }

  at(n: number): Generation {
    const found = this.generations[n - 1];
    if (!found) throw new Error('There is no such generation');
    return found;
  }

  /** Opens a generation; its seed belongs to nobody. */
  open(seed: readonly Uint8Array[]): void {
    this.generations.push({
      updates: seed.map((bytes) => ({ userId: '', bytes })),
      owners: new Map(),
      late: new Map(),
      isOver: false
    });
  }

  /** Returns the log as one server sees it, until that is killed. */
  seenBy(server: { readonly isKilled: boolean }): Log {
    const waits = async (): Promise<void> => {
      for (let left = Math.floor(this.#chance() * 4); left > 0; left--) await turn();
    };
    const answers = async <T>(read: () => T): Promise<T> => {
      await waits();
      if (server.isKilled) return never();
      return read();
    };
    return {
      load: ({ generation }) => answers(() => this.#load(generation)),
      append: async ({ generation }, batch) => {
        await waits();
        if (server.isKilled && this.#chance() < 0.5) return never();
        const outcome = this.#append(this.at(generation), batch);
        await waits();
        return server.isKilled ? never() : outcome;
      },
      listAfter: ({ generation }, seq) =>
        answers(() => ({
          updates: this.at(generation)
            .updates.slice(seq)
            .map(({ bytes }, n) => ({ seq: seq + n + 1, bytes })),
          owners: new Map(this.at(generation).owners)
        })),
      lastSeqs: (keys) =>
        answers(
          () =>
            new Map(
              keys.map(({ documentId, generation }) => [
                `${documentId}@${generation}`,
                this.at(generation).updates.length
              ])
            )
        ),
      saveSnapshot: () => Promise.resolve(),
      quarantine: () => Promise.resolve(true),
      findLate: ({ generation }, userId) => answers(() => this.at(generation).late.get(userId)),
      saveLateProposal: (proposal) =>
        answers(() => {
          this.at(proposal.generation).late.set(proposal.userId, proposal as LateProposalRow);
          this.#hold(proposal.bytes);
        }),
      onTrouble: () => () => undefined,
      close: () => Promise.resolve()
    };
  }

  #hold(bytes: Uint8Array): void {
    for (const token of tokensOf(bytes)) this.tokens.add(token);
  }

  #load(generation: number): Loaded {
    const { updates, owners } = this.at(generation);
    return {
      snapshot: null,
      updates: updates.map(({ bytes }) => bytes),
      lastSeq: updates.length,
      owners: new Map(owners),
      usage: new Map()
    };
  }

  #append(generation: Generation, { after, entries, newOwners }: Batch): Appended {
    if (generation.isOver) return { kind: 'ended' };
    if (generation.updates.length < after) throw new Error('A room is ahead of the log');
    for (const [client, userId] of newOwners)
      if ((generation.owners.get(client) ?? userId) !== userId) return { kind: 'foreign', client };
    for (const [client, userId] of newOwners) generation.owners.set(client, userId);
    const firstSeq = generation.updates.length + 1;
    for (const { userId, bytes } of entries) {
      generation.updates.push({ userId, bytes });
      this.#hold(bytes);
    }
    return { kind: 'committed', firstSeq };
  }
}
