export { digests } from './digest.ts';
export { createEvents, type Events } from './events.ts';
export { headMails, headOfApproval } from './head-mails.ts';
export { createInbox, type Inbox, type Mention } from './inbox.ts';
export { reminders } from './reminders.ts';
export type { NamedEvent } from './store/event-names.ts';
export { listSentHeads, type SentHead } from './store/sent-heads.ts';
export { listTasks } from './tasks.ts';
export { urgentMails } from './urgent-mails.ts';
