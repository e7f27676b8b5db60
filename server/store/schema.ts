/**
 * Defines the tables, as Kysely sees them (camelCase here, snake_case in SQL through Kysely's own plugin).
 * Column types are the same on both engines: ids text, times ISO-8601 UTC text, truth 0/1, JSON text, bytes
 * blob/bytea. Tables of one study carry its id; only the pages of the whole instance query without it.
 */
import type { PasswordChange } from '#domain/password.ts';
import type { TermKind } from '#domain/glossary.ts';
import type { TextModel } from '#domain/text-models.ts';
import type { Generated } from 'kysely';
import type { Json, PartialDate, Time, Truth } from './column-types.ts';
import type { AnswerImportSchema } from './schema-answer-imports.ts';
import type { ClarificationSchema } from './schema-clarifications.ts';
import type { CodingSchema } from './schema-coding.ts';
import type { ConfidentialSchema } from './schema-confidential.ts';
import type { ContextSchema } from './schema-context.ts';
import type { DepartmentSchema } from './schema-departments.ts';
import type { EvidenceSchema } from './schema-evidence.ts';
import type { GlossarySchema } from './schema-glossary.ts';
import type { PanelSchema } from './schema-panels.ts';
import type { ReportSchema } from './schema-reports.ts';
import type { PracticeSchema } from './schema-practices.ts';
import type { RoadmapSchema } from './schema-roadmap.ts';
import type { WorkflowSchema } from './schema-workflow.ts';

export interface Schema
  extends
    WorkflowSchema,
    PanelSchema,
    PracticeSchema,
    EvidenceSchema,
    GlossarySchema,
    ClarificationSchema,
    DepartmentSchema,
    ConfidentialSchema,
    AnswerImportSchema,
    ReportSchema,
    CodingSchema,
    RoadmapSchema,
    ContextSchema {
  user: UserTable;
  session: SessionTable;
  signInAttempt: SignInAttemptTable;
  study: StudyTable;
  side: SideTable;
  body: BodyTable;
  bodyMember: BodyMemberTable;
  grant: GrantTable;
  rapporteur: RapporteurTable;
  city: CityTable;
  framework: FrameworkTable;
  frameworkDraft: FrameworkDraftTable;
  rubric: RubricTable;
  glossaryTerm: GlossaryTermTable;
  criterion: CriterionTable;
  criterionCheck: CriterionCheckTable;
  foundingDecision: FoundingDecisionTable;
  phase: PhaseTable;
  deliverable: DeliverableTable;
  assessment: AssessmentTable;
  record: RecordTable;
  indicator: IndicatorTable;
  document: DocumentTable;
  generation: GenerationTable;
  documentSnapshot: DocumentSnapshotTable;
  documentUpdate: DocumentUpdateTable;
  documentSegment: DocumentSegmentTable;
  logUsage: LogUsageTable;
  quarantine: QuarantineTable;
  clientOwner: ClientOwnerTable;
  lateProposal: LateProposalTable;
  event: EventTable;
  busSecret: BusSecretTable;
  lastBackup: LastBackupTable;
  signalOutbox: SignalOutboxTable;
  submission: SubmissionTable;
  studyImport: StudyImportTable;
  formerName: FormerNameTable;
  passwordReset: PasswordResetTable;
  pauseConfirmation: PauseConfirmationTable;
}

export interface UserTable {
  id: string;
  /** Lower case, NFC; unique. */
  email: string;
  /** argon2id in PHC form; null until the person has chosen a password. */
  passwordHash: string | null;
  nameEn: string;
  nameZh: string;
  locale: 'en' | 'zh' | null;
  isAdministrator: Truth;
  suspendedAt: Time | null;
  createdAt: Time;
  /** Names why the person has to set another password, or is asked to; null where the present one is fine. */
  passwordChange: PasswordChange | null;
  /**
   * Holds since when and until when the account is paused, after its password was reset by others or its
   * address was changed; null where it is not.
   */
  pausedAt: Time | null;
  pauseEndsAt: Time | null;
  /** Names who began that: a user, or `operator`. */
  pausedBy: string | null;
}

/** Stores a link by which a person sets a password. A used one is deleted. */
export interface PasswordResetTable {
  id: string;
  userId: string;
  /** Holds the address to which it was sent. */
  email: string;
  /** SHA-256 (hex) of the token in the link. */
  tokenHash: string;
  /** Names who asked for it: the person, another user, or `operator`. */
  begunBy: string;
  at: Time;
  expiresAt: Time;
}

/** Stores that others vouch for a paused account: in one study, or in the administration of the installation. */
export interface PauseConfirmationTable {
  userId: string;
  /** Holds the id of the study, or `installation`. */
  scope: string;
  confirmedBy: string;
  at: Time;
}

export interface SessionTable {
  /** SHA-256 (hex) of the bearer token in the cookie; the token itself is never stored. */
  id: string;
  userId: string;
  createdAt: Time;
  /** Holds the expiry, which moves with use, up to `endsAt`. */
  expiresAt: Time;
  /** Holds the absolute end, whatever the traffic. */
  endsAt: Time;
  /** Holds when the password was given again last; null where only at the sign-in. */
  confirmedAt: Time | null;
}

/** Stores failed sign-ins of one account or one address in the present window. */
export interface SignInAttemptTable {
  key: string;
  failures: number;
  windowStartedAt: Time;
}

export interface StudyTable {
  id: string;
  slug: string;
  titleEn: string;
  titleZh: string;
  shortTitleEn: string;
  shortTitleZh: string;
  programmeEn: string;
  programmeZh: string;
  purposeEn: string;
  purposeZh: string;
  scopeEn: string;
  scopeZh: string;
  /** Marks a study for load tests: its rooms take any root name, and only its own people see it in lists. */
  isBench: Truth;
  /** Says whether assessors rate the rubric's indicators, which suggest a level. */
  usesIndicators: Generated<Truth>;
  /** Says whether experts are barred from judging a city that they come from. */
  barsOrigin: Generated<Truth>;
  /** Holds the lengths that sections may have: see domain/length-limit. */
  lengthLimits: Generated<Json>;
  /** Holds which headings the synopses of each side have: see domain/synopsis-headings. */
  synopsisHeadings: Generated<Json>;
  /** Multiplies the personal quotas: see domain/quota. */
  quotaFactor: Generated<number>;
  createdAt: Time;
  /** Holds the head of the study's event chain: number and hash of its last event. */
  eventSeq: Generated<number>;
  eventHash: Generated<string>;
  version: Generated<number>;
}

export interface SideTable {
  studyId: string;
  id: string;
  /** Says which of the two hues and signs the side has, 0 or 1. */
  position: number;
  code: string;
  nameEn: string;
  nameZh: string;
  counterpartEn: string;
  counterpartZh: string;
  /** Holds the number of pilots that the side must have. */
  pilotTarget: number;
}

export interface BodyTable {
  studyId: string;
  id: string;
  position: number;
  nameEn: string;
  nameZh: string;
  descriptionEn: string;
  descriptionZh: string;
}

export interface BodyMemberTable {
  studyId: string;
  bodyId: string;
  userId: string;
}

export interface GrantTable {
  id: string;
  studyId: string;
  userId: string;
  role: 'secretariat' | 'chair' | 'expert' | 'city' | 'observer';
  sideId: string | null;
  cityId: string | null;
  /** Marks the one of a city's representatives who speaks for it; a city has one. */
  isSenior: Generated<Truth>;
  /** Lists the ids of the characteristics that a city's contributor may write; null for all. */
  characteristics: Generated<Json | null>;
  createdAt: Time;
}

export interface RapporteurTable {
  studyId: string;
  cityId: string;
  userId: string;
  duty: 'lead' | 'deputy' | 'reviewer';
}

export interface CityTable {
  studyId: string;
  id: string;
  /** Holds the city's position in the seed's list of its side; an order of listing, never of merit. */
  number: number;
  sideId: string;
  kind: string;
  /** Holds the long official form and the short form; lists show the short one. */
  nameEn: string;
  nameZh: string;
  shortNameEn: string;
  shortNameZh: string;
  parentEn: string | null;
  parentZh: string | null;
  /** Names the administrative level of the parent; null where it has not been entered. */
  parentLevel: string | null;
  countryEn: string;
  countryZh: string;
  isoCountry: string;
  isoSubdivision: string | null;
  latitude: number;
  longitude: number;
  timeZone: string;
  /** Says why the city was chosen although a criterion is not met. */
  selectionReasonEn: string | null;
  selectionReasonZh: string | null;
  /**
   * Holds the date of withdrawal; null while the city takes part, when the other columns of the withdrawal
   * have no meaning.
   */
  withdrawnOn: PartialDate | null;
  withdrawnReasonEn: string | null;
  withdrawnReasonZh: string | null;
  /** Names the pilot of the same side that replaces it. */
  substituteId: string | null;
  version: Generated<number>;
}

/** Stores a published framework version as one JSON text; its shape is `domain/framework`. */
export interface FrameworkTable {
  studyId: string;
  id: string;
  version: string;
  content: Json;
  /** Orders the versions of a study; cities are given the last. */
  position: Generated<number>;
  /** Holds the time of publication; null for versions from before it was recorded. */
  publishedAt: Generated<Time | null>;
}

/** Stores the draft of the next framework version, one per study. */
export interface FrameworkDraftTable {
  studyId: string;
  content: Json;
  /** Names the version from which the draft was made; null where the study had none. */
  baseVersion: string | null;
  userId: string;
  at: Time;
  version: number;
}

/** Stores the rubrics of a study; `content` has the shape of `domain/rubric`. */
export interface RubricTable {
  studyId: string;
  id: string;
  content: Json;
}

export interface GlossaryTermTable {
  studyId: string;
  id: string;
  termEn: string;
  termZh: string;
  definitionEn: string;
  definitionZh: string;
  group: string;
  cautionEn: string | null;
  cautionZh: string | null;
  kind: TermKind;
  isChecked: Truth;
  /** Shape: `TermVariant[]` of `domain/glossary`. */
  variants: Json;
  /** Holds when both sides agreed on the term as it is. */
  agreedAt: Time | null;
}

export interface CriterionTable {
  studyId: string;
  id: string;
  sideId: string;
  position: number;
  group: string;
  textEn: string;
  textZh: string;
  /** `[{ text: { en, zh } }]`: the sub-checks. */
  checks: Json;
}

export interface CriterionCheckTable {
  studyId: string;
  cityId: string;
  criterionId: string;
  result: 'met' | 'partly' | 'not-met' | 'unknown';
  noteEn: string;
  noteZh: string;
  evidence: string;
  version: Generated<number>;
}

export interface FoundingDecisionTable {
  studyId: string;
  id: string;
  titleEn: string;
  titleZh: string;
  placeEn: string;
  placeZh: string;
  takenOn: PartialDate;
  /** `[{ en, zh }]` */
  parties: Json;
  /** `[{ en, zh }]`: the agreed points. */
  points: Json;
}

export interface PhaseTable {
  studyId: string;
  id: string;
  position: number;
  nameEn: string;
  nameZh: string;
  descriptionEn: string;
  descriptionZh: string;
  plannedFrom: PartialDate | null;
  plannedTo: PartialDate | null;
  actualFrom: PartialDate | null;
  actualTo: PartialDate | null;
  version: Generated<number>;
}

export interface DeliverableTable {
  studyId: string;
  id: string;
  position: number;
  titleEn: string;
  titleZh: string;
  ownerBodyId: string | null;
  dueOn: PartialDate | null;
  deliveredOn: PartialDate | null;
  state: 'planned' | 'in-progress' | 'delivered' | 'dropped';
  version: Generated<number>;
}

export interface AssessmentTable {
  id: string;
  studyId: string;
  cityId: string;
  state:
    'collecting' | 'drafting' | 'internal-review' | 'consultation' | 'revision' | 'approval' | 'approved';
  stateSince: Time;
  invitedAt: Time | null;
  startedAt: Time | null;
  submittedAt: Time | null;
  acceptedAt: Time | null;
  /** Holds the time by which the present state is to be left, and the zone in which that was set. */
  deadline: Generated<Time | null>;
  deadlineZone: Generated<string | null>;
  /** Names the version of the framework that the city answers; null for the study's first. */
  frameworkVersion: Generated<string | null>;
  /** Names the version that the city answered before that; null where there was no other. */
  frameworkBefore: Generated<string | null>;
  /** Says whether the city answers the short profile of the framework too. */
  answersProfile: Generated<Truth>;
  version: Generated<number>;
}

/**
 * Stores one structured record of a city's response, such as a service, as it was handed in; `fields` follows
 * the framework's record type.
 */
export interface RecordTable {
  id: string;
  studyId: string;
  cityId: string;
  /** Names the question that it answers; empty where that is not known. */
  question: Generated<string>;
  recordType: string;
  position: number;
  fields: Json;
  /** `{ [field]: string }` and `{ [field]: { en, zh } }`, of single fields. */
  sources: Generated<Json>;
  notes: Generated<Json>;
  source: string;
  version: Generated<number>;
}

/** Stores one figure of a city, as printed, with its caution. */
export interface IndicatorTable {
  studyId: string;
  cityId: string;
  id: string;
  position: number;
  /** Names the characteristic under which the figure is shown, or `general`. */
  section: string;
  labelEn: string;
  labelZh: string;
  value: number | null;
  /** Holds the upper end of a range, where one is printed. */
  valueTo: number | null;
  /** Holds the value where it is not a number, such as a date. */
  valueText: string | null;
  unit: string;
  currency: string | null;
  comparator: string;
  referenceYear: string | null;
  noteEn: string;
  noteZh: string;
  caveat: string | null;
  source: string;
}

export interface DocumentTable {
  id: string;
  studyId: string;
  kind: 'response' | 'confidential' | 'findings' | 'chapter';
  cityId: string | null;
  /** Chapters only. */
  slug: string | null;
  position: number;
  titleEn: string | null;
  titleZh: string | null;
  /** Chapters only, null for a removed one; an assessment's documents follow the assessment's state. */
  state: 'drafting' | 'review' | 'approval' | 'approved' | null;
  /** Holds the current generation: the one that the API names. */
  generation: number;
  /** Chapters only, as the state. */
  stateSince: Generated<Time | null>;
  deadline: Generated<Time | null>;
  deadlineZone: Generated<string | null>;
  version: Generated<number>;
}

/** Stores one run of a document between an opening and a freeze. */
export interface GenerationTable {
  documentId: string;
  n: number;
  openedAt: Time;
  endedAt: Time | null;
  /**
   * Holds the number that was given last, on PostgreSQL, where several nodes append. SQLite leaves it at 0:
   * its one writer finds the number in the log's own key, and another row in each commit would double the
   * pages that a single keystroke writes.
   */
  lastSeq: Generated<number>;
  textModel: TextModel;
}

/**
 * Stores the whole document up to `throughSeq` of one generation, as one Yjs update (V1). A seed is a
 * snapshot through 0.
 */
export interface DocumentSnapshotTable {
  documentId: string;
  generation: number;
  throughSeq: number;
  bytes: Uint8Array;
  createdAt: Time;
  /** Holds the encoded state vector of `bytes`; null until it has been computed. */
  stateVector: Uint8Array | null;
  /** Holds the offset in `bytes` at which the delete set begins; null together with the state vector. */
  structsEnd: number | null;
}

/**
 * Stores the log's own rows: one validated Yjs update (V1) of one author. Those that a snapshot holds move
 * into segments.
 */
export interface DocumentUpdateTable {
  documentId: string;
  generation: number;
  seq: number;
  userId: string;
  at: Time;
  bytes: Uint8Array;
}

/**
 * Stores a run of the log, packed (history.ts): every update from `fromSeq` to `toSeq` with its author and
 * time.
 */
export interface DocumentSegmentTable {
  documentId: string;
  generation: number;
  fromSeq: number;
  toSeq: number;
  bytes: Uint8Array;
}

/**
 * Stores how many bytes a person has added to the log of a generation. The log's own transactions count them, so that the sum is
 * right whichever node appends, and whatever is packed later.
 */
export interface LogUsageTable {
  documentId: string;
  generation: number;
  userId: string;
  bytes: number;
}

/** Stores an update that was not accepted, because the document's schema does not know its contents. */
export interface QuarantineTable {
  id: string;
  documentId: string;
  generation: number;
  userId: string;
  at: Time;
  reason: string;
  bytes: Uint8Array;
}

/** Stores which user first wrote under a Yjs client id in a generation; from then on no other user may. */
export interface ClientOwnerTable {
  documentId: string;
  generation: number;
  clientId: number;
  userId: string;
  /** When words under it first and last arrived, to the minute; null where that was not stored yet. */
  firstWrittenAt: Generated<string | null>;
  lastWrittenAt: Generated<string | null>;
}

/**
 * Stores what arrived for a generation that had ended: it is stored, acknowledged, and never merged silently.
 */
export interface LateProposalTable {
  id: string;
  documentId: string;
  generation: number;
  userId: string;
  receivedAt: Time;
  bytes: Uint8Array;
  /** Holds the decision about it; null until there is one. */
  decision: Generated<'merged' | 'dismissed' | null>;
  decidedBy: Generated<string | null>;
  decidedAt: Generated<Time | null>;
  reasonEn: Generated<string | null>;
  reasonZh: Generated<string | null>;
}

export interface EventTable {
  studyId: string;
  /** Numbers the events within the study, without gaps: 1, 2, 3 … */
  seq: number;
  /**
   * Holds the number by which readers count (events/event-number.ts): it follows from the times of the chain, and
   * is not hashed.
   */
  number: number;
  at: Time;
  actorId: string | null;
  actorRole: string | null;
  kind: string;
  /**
   * Names the ability that a reader needs to see this event, on the subject that `cityId` or `documentId`
   * names.
   */
  needs: string;
  cityId: string | null;
  documentId: string | null;
  payload: Json;
  previousHash: string;
  hash: string;
}

/** Stores a name under which a person went until they changed it; events name it by its id. */
export interface FormerNameTable {
  id: string;
  userId: string;
  nameEn: string;
  nameZh: string;
  until: Time;
}

/**
 * Stores that a study came from an archive, and the last number of its log then: what the log says up to there
 * happened in another installation.
 */
export interface StudyImportTable {
  studyId: string;
  at: Time;
  eventSeq: number;
}

/** Stores the signals that another process sends to the server processes (events/signal-outbox.ts). */
export interface SignalOutboxTable {
  id: string;
  at: Time;
  signal: Json;
}

/** Stores the first result of a submission of a form, for a day (commands/submissions.ts). */
export interface SubmissionTable {
  /** Holds a hash of the person, the action, its subject, the key of the form and the input. */
  id: string;
  /** Holds a hash of the person's roles at that time. */
  rights: string;
  /** Holds ids; null where the result is not stored, and cannot be given again. */
  result: Json | null;
  at: Time;
}

/** Stores one row: when the newest backup was made, and how large it is. */
export interface LastBackupTable {
  id: number;
  at: string;
  /** Holds the size of the file, in bytes. */
  size: number;
}

export interface BusSecretTable {
  id: number;
  bytes: Uint8Array;
}
