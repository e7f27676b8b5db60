export { createLevelChips, type LevelChipsService } from './level-chips.ts';
export {
  createTextChecks,
  type AcceptedFindings,
  type ShownAcceptance,
  type TextChecks
} from './text-checks.ts';
