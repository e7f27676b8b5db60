/**
 * The tables, as Kysely sees them (camelCase here, snake_case in SQL through Kysely's own plugin). The same column types
 * on both engines: ids text, times ISO-8601 UTC text, truth 0/1, JSON text, bytes blob/bytea.
 * Tables of one study carry its id; a query without it does not exist outside the instance's own pages.
 */
import type { Generated } from 'kysely';
import type { Json, PartialDate, Time, Truth } from './column-types.ts';
import type { AnswerImportSchema } from './schema-answer-imports.ts';
import type { ClarificationSchema } from './schema-clarifications.ts';
import type { DepartmentSchema } from './schema-departments.ts';
import type { EvidenceSchema } from './schema-evidence.ts';
import type { PanelSchema } from './schema-panels.ts';
import type { WorkflowSchema } from './schema-workflow.ts';

export interface Schema
  extends
    WorkflowSchema,
    PanelSchema,
    EvidenceSchema,
    ClarificationSchema,
    DepartmentSchema,
    AnswerImportSchema {
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
  quarantine: QuarantineTable;
  clientOwner: ClientOwnerTable;
  lateProposal: LateProposalTable;
  event: EventTable;
  busSecret: BusSecretTable;
  signalOutbox: SignalOutboxTable;
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
}

export interface SessionTable {
  /** SHA-256 (hex) of the bearer token in the cookie; the token itself is never stored. */
  id: string;
  userId: string;
  createdAt: Time;
  /** Moves on with use, up to `endsAt`. */
  expiresAt: Time;
  /** Absolute end, whatever the traffic. */
  endsAt: Time;
}

/** Failed sign-ins of one account or one address in the present window. */
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
  /** A study made for load tests: its rooms take any root name, and it is listed to nobody but its own people. */
  isBench: Truth;
  /** Whether assessors rate the rubric's indicators, which suggest a level. */
  usesIndicators: Generated<Truth>;
  /** Whether experts are kept from judging a city that they come from. */
  barsOrigin: Generated<Truth>;
  createdAt: Time;
  /** Head of the study's event chain: number and hash of its last event. */
  eventSeq: Generated<number>;
  eventHash: Generated<string>;
  version: Generated<number>;
}

export interface SideTable {
  studyId: string;
  id: string;
  /** 0 or 1: which of the two hues and signs the side wears. */
  position: number;
  code: string;
  nameEn: string;
  nameZh: string;
  counterpartEn: string;
  counterpartZh: string;
  /** How many pilots the side is held to. */
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
  /** Of a city's representatives, the one who speaks for it; one a city. */
  isSenior: Generated<Truth>;
  /** Of a city's contributor: the ids of the characteristics that they may write, as a list; null for all. */
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
  /** Place in the seed's list of its side; an order of listing, never of merit. */
  number: number;
  sideId: string;
  kind: string;
  /** Long official form and short form; lists show the short one. */
  nameEn: string;
  nameZh: string;
  shortNameEn: string;
  shortNameZh: string;
  parentEn: string | null;
  parentZh: string | null;
  /** The administrative level of the parent; null where nobody has said it. */
  parentLevel: string | null;
  countryEn: string;
  countryZh: string;
  isoCountry: string;
  isoSubdivision: string | null;
  latitude: number;
  longitude: number;
  timeZone: string;
  /** Why the city was chosen although a criterion is not met. */
  selectionReasonEn: string | null;
  selectionReasonZh: string | null;
  /** Null while the city takes part; the rest says nothing then. */
  withdrawnOn: PartialDate | null;
  withdrawnReasonEn: string | null;
  withdrawnReasonZh: string | null;
  /** The pilot of the same side that takes its place. */
  substituteId: string | null;
  version: Generated<number>;
}

/** A published framework version as one JSON text; its shape is `domain/framework`. */
export interface FrameworkTable {
  studyId: string;
  id: string;
  version: string;
  content: Json;
  /** The versions of a study follow one another; the last is asked. */
  position: Generated<number>;
  /** Null for one that was there before this was noted. */
  publishedAt: Generated<Time | null>;
}

/** What the next version is to be: one draft a study. */
export interface FrameworkDraftTable {
  studyId: string;
  content: Json;
  /** The version that it was made from; null where the study had none. */
  baseVersion: string | null;
  userId: string;
  at: Time;
  version: number;
}

/** Shape: `domain/rubric`. */
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
  /** When the present state is to be left, and the zone in which that was set. */
  deadline: Generated<Time | null>;
  deadlineZone: Generated<string | null>;
  /** Of the framework, in which it is asked; null for the study's first. */
  frameworkVersion: Generated<string | null>;
  /** In which it was asked before that; null for one that was asked in no other. */
  frameworkBefore: Generated<string | null>;
  /** Whether the city answers the short profile of the framework too. */
  answersProfile: Generated<Truth>;
  version: Generated<number>;
}

/** One structured record of a city's response, such as a service, as it was handed in; `fields` follows the framework's record type. */
export interface RecordTable {
  id: string;
  studyId: string;
  cityId: string;
  /** The question that it answers; empty where that is not known. */
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

/** One figure of a city, kept as printed, with its caution. */
export interface IndicatorTable {
  studyId: string;
  cityId: string;
  id: string;
  position: number;
  /** Characteristic under which the figure is shown, or `general`. */
  section: string;
  labelEn: string;
  labelZh: string;
  value: number | null;
  /** Upper end of a range, where one is printed. */
  valueTo: number | null;
  /** The value where it is not a number, such as a date. */
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
  kind: 'response' | 'findings' | 'chapter';
  cityId: string | null;
  /** Chapters only. */
  slug: string | null;
  position: number;
  titleEn: string | null;
  titleZh: string | null;
  /** Chapters only; an assessment's documents follow the assessment's state. */
  state: 'drafting' | 'review' | 'approval' | 'approved' | null;
  /** The current generation: the one that the API names. */
  generation: number;
  /** Chapters only, as the state. */
  stateSince: Generated<Time | null>;
  deadline: Generated<Time | null>;
  deadlineZone: Generated<string | null>;
  version: Generated<number>;
}

/** One run of a document between an opening and a freeze. */
export interface GenerationTable {
  documentId: string;
  n: number;
  openedAt: Time;
  endedAt: Time | null;
  /**
   * The number that was given last, on PostgreSQL, where several nodes append. SQLite leaves it at 0: its one writer finds the
   * number in the log's own key, and a row more in each commit would double the pages that a lone keystroke writes.
   */
  lastSeq: Generated<number>;
}

/** The whole document up to `throughSeq` of one generation, as one Yjs update (V1). A seed is a snapshot through 0. */
export interface DocumentSnapshotTable {
  documentId: string;
  generation: number;
  throughSeq: number;
  bytes: Uint8Array;
  createdAt: Time;
  /** Encoded, of `bytes`; null where nobody has worked it out yet. */
  stateVector: Uint8Array | null;
  /** Where the deletions begin in `bytes`; null together with the state vector. */
  structsEnd: number | null;
}

/** The log's own rows: one validated Yjs update (V1) of one author. Those that a snapshot holds move into segments. */
export interface DocumentUpdateTable {
  documentId: string;
  generation: number;
  seq: number;
  userId: string;
  at: Time;
  bytes: Uint8Array;
}

/** A run of the log, packed (history.ts): every update from `fromSeq` to `toSeq` with its author and time. */
export interface DocumentSegmentTable {
  documentId: string;
  generation: number;
  fromSeq: number;
  toSeq: number;
  bytes: Uint8Array;
}

/** An update that was not taken, because the document's schema does not know what it holds. */
export interface QuarantineTable {
  id: string;
  documentId: string;
  generation: number;
  userId: string;
  at: Time;
  reason: string;
  bytes: Uint8Array;
}

/** Who first wrote under a Yjs client id in a generation; from then on nobody else may. */
export interface ClientOwnerTable {
  documentId: string;
  generation: number;
  clientId: number;
  userId: string;
}

/** What arrived for a generation that had ended: kept, acknowledged, merged by nobody in silence. */
export interface LateProposalTable {
  id: string;
  documentId: string;
  generation: number;
  userId: string;
  receivedAt: Time;
  bytes: Uint8Array;
  /** What became of it; null while nobody has decided. */
  decision: Generated<'merged' | 'dismissed' | null>;
  decidedBy: Generated<string | null>;
  decidedAt: Generated<Time | null>;
  reasonEn: Generated<string | null>;
  reasonZh: Generated<string | null>;
}

export interface EventTable {
  studyId: string;
  /** 1, 2, 3 … within the study, without gaps. */
  seq: number;
  at: Time;
  actorId: string | null;
  actorRole: string | null;
  kind: string;
  /** The ability that a reader needs to see this event; `cityId` or `documentId` tell of what. */
  needs: string;
  cityId: string | null;
  documentId: string | null;
  payload: Json;
  previousHash: string;
  hash: string;
}

/** What another process wants those that serve to hear (events/post.ts). */
export interface SignalOutboxTable {
  id: string;
  at: Time;
  signal: Json;
}

/** One row: what the nodes of this installation share and nobody else knows. */
export interface BusSecretTable {
  id: number;
  bytes: Uint8Array;
}
