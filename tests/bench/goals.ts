/** Defines the goals of this server, as ratios against the others in the same run, or as absolute figures. */
import type { Outcome, Result } from './report.ts';
import type { TargetName } from './targets/target.ts';

export interface Goal {
  readonly scenario: string;
  readonly figure: string;
  readonly sense: 'at most' | 'at least';
  readonly times: number;
  /** The targets whose best figure is the base; empty for an absolute goal. */
  readonly of: readonly TargetName[];
}

export interface GoalResult extends Goal {
  readonly held: number | null;
  readonly met: boolean | null;
}

const hocuspocus = ['hocuspocus', 'hocuspocus-100'] as const;
const anyPeer = ['y-websocket', 'y-websocket-leveldb', ...hocuspocus] as const;
const storingPeers = ['y-websocket-leveldb', ...hocuspocus] as const;

const atMost = (scenario: string, figure: string, times: number, of: readonly TargetName[] = []): Goal => ({
  scenario,
  figure,
  sense: 'at most',
  times,
  of
});
const atLeast = (scenario: string, figure: string, times: number, of: readonly TargetName[] = []): Goal => ({
  scenario,
  figure,
  sense: 'at least',
  times,
  of
});

export const goals: readonly Goal[] = [
  atMost('typists', 'p50 ms', 1.7, hocuspocus),
  atMost('typists', 'p99 ms', 0.9, anyPeer),
  atMost('typists', 'cpu µs/delivery', 0.9, anyPeer),
  atMost('typists', 'p50 ms', 3, ['relay']),
  atLeast('flood', 'deliveries/s', 2.5, anyPeer),
  atMost('flood', 'cpu µs/delivery', 0.4, anyPeer),
  atLeast('flood', 'deliveries/s', 5, ['relay']),
  atMost('rooms', 'cpu µs/edit', 1.3, ['y-websocket']),
  atMost('rooms', 'p99 ms', 8),
  atMost('rooms', 'KB/connection', 35),
  atMost('rooms', 'KB/idle room', 10),
  atMost('cold', 'synced ms', 0.1, ['hocuspocus']),
  atMost('cold', 'cpu ms', 15),
  atMost('storing', 'cpu µs/edit', 0.8, ['hocuspocus-100']),
  atMost('storing', 'written B/edit', 0.6, ['hocuspocus-100']),
  atMost('storing', 'p99 ms', 6),
  atMost('kill', 'edits lost', 0),
  atMost('reconnect', 'all synced ms', 0.5, storingPeers),
  atMost('reconnect', 'all synced ms', 2, ['relay']),
  atMost('merge', 'others p99 ms', 0.2, anyPeer),
  atMost('merge', 'converged ms', 0.35, anyPeer)
];

/** `met` is null where a figure is missing. */
export function evaluateGoals(results: readonly Result[]): GoalResult[] {
  return goals.flatMap((goal) => {
    const result = results.find(({ scenario }) => scenario.name === goal.scenario);
    if (!result) return [];
    const held = heldOf(goal, result.outcomes);
    return [
      {
        ...goal,
        held,
        met: held === null ? null : goal.sense === 'at most' ? held <= goal.times : held >= goal.times
      }
    ];
  });
}

function heldOf({ figure, of, sense }: Goal, outcomes: readonly Outcome[]): number | null {
  const figureOf = (name: TargetName): number | undefined =>
    outcomes.find(({ target }) => target === name)?.figures[figure];
  const ours = figureOf('meridian');
  if (ours === undefined) return null;
  if (of.length === 0) return ours;
  const others = of.map(figureOf).filter((value) => value !== undefined);
  if (others.length === 0) return null;
  return ours / (sense === 'at most' ? Math.min(...others) : Math.max(...others));
}
