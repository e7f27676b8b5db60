/**
 * Lists all tables. The types that queries see, the rows of backups and archives and their keys follow from the
 * shapes in `tables/` (camelCase here, snake_case in SQL through Kysely's own plugin).
 * Column types are the same on both engines: ids text, times ISO-8601 UTC text, truth 0/1, JSON text, bytes
 * blob/bytea. Tables of one study carry its id; only the pages of the whole instance query without it.
 */
import type { Selectable } from 'kysely';
import * as answers from '#server/areas/answers/store/tables.ts';
import * as approval from '#server/areas/approval/store/tables.ts';
import * as assessments from '#server/areas/assessments/store/tables.ts';
import * as auth from '#server/auth/tables.ts';
import * as cities from '#server/areas/cities/store/tables.ts';
import * as clarifications from '#server/areas/clarifications/store/tables.ts';
import * as coding from '#server/areas/coding/store/tables.ts';
import * as commands from '#server/commands/tables.ts';
import * as consultation from '#server/areas/consultation/store/tables.ts';
import * as context from '#server/areas/bibliography/store/tables.ts';
import * as departments from '#server/areas/departments/store/tables.ts';
import * as documents from '#server/areas/documents/store/tables.ts';
import * as events from '#server/events/tables.ts';
import * as evidence from '#server/areas/evidence/store/tables.ts';
import * as framework from '#server/areas/framework/store/tables.ts';
import * as glossary from '#server/areas/pairs/store/glossary-tables.ts';
import * as inbox from '#server/areas/inbox/store/tables.ts';
import * as mail from '#server/mail/tables.ts';
import * as meetings from '#server/areas/meetings/store/tables.ts';
import * as operations from '#server/areas/operations/store/tables.ts';
import * as pairs from '#server/areas/pairs/store/pairs-tables.ts';
import * as panels from '#server/areas/panels/store/tables.ts';
import * as people from '#server/areas/people/store/tables.ts';
import * as practices from '#server/areas/practices/store/tables.ts';
import * as report from '#server/areas/report/store/tables.ts';
import * as roadmap from '#server/areas/roadmap/store/tables.ts';
import * as study from '#server/areas/study/store/tables.ts';
import * as suggestions from '#server/areas/suggestions/store/tables.ts';
import * as threads from '#server/areas/threads/store/tables.ts';
import * as versions from '#server/areas/versions/store/tables.ts';
import type { ColumnsOf, Copies } from './tables/columns.ts';
import * as log from './tables/log.ts';

/** Lists the tables in the order in which rows can be inserted: parents come before children. */
export const tables = {
  user: auth.user,
  passwordReset: auth.passwordReset,
  pauseConfirmation: auth.pauseConfirmation,
  session: auth.session,
  signInAttempt: auth.signInAttempt,
  study: study.study,
  side: study.side,
  body: study.body,
  bodyMember: study.bodyMember,
  grant: auth.grant,
  city: cities.city,
  rapporteur: cities.rapporteur,
  framework: framework.framework,
  frameworkDraft: framework.frameworkDraft,
  rubric: framework.rubric,
  glossaryTerm: glossary.glossaryTerm,
  termProposal: glossary.termProposal,
  termVote: glossary.termVote,
  criterion: cities.criterion,
  criterionCheck: cities.criterionCheck,
  foundingDecision: study.foundingDecision,
  phase: study.phase,
  deliverable: study.deliverable,
  assessment: assessments.assessment,
  record: assessments.record,
  indicator: assessments.indicator,
  document: documents.document,
  generation: documents.generation,
  documentSnapshot: log.documentSnapshot,
  documentUpdate: log.documentUpdate,
  documentSegment: log.documentSegment,
  logUsage: log.logUsage,
  quarantine: log.quarantine,
  clientOwner: log.clientOwner,
  lateProposal: log.lateProposal,
  event: events.event,
  step: assessments.step,
  parity: pairs.parity,
  translationPair: pairs.translationPair,
  machineDraft: pairs.machineDraft,
  translationNote: pairs.translationNote,
  acceptedFinding: pairs.acceptedFinding,
  thread: threads.thread,
  suggestion: suggestions.suggestion,
  comment: threads.comment,
  commentEdit: threads.commentEdit,
  mention: threads.mention,
  consultation: consultation.consultation,
  cityComment: consultation.cityComment,
  version: versions.version,
  signature: approval.signature,
  sentBack: approval.sentBack,
  seal: approval.seal,
  evidence: evidence.evidence,
  evidenceFile: evidence.evidenceFile,
  evidenceUse: evidence.evidenceUse,
  attestation: evidence.attestation,
  evidenceChange: evidence.evidenceChange,
  clarification: clarifications.clarification,
  department: departments.department,
  assignment: departments.assignment,
  answerImport: answers.answerImport,
  confidentialAnswer: answers.confidentialAnswer,
  confidentialReader: answers.confidentialReader,
  dataUpgrade: operations.dataUpgrade,
  noting: approval.noting,
  versionSeen: versions.versionSeen,
  meeting: meetings.meeting,
  nextStep: meetings.nextStep,
  report: report.report,
  reportPart: report.reportPart,
  reportPassage: report.reportPassage,
  reportBuild: report.reportBuild,
  reportOutput: report.reportOutput,
  reportFile: report.reportFile,
  reportSignature: report.reportSignature,
  reportPublication: report.reportPublication,
  reportErratum: report.reportErratum,
  erratumProposal: report.erratumProposal,
  erratumConfirmation: report.erratumConfirmation,
  practice: practices.practice,
  practiceValidation: practices.practiceValidation,
  practiceConsent: practices.practiceConsent,
  practiceFocus: practices.practiceFocus,
  theme: practices.theme,
  themeValidation: practices.themeValidation,
  support: practices.support,
  code: coding.code,
  coding: coding.coding,
  codingMemo: coding.codingMemo,
  codingTask: coding.codingTask,
  codingSettlement: coding.codingSettlement,
  codingAct: coding.codingAct,
  roadmap: roadmap.roadmap,
  roadmapStep: roadmap.roadmapStep,
  roadmapRelease: roadmap.roadmapRelease,
  roadmapRound: roadmap.roadmapRound,
  bibliography: context.bibliography,
  citation: context.citation,
  contextTopic: context.contextTopic,
  contextEntry: context.contextEntry,
  contextFigure: context.contextFigure,
  contextTable: context.contextTable,
  contextPin: context.contextPin,
  providerTalk: context.providerTalk,
  outsideImage: context.outsideImage,
  assessor: panels.assessor,
  cityTie: panels.cityTie,
  panel: panels.panel,
  panelRound: panels.panelRound,
  score: panels.score,
  settlement: panels.settlement,
  panelResult: panels.panelResult,
  dissent: panels.dissent,
  lead: meetings.lead,
  invitation: people.invitation,
  reading: consultation.reading,
  readingComment: consultation.readingComment,
  inbox: inbox.inbox,
  readMention: threads.readMention,
  mail: mail.mail,
  mailHold: mail.mailHold,
  sentHead: mail.sentHead,
  reminder: inbox.reminder,
  busSecret: events.busSecret,
  lastBackup: operations.lastBackup,
  signalOutbox: events.signalOutbox,
  submission: commands.submission,
  studyImport: study.studyImport,
  formerName: auth.formerName
};

export type TableName = keyof typeof tables;
export type Schema = { [Table in TableName]: ColumnsOf<(typeof tables)[Table]> };
export type Row<Table extends TableName> = Selectable<Schema[Table]>;

export const tableNames = Object.keys(tables) as TableName[];

export type TableIn<Held extends Copies> = {
  [Table in TableName]: (typeof tables)[Table]['copies'] extends Held ? Table : never;
}[TableName];

/** Lists the tables whose rows these copies hold, in the order of insertion. */
export const tablesIn = <Held extends Copies>(held: Held): TableIn<Held>[] =>
  tableNames.filter((table): table is TableIn<Held> => tables[table].copies === held);
