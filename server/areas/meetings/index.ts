export { createInvitations, type Invitations, type OpenInvitation } from './invitations.ts';
export {
  listLinkable,
  publicRights,
  type Linkable,
  type LinkableThings,
  type LinkingTools
} from './linkable.ts';
export { createMeetings, type MeetingChoices, type Meetings } from './meetings.ts';
export {
  createNextSteps,
  type NextSteps,
  type NextStepSummary,
  type RecommendationsApproval
} from './next-steps.ts';
export { deleteLead, findLead, moveLead, replaceLead } from './store/leads.ts';
export { findMeeting, listMeetings, meetingColumns } from './store/meetings.ts';
export { listNextSteps, nextStepColumns } from './store/next-steps.ts';
export type { MeetingTable, NextStepTable } from './store/tables.ts';
