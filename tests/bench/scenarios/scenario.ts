/**
 * Defines a scenario: work that every server does with the same clients. Runs in a process of its own, on the
 * clients' core.
 */
import type { Figures } from '../figures.ts';
import type { Running, Target, TargetName } from '../targets/target.ts';

export interface Stage {
  readonly target: Target;
  /** Short and small, to see that everything works; its figures mean little. */
  readonly quick: boolean;
  readonly run: number;
  readonly random: () => number;
  /** What one run leaves to the next of the same target, such as a text that took minutes to write. */
  readonly snapshotDir: string;
  /** Starts the server on a fresh data folder, or again on one that a stopped server left. */
  readonly start: (options?: { readonly dataDir?: string; readonly snapshot?: string }) => Promise<Started>;
}

export interface Started extends Running {
  readonly dataDir: string;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Explains below the table what one figure means. */
  readonly explains: string;
  readonly targets: readonly TargetName[];
  readonly run: (stage: Stage) => Promise<Figures>;
}
