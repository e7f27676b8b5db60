/** Declares what a chair decides on: a panel as the page saw it, with its rounds; and appends the events of panels. */
import type { FactOf } from '#lib/events/kinds.ts';
import { panelTarget, type PanelStep } from '#rules/panels/panel.ts';
import { findOpenSettlement, updateSettlement } from './store/panels.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import {
  locksOfPanel,
  openedPanel,
  panelSubject,
  type LoadedPanel,
  type PanelKey,
  type PanelOfCity
} from './panel-subject.ts';

/** Identifies the panel as the page that acts on it saw it. */
export type SeenPanel = PanelKey & { readonly version: number };

const seenPanel = {
  ...panelSubject,
  name: 'panel, as seen',
  find: async (
    db: Db,
    studySlug: string,
    seen: SeenPanel
  ): Promise<(PanelOfCity & { readonly isAsSeen: boolean }) | undefined> => {
    const loaded = await panelSubject.find(db, studySlug, seen);
    return loaded && { ...loaded, isAsSeen: loaded.opened?.panel.version === seen.version };
  }
};

const command = commandsOf<CommandDeps>();

export type PanelDecision = Omit<Decision<CommandDeps, typeof seenPanel, undefined>, 'subject'> & {
  readonly subject: LoadedPanel;
};

/** Makes the command of one act on a panel; `stale` where it was acted on since the page was made. */
export const acting =
  (needs: 'panel.moderate' | 'panel.scores') =>
  <Input extends readonly unknown[]>(
    actName: string,
    decide: (decision: PanelDecision, ...input: Input) => Promise<null>
  ) =>
    command(
      {
        name: `panels.${actName}`,
        subject: seenPanel,
        needs,
        locks: (about, ..._input: Input) => locksOfPanel(about)
      },
      async (decision, ...input: Input) => {
        const subject = openedPanel(decision.subject);
        if (!subject.isAsSeen) throw refused('stale');
        return decide({ ...decision, subject }, ...input);
      }
    );

export const moderate = acting('panel.moderate');

/** Makes the command of a step of the panel; `wrong-state` where the panel's state has no such step. */
export const step = <Input extends readonly unknown[]>(
  actName: string,
  taken: PanelStep,
  decide: (decision: PanelDecision, ...input: Input) => Promise<null>
) =>
  moderate(actName, (decision, ...input: Input) => {
    if (panelTarget(decision.subject.panel.state, taken) === undefined) throw refused('wrong-state');
    return decide(decision, ...input);
  });

/** Withdraws the open proposal that one chair made for an earlier result. */
export async function callOff({ trx, at, subject: { panel } }: PanelDecision): Promise<void> {
  const settlement = await findOpenSettlement(trx, panel.id);
  if (settlement) await updateSettlement(trx, settlement.id, { withdrawnAt: at });
}

export type PanelEvent =
  | 'panel.revealed'
  | 'panel.opened'
  | 'panel.recorded'
  | 'dissent.signed'
  | 'dissent.unsigned'
  | 'panel.closed'
  | 'settlement.proposed'
  | 'settlement.withdrawn'
  | 'panel.settled';

/** No level is written to the log: it is read by more people than the panel, and for longer. */
export const appendPanelEvent = (
  { append, subject: { panel } }: PanelDecision,
  fact: FactOf<PanelEvent>,
  needs: 'panel.see' | 'panel.scores' = 'panel.scores'
): void => append({ ...fact, needs, cityId: panel.cityId });

export const roundOf = ({ characteristic, round }: LoadedPanel['panel']) => ({ characteristic, round });
