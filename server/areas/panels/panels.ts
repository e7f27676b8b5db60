/** Creates the commands of scoring panels: who judges, what each assessor does alone, and what the chairs do. */
import { bind } from '#server/commands/bind.ts';
import { composing } from './composing.ts';
import { moderating } from './moderating.ts';
import { scoring, type ScoringTools } from './scoring.ts';

export type PanelCommands = ReturnType<typeof createPanels>;

export const createPanels = (deps: ScoringTools) => bind(deps, { ...composing, ...scoring, ...moderating });
