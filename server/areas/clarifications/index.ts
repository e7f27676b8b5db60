export { rebaseClarifications } from './clarification-base.ts';
export type { AskableQuestion, ClarificationsView, ClarificationView } from './clarification-views.ts';
export { createClarifications, type Clarifications } from './clarifications.ts';
export {
  listClarifications,
  listOpenClarifications,
  listUnsettled,
  updateClarifications,
  type UnsettledRow
} from './store/clarifications.ts';
