/**
 * Defines the tables of the workflow from draft to signed, and of the notifications about it; the first
 * tables, and the rules for all, are in schema.ts.
 */
import type { Generated } from 'kysely';
import type { Audience } from '#domain/comment.ts';
import type { SuggestionKind, SuggestionState } from '#domain/suggestion.ts';
import type { AssessmentState, AssessmentStep, ChapterState, ChapterStep } from '#domain/workflow.ts';
import type { Json, PartialDate, Time, Truth } from './column-types.ts';

export interface WorkflowSchema {
  step: StepTable;
  parity: ConfirmedTranslationTable;
  translationPair: TranslationPairTable;
  translationNote: TranslationNoteTable;
  machineDraft: MachineDraftTable;
  thread: ThreadTable;
  suggestion: SuggestionTable;
  comment: CommentTable;
  commentEdit: CommentEditTable;
  mention: MentionTable;
  consultation: ConsultationTable;
  cityComment: CityCommentTable;
  version: VersionTable;
  signature: SignatureTable;
  seal: SealTable;
  sentBack: SentBackTable;
  noting: NotingTable;
  versionSeen: VersionSeenTable;
  meeting: MeetingTable;
  nextStep: NextStepTable;
  invitation: InvitationTable;
  reading: ExternalReviewTable;
  readingComment: ExternalReviewCommentTable;
  inbox: InboxTable;
  readMention: ReadMentionTable;
  mail: MailTable;
  mailHold: MailHoldTable;
  sentHead: SentHeadTable;
  reminder: ReminderTable;
}

/** Stores one step of an assessment (its document is the findings) or of a chapter. */
export interface StepTable {
  id: string;
  studyId: string;
  documentId: string;
  cityId: string | null;
  step: AssessmentStep | ChapterStep;
  fromState: AssessmentState | ChapterState;
  toState: AssessmentState | ChapterState;
  reasonEn: string;
  reasonZh: string;
  /** Holds `Missing[]`: what was missing and waived with the reason. */
  waived: Json;
  /** Names the version that the step froze. */
  versionId: string | null;
  /** Names the user; null where a deadline triggered the step. */
  userId: string | null;
  role: string | null;
  at: Time;
  /** Holds the position of the person who submitted the city's answers, as they gave it. */
  post: Generated<string | null>;
}

/**
 * Stores that a user has confirmed that both languages of a section say the same. What has changed since is
 * stale.
 */
export interface ConfirmedTranslationTable {
  studyId: string;
  documentId: string;
  section: string;
  /** Holds `{ [blockId]: hash }` of the outer blocks of both languages at that time. */
  blocks: Json;
  /** Says that the change since the last time was so small that nothing had to be translated anew. */
  isMinor: Truth;
  userId: string;
  at: Time;
  version: number;
}

interface PairColumns {
  studyId: string;
  documentId: string;
  /** Names the section in which it was written; the blocks may have been moved since. */
  section: string;
  /** Names the block of each language; empty for a side that is missing. */
  enBlock: string;
  zhBlock: string;
  /** Holds the fingerprint of each side at that time; empty for a side that is missing. */
  enPrint: string;
  zhPrint: string;
  userId: string;
  at: Time;
  version: number;
}

/** Stores that a user has confirmed that both passages of a pair say the same, or that a service drafted one. */
export interface TranslationPairTable extends PairColumns {
  kind: 'confirmed' | 'machine';
  /** Hold the words of each side at that time; null for answers of a city, and where they are too long. */
  enText: string | null;
  zhText: string | null;
  /** Says that no block named the other: the pair was proposed by the place of its blocks. */
  wasProposed: Truth;
  /** Says that the change since the last time was so small that nothing had to be translated anew. */
  isMinor: Truth;
  /** Name the second reader and the time; null as long as nobody has checked the pair. */
  checkedBy: string | null;
  checkedAt: Time | null;
}

/** Stores a note about a pair, or about a passage without a counterpart; it counts while the passages stay. */
export interface TranslationNoteTable extends PairColumns {
  kind: 'divergence' | 'waiver';
  /** Hold the note in each language; null where it is written in the other one only. */
  enText: string | null;
  zhText: string | null;
}

/** Stores drafts that a translation service wrote of passages, and what became of them. */
export interface MachineDraftTable {
  studyId: string;
  documentId: string;
  section: string;
  sourceBlock: string;
  /** Holds the language of the draft. */
  language: 'en' | 'zh';
  /** Names the block into which a person inserted it; empty before. */
  targetBlock: string;
  text: string;
  userId: string;
  at: Time;
  /** Name who accepted it and when, and hold the per cent that were as the service wrote them; null before. */
  acceptedBy: string | null;
  acceptedAt: Time | null;
  untouched: number | null;
  version: number;
}

export interface ThreadTable {
  id: string;
  studyId: string;
  documentId: string;
  cityId: string | null;
  about: 'passage' | 'question' | 'record' | 'score';
  section: string | null;
  /** Names the question, record or score; null for a passage. */
  targetId: string | null;
  /** Names the language of the passage. */
  language: 'en' | 'zh' | null;
  /** Yjs relative positions (JSON), on the text as it has run through all generations. */
  anchorFrom: string | null;
  anchorTo: string | null;
  /** Names the outer block in which it was made. */
  blockId: string | null;
  /** Holds the text that the comment was made on; it stays when that text is deleted. */
  quote: string;
  audience: Audience;
  state: 'open' | 'resolved';
  userId: string;
  role: string;
  sideId: string | null;
  at: Time;
  settledBy: string | null;
  settledAt: Time | null;
  version: number;
}

/** Stores a change of prose that a person proposes; `domain/suggestion` describes its columns. */
export interface SuggestionTable {
  id: string;
  studyId: string;
  documentId: string;
  section: string;
  language: 'en' | 'zh';
  kind: SuggestionKind;
  blockId: string | null;
  anchorFrom: string;
  anchorTo: string;
  quote: string;
  /** Holds the letters that it deletes, and the runs that it inserts. */
  deleted: Json;
  content: Json;
  target: string | null;
  state: SuggestionState;
  userId: string;
  role: string;
  sideId: string | null;
  at: Time;
  /** Names the writer who is about to accept it, and since when; what stays of one who never did is a trace. */
  claimedBy: string | null;
  claimedAt: Time | null;
  decidedBy: string | null;
  decidedAt: Time | null;
  version: number;
}

export interface CommentTable {
  id: string;
  studyId: string;
  threadId: string;
  userId: string;
  role: string;
  sideId: string | null;
  language: 'en' | 'zh';
  body: string;
  at: Time;
  /**
   * Names the time until which a comment that others than experts will see can be called back; those others
   * do not have it yet. Null once it is out.
   */
  heldUntil: Time | null;
  editedAt: Time | null;
  withdrawnAt: Time | null;
  version: number;
}

/** Stores the text of a comment before its n-th edit. */
export interface CommentEditTable {
  studyId: string;
  commentId: string;
  n: number;
  body: string;
  at: Time;
}

export interface MentionTable {
  studyId: string;
  commentId: string;
  userId: string;
}

/** Stores one round in which a city reads one frozen version of its findings. */
export interface ConsultationTable {
  id: string;
  studyId: string;
  cityId: string;
  documentId: string;
  versionId: string;
  round: number;
  openedAt: Time;
  deadline: Time;
  /** Names the zone in which the deadline was set, such as `Europe/Brussels`. */
  deadlineZone: string;
  /** Holds the time when the city's comments were submitted, once, by its senior representative. */
  submittedAt: Time | null;
  submittedBy: string | null;
  closedAt: Time | null;
  /** `no-comment` is silence at the deadline; it is not consent. */
  outcome: 'submitted' | 'no-comment' | 'called-off' | null;
  version: number;
}

export interface CityCommentTable {
  id: string;
  studyId: string;
  consultationId: string;
  cityId: string;
  /**
   * Numbers the comments within the consultation, in the order of submission: 1, 2, 3 …; 0 while it is a
   * draft.
   */
  number: number;
  section: string | null;
  language: 'en' | 'zh' | null;
  blockId: string | null;
  quote: string;
  stance: 'accept' | 'comment' | 'propose';
  /** Names the kind; null for a paragraph that is accepted. */
  kind: 'fact' | 'judgement' | 'confidentiality' | 'wording' | null;
  body: string;
  /** Holds the text that the city proposes instead. */
  proposal: string;
  /** Says where the comment came from; `city` is the city's own submission in the application. */
  origin: 'city' | 'paper' | 'event' | 'chamber' | 'outside' | 'reader';
  originName: string;
  originSide: string | null;
  originOn: PartialDate | null;
  meetingId: string | null;
  /** Names who wrote or entered it; for a `reader`, who gave the draft to them. */
  userId: string;
  at: Time;
  /** Holds the time of submission; null while only the city's staff see it. */
  submittedAt: Time | null;
  disposition: 'accepted' | 'partly' | 'rejected' | 'noted' | null;
  reasonEn: string;
  reasonZh: string;
  /** Locates the change that was made for the comment. */
  changeSection: string | null;
  changeBlockId: string | null;
  changeQuote: string;
  decidedBy: string | null;
  decidedAt: Time | null;
  answer: 'acknowledged' | 'contested' | null;
  answerText: string;
  answeredBy: string | null;
  answeredAt: Time | null;
  /** Says that it stays in dispute and is printed as the city's statement. */
  isStatement: Truth;
  version: number;
}

/** Stores an immutable copy of what can be approved, as canonical bytes (`domain/version`). */
export interface VersionTable {
  id: string;
  studyId: string;
  /** `findings:{city}`, `response:{city}`, `chapter:{slug}`, `framework` or `pilots`. */
  subject: string;
  documentId: string | null;
  cityId: string | null;
  /**
   * Names the text: a generation, and the last update of its log that it holds. Null for subjects without a
   * document.
   */
  generation: number | null;
  throughSeq: number | null;
  /** Numbers the versions within the subject: 1, 2, 3 … */
  number: number;
  kind: 'named' | 'automatic' | 'consultation' | 'approval' | 'submission';
  nameEn: string;
  nameZh: string;
  /** SHA-256 (hex) of `bytes`. */
  hash: string;
  bytes: Uint8Array;
  userId: string | null;
  at: Time;
}

/** Stores one chair's signature on one version. It can be voided, and is never deleted. */
export interface SignatureTable {
  id: string;
  studyId: string;
  versionId: string;
  subject: string;
  /** Holds the hash of the version's bytes, as the chair saw it. */
  hash: string;
  userId: string;
  sideId: string;
  method: 'password';
  /**
   * Holds all that was signed, as canonical text (`domain/approval`), including the signer's name at that
   * time.
   */
  statement: Generated<string>;
  /** SHA-256 (hex) of `statement`. */
  digest: string;
  at: Time;
  voidedAt: Time | null;
  voidReasonEn: string;
  voidReasonZh: string;
}

/** Stores that a framework or list of pilots was put before the chairs, and sent back by one of them. */
export interface SentBackTable {
  versionId: string;
  studyId: string;
  userId: string;
  reasonEn: string;
  reasonZh: string;
  at: Time;
}

/** Stores the scan of the printed page with a side's seal. */
export interface SealTable {
  id: string;
  studyId: string;
  versionId: string;
  sideId: string;
  fileName: string;
  mediaType: 'application/pdf' | 'image/png' | 'image/jpeg';
  sha256: string;
  bytes: Uint8Array;
  userId: string;
  at: Time;
}

/** Stores that a member of the steering committee has taken note of an approved version. */
export interface NotingTable {
  studyId: string;
  versionId: string;
  userId: string;
  remark: string;
  at: Time;
}

/** Stores the version of a subject that a person saw last, with which a signing page compares. */
export interface VersionSeenTable {
  studyId: string;
  subject: string;
  userId: string;
  versionId: string;
  at: Time;
}

/** Stores a meeting of the group, an event outside, or a study visit. */
export interface MeetingTable {
  studyId: string;
  id: string;
  kind: 'meeting' | 'dialogue' | 'forum' | 'visit';
  titleEn: string;
  titleZh: string;
  placeEn: string;
  placeZh: string;
  fromOn: PartialDate | null;
  toOn: PartialDate | null;
  agendaEn: string;
  agendaZh: string;
  decisionsEn: string;
  decisionsZh: string;
  /** Holds `{ [sideId]: string }`: who came, per side. */
  attendance: Json;
  /** Holds the `cityId[]` of a visit. */
  cities: Json;
  /** Holds `nextStepId[]`: the next steps that it is to advance. */
  advances: Json;
  learnedEn: string;
  learnedZh: string;
  userId: string;
  at: Time;
  version: number;
}

export interface NextStepTable {
  studyId: string;
  id: string;
  /** Names the meeting in which the next step was agreed, or is followed up. */
  meetingId: string | null;
  addressee: 'eu' | 'cn' | 'both' | 'cities';
  actionEn: string;
  actionZh: string;
  ownerBodyId: string | null;
  dueOn: PartialDate | null;
  state: 'open' | 'under-way' | 'done' | 'dropped';
  reportEn: string;
  reportZh: string;
  kind: Generated<'next-step' | 'recommendation'>;
  /** Shape: ids of cities; empty where it is for all. */
  scopeCities: Generated<Json>;
  /** Shape: ids of characteristics; empty where it is for all. */
  scopeCharacteristics: Generated<Json>;
  /** Shape: `StatementLink[]` of `domain/statement-link`. */
  links: Generated<Json>;
  userId: string;
  at: Time;
  version: number;
}

export interface InvitationTable {
  id: string;
  studyId: string;
  email: string;
  role: 'secretariat' | 'chair' | 'expert' | 'city' | 'observer';
  sideId: string | null;
  cityId: string | null;
  /** SHA-256 (hex) of the token in the link. */
  tokenHash: string;
  userId: string;
  at: Time;
  expiresAt: Time;
  acceptedAt: Time | null;
  acceptedBy: string | null;
  withdrawnAt: Time | null;
  /** Names a user with another address who followed the link, and waits for the inviter's confirmation. */
  claimedBy: string | null;
  claimedAt: Time | null;
}

/**
 * Stores a reading: a frozen version of a city's findings, given to a person outside the study to comment on.
 */
export interface ExternalReviewTable {
  id: string;
  studyId: string;
  cityId: string;
  consultationId: string;
  versionId: string;
  name: string;
  organisation: string;
  /** Names the reader's side; null for a person of neither side. */
  sideId: string | null;
  /** SHA-256 (hex) of the token in the link. */
  tokenHash: string;
  deadline: Time;
  /** Names the zone in which the deadline was set, such as `Europe/Brussels`. */
  deadlineZone: string;
  userId: string;
  at: Time;
  revokedAt: Time | null;
  revokedBy: string | null;
}

/** Stores through which link a comment came. */
export interface ExternalReviewCommentTable {
  commentId: string;
  studyId: string;
  readingId: string;
}

/** Stores how far a person has read what happened in a study, and whether a digest is sent to them. */
export interface InboxTable {
  studyId: string;
  userId: string;
  seenThrough: Time;
  /** Holds the number of the last event that the person has marked as read. */
  seenNumber: Generated<number>;
  digest: 'daily' | 'none';
  digestedAt: Time | null;
  /** Holds the number of the last event that a digest has covered. */
  digestedNumber: number | null;
}

export interface ReadMentionTable {
  studyId: string;
  commentId: string;
  userId: string;
  at: Time;
}

/**
 * Stores the outbox: an e-mail is inserted in the transaction of the decision that it reports, and is sent
 * afterwards.
 */
export interface MailTable {
  id: string;
  studyId: string | null;
  userId: string | null;
  address: string;
  kind: 'digest' | 'urgent' | 'head' | 'invitation' | 'reading' | 'password' | 'account';
  locale: 'en' | 'zh';
  subject: string;
  body: string;
  /**
   * Holds the link that the text offers to its recipient alone, sealed with a key that is not in the database;
   * null for other e-mails, and once it is sent or given up.
   */
  sealedLink: string | null;
  at: Time;
  nextTryAt: Time;
  sentAt: Time | null;
  givenUpAt: Time | null;
  tries: number;
  lastError: string;
}

/** Stores since when all e-mails are held back: one row after a restore, none otherwise. */
export interface MailHoldTable {
  id: number;
  at: Time;
}

/** Stores the head of the log that was sent on a day. */
export interface SentHeadTable {
  studyId: string;
  /** `YYYY-MM-DD` in UTC. */
  day: string;
  seq: number;
  hash: string;
  /** `address[]` */
  addresses: Json;
  at: Time;
}

/** Stores that a person was reminded of a deadline, once a day. */
export interface ReminderTable {
  studyId: string;
  about: string;
  day: string;
  at: Time;
}
