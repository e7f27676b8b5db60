/**
 * Holds what the chips of one open text show now. The page writes it; each chip follows it and updates
 * itself, without a step in the text.
 */
import type { LevelChips } from '#rules/panels/level-chip.ts';

export class LevelChipBoard {
  #levelChips: LevelChips | null = null;
  readonly #followers = new Set<() => void>();

  get levelChips(): LevelChips | null {
    return this.#levelChips;
  }

  show(levelChips: LevelChips | null): void {
    this.#levelChips = levelChips;
    for (const follow of this.#followers) follow();
  }

  /** Returns what ends it. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }
}
