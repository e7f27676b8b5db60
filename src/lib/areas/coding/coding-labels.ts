/** Names colours, states, acts and verdicts of coding, in the reader's language. */
import type { CodeColour } from '#rules/coding/code-book.ts';
import type { CodingAct } from '#rules/coding/coding-acts.ts';
import type { CodedKind, TaskStage } from '#rules/coding/coding.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import { m } from '#lib/paraglide/messages.js';

type LabelMessage = () => string;

const colours: Readonly<Record<CodeColour, LabelMessage>> = {
  grey: m.coding_colour_grey,
  red: m.coding_colour_red,
  orange: m.coding_colour_orange,
  yellow: m.coding_colour_yellow,
  green: m.coding_colour_green,
  teal: m.coding_colour_teal,
  blue: m.coding_colour_blue,
  violet: m.coding_colour_violet
};
const states: Readonly<Record<SupportState, LabelMessage>> = {
  holds: m.coding_state_holds,
  changed: m.coding_state_changed,
  gone: m.coding_state_gone
};
const kinds: Readonly<Record<CodedKind, LabelMessage>> = {
  passage: m.coding_kind_passage,
  answer: m.label_answer,
  comment: m.comments_comment,
  note: m.coding_kind_note
};
const stages: Readonly<Record<TaskStage, LabelMessage>> = {
  open: m.coding_pass_stage_open,
  closed: m.coding_pass_stage_closed,
  cancelled: m.label_cancelled
};
const acts: Readonly<Record<CodingAct, LabelMessage>> = {
  'code-added': m.coding_act_code_added,
  'code-changed': m.coding_act_code_changed,
  'code-moved': m.coding_act_code_moved,
  'code-removed': m.coding_act_code_removed,
  'codes-merged': m.coding_act_codes_merged,
  'code-split': m.coding_act_code_split,
  tagged: m.coding_act_tagged,
  untagged: m.coding_act_untagged,
  recoded: m.coding_act_recoded,
  'memo-changed': m.coding_act_memo_changed,
  settled: m.coding_act_settled,
  imported: m.coding_act_imported,
  undone: m.coding_act_undone
};

export const colourLabel = (colour: CodeColour): string => colours[colour]();
export const codingStateLabel = (state: SupportState): string => states[state]();
export const codedKindLabel = (kind: CodedKind): string => kinds[kind]();
export const taskStageLabel = (stage: TaskStage): string => stages[stage]();
export const actLabel = (kind: CodingAct): string => acts[kind]();
