/**
 * Defines for every table the shape of its rows as JSON, its key, and its relation to a study: backups and
 * archives are written and parsed by these. Parents come before children. The type of `tableShapes` fails to
 * compile where the schema has changed.
 */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { textModels } from '#domain/text-models.ts';
import { audiences } from '#domain/comment.ts';
import { assignmentStates } from '#domain/department.ts';
import { evidenceTypes } from '#domain/evidence-file.ts';
import { evidenceKinds, originalLanguages } from '#domain/evidence.ts';
import { exchangeFormats } from '#domain/exchange.ts';
import { termKinds } from '#domain/glossary.ts';
import { outcomes, panelStates } from '#domain/panel.ts';
import { confidences, judgements } from '#domain/score.ts';
import { proposalStates, termActs, termVotes } from '#domain/term-proposal.ts';
import { tieKinds } from '#domain/tie.ts';
import { assessmentStates, assessmentSteps, chapterStates, chapterSteps } from '#domain/workflow.ts';
import type { Schema } from './schema.ts';

export type TableName = keyof Schema;
export type Row<Table extends TableName> = Selectable<Schema[Table]>;

const text = z.string();
const textOrNull = z.string().nullable();
const count = z.int();
const number = z.number();
const truth = z.union([z.literal(0), z.literal(1)]);
const time = z.iso.datetime({ precision: 3 });
const timeOrNull = time.nullable();
const bytes = z.base64().transform((base64) => new Uint8Array(Buffer.from(base64, 'base64')));
const anyState = z.enum([...new Set([...assessmentStates, ...chapterStates])]);
const json = z.string().refine(isHarmlessJson, 'is not JSON');

/** Returns whether a JSON text has no keys that reach into prototypes. */
function isHarmlessJson(value: string): boolean {
  try {
    parseHarmless(value);
    return true;
  } catch {
    return false;
  }
}

/** Returns whether a key cannot reach into prototypes. */
export const isHarmlessName = (key: string): boolean =>
  key !== '__proto__' && key !== 'constructor' && key !== 'prototype';

/** Parses JSON, and throws for keys that reach into prototypes. */
export const parseHarmless = (value: string): unknown =>
  JSON.parse(value, (key, inner: unknown) => {
    if (!isHarmlessName(key)) throw new SyntaxError(`The key ${key} is not allowed`);
    return inner;
  });

type Shapes = { [Table in TableName]: z.ZodType<Row<Table>> };

export const tableShapes = {
  user: z.strictObject({
    id: text,
    email: text,
    passwordHash: textOrNull,
    nameEn: text,
    nameZh: text,
    locale: z.enum(['en', 'zh']).nullable(),
    isAdministrator: truth,
    suspendedAt: timeOrNull,
    createdAt: time
  }),
  session: z.strictObject({ id: text, userId: text, createdAt: time, expiresAt: time, endsAt: time }),
  signInAttempt: z.strictObject({ key: text, failures: count, windowStartedAt: time }),
  study: z.strictObject({
    id: text,
    slug: text,
    titleEn: text,
    titleZh: text,
    shortTitleEn: text,
    shortTitleZh: text,
    programmeEn: text,
    programmeZh: text,
    purposeEn: text,
    purposeZh: text,
    scopeEn: text,
    scopeZh: text,
    isBench: truth,
    usesIndicators: truth,
    barsOrigin: truth,
    createdAt: time,
    eventSeq: count,
    eventHash: text,
    version: count
  }),
  side: z.strictObject({
    studyId: text,
    id: text,
    position: count,
    code: text,
    nameEn: text,
    nameZh: text,
    counterpartEn: text,
    counterpartZh: text,
    pilotTarget: count
  }),
  body: z.strictObject({
    studyId: text,
    id: text,
    position: count,
    nameEn: text,
    nameZh: text,
    descriptionEn: text,
    descriptionZh: text
  }),
  bodyMember: z.strictObject({ studyId: text, bodyId: text, userId: text }),
  grant: z.strictObject({
    id: text,
    studyId: text,
    userId: text,
    role: z.enum(['secretariat', 'chair', 'expert', 'city', 'observer']),
    sideId: textOrNull,
    cityId: textOrNull,
    isSenior: truth,
    characteristics: json.nullable(),
    createdAt: time
  }),
  city: z.strictObject({
    studyId: text,
    id: text,
    number: count,
    sideId: text,
    kind: text,
    nameEn: text,
    nameZh: text,
    shortNameEn: text,
    shortNameZh: text,
    parentEn: textOrNull,
    parentZh: textOrNull,
    parentLevel: textOrNull,
    countryEn: text,
    countryZh: text,
    isoCountry: text,
    isoSubdivision: textOrNull,
    latitude: number,
    longitude: number,
    timeZone: text,
    selectionReasonEn: textOrNull,
    selectionReasonZh: textOrNull,
    withdrawnOn: textOrNull,
    withdrawnReasonEn: textOrNull,
    withdrawnReasonZh: textOrNull,
    substituteId: textOrNull,
    version: count
  }),
  rapporteur: z.strictObject({
    studyId: text,
    cityId: text,
    userId: text,
    duty: z.enum(['lead', 'deputy', 'reviewer'])
  }),
  framework: z.strictObject({
    studyId: text,
    id: text,
    version: text,
    content: json,
    position: count,
    publishedAt: timeOrNull
  }),
  frameworkDraft: z.strictObject({
    studyId: text,
    content: json,
    baseVersion: textOrNull,
    userId: text,
    at: time,
    version: count
  }),
  rubric: z.strictObject({ studyId: text, id: text, content: json }),
  glossaryTerm: z.strictObject({
    studyId: text,
    id: text,
    termEn: text,
    termZh: text,
    definitionEn: text,
    definitionZh: text,
    group: text,
    cautionEn: textOrNull,
    cautionZh: textOrNull,
    kind: z.enum(termKinds).default('term'),
    isChecked: truth.default(1),
    variants: json.default('[]'),
    agreedAt: timeOrNull.default(null)
  }),
  termProposal: z.strictObject({
    id: text,
    studyId: text,
    termId: text,
    act: z.enum(termActs),
    wording: json,
    seen: text,
    reason: text,
    state: z.enum(proposalStates),
    userId: text,
    sideId: textOrNull,
    at: time,
    decidedAt: timeOrNull
  }),
  termVote: z.strictObject({
    proposalId: text,
    studyId: text,
    userId: text,
    sideId: text,
    vote: z.enum(termVotes),
    reason: text,
    at: time
  }),
  criterion: z.strictObject({
    studyId: text,
    id: text,
    sideId: text,
    position: count,
    group: text,
    textEn: text,
    textZh: text,
    checks: json
  }),
  criterionCheck: z.strictObject({
    studyId: text,
    cityId: text,
    criterionId: text,
    result: z.enum(['met', 'partly', 'not-met', 'unknown']),
    noteEn: text,
    noteZh: text,
    evidence: text,
    version: count
  }),
  foundingDecision: z.strictObject({
    studyId: text,
    id: text,
    titleEn: text,
    titleZh: text,
    placeEn: text,
    placeZh: text,
    takenOn: text,
    parties: json,
    points: json
  }),
  phase: z.strictObject({
    studyId: text,
    id: text,
    position: count,
    nameEn: text,
    nameZh: text,
    descriptionEn: text,
    descriptionZh: text,
    plannedFrom: textOrNull,
    plannedTo: textOrNull,
    actualFrom: textOrNull,
    actualTo: textOrNull,
    version: count
  }),
  deliverable: z.strictObject({
    studyId: text,
    id: text,
    position: count,
    titleEn: text,
    titleZh: text,
    ownerBodyId: textOrNull,
    dueOn: textOrNull,
    deliveredOn: textOrNull,
    state: z.enum(['planned', 'in-progress', 'delivered', 'dropped']),
    version: count
  }),
  assessment: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    state: z.enum([
      'collecting',
      'drafting',
      'internal-review',
      'consultation',
      'revision',
      'approval',
      'approved'
    ]),
    stateSince: time,
    invitedAt: timeOrNull,
    startedAt: timeOrNull,
    submittedAt: timeOrNull,
    acceptedAt: timeOrNull,
    deadline: timeOrNull,
    deadlineZone: textOrNull,
    frameworkVersion: textOrNull,
    frameworkBefore: textOrNull,
    answersProfile: truth,
    version: count
  }),
  record: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    question: text,
    recordType: text,
    position: count,
    fields: json,
    sources: json,
    notes: json,
    source: text,
    version: count
  }),
  indicator: z.strictObject({
    studyId: text,
    cityId: text,
    id: text,
    position: count,
    section: text,
    labelEn: text,
    labelZh: text,
    value: number.nullable(),
    valueTo: number.nullable(),
    valueText: textOrNull,
    unit: text,
    currency: textOrNull,
    comparator: text,
    referenceYear: textOrNull,
    noteEn: text,
    noteZh: text,
    caveat: textOrNull,
    source: text
  }),
  document: z.strictObject({
    id: text,
    studyId: text,
    kind: z.enum(['response', 'confidential', 'findings', 'chapter']),
    cityId: textOrNull,
    slug: textOrNull,
    position: count,
    titleEn: textOrNull,
    titleZh: textOrNull,
    state: z.enum(['drafting', 'review', 'approval', 'approved']).nullable(),
    generation: count,
    stateSince: timeOrNull,
    deadline: timeOrNull,
    deadlineZone: textOrNull,
    version: count
  }),
  generation: z.strictObject({
    documentId: text,
    n: count.positive(),
    openedAt: time,
    endedAt: timeOrNull,
    lastSeq: count,
    textModel: z.enum(textModels).default('tree')
  }),
  documentSnapshot: z.strictObject({
    documentId: text,
    generation: count,
    throughSeq: count,
    bytes,
    createdAt: time,
    stateVector: bytes.nullable(),
    structsEnd: count.nullable()
  }),
  documentUpdate: z.strictObject({
    documentId: text,
    generation: count,
    seq: count,
    userId: text,
    at: time,
    bytes
  }),
  documentSegment: z.strictObject({
    documentId: text,
    generation: count,
    fromSeq: count,
    toSeq: count,
    bytes
  }),
  quarantine: z.strictObject({
    id: text,
    documentId: text,
    generation: count,
    userId: text,
    at: time,
    reason: text,
    bytes
  }),
  clientOwner: z.strictObject({
    documentId: text,
    generation: count,
    clientId: count,
    userId: text,
    firstWrittenAt: timeOrNull.default(null),
    lastWrittenAt: timeOrNull.default(null)
  }),
  lateProposal: z.strictObject({
    id: text,
    documentId: text,
    generation: count,
    userId: text,
    receivedAt: time,
    bytes,
    decision: z.enum(['merged', 'dismissed']).nullable(),
    decidedBy: textOrNull,
    decidedAt: timeOrNull,
    reasonEn: textOrNull,
    reasonZh: textOrNull
  }),
  event: z.strictObject({
    studyId: text,
    seq: count,
    number: count,
    at: time,
    actorId: textOrNull,
    actorRole: textOrNull,
    kind: text,
    needs: text,
    cityId: textOrNull,
    documentId: textOrNull,
    payload: json,
    previousHash: text,
    hash: text
  }),
  step: z.strictObject({
    id: text,
    studyId: text,
    documentId: text,
    cityId: textOrNull,
    step: z.enum([...new Set([...assessmentSteps, ...chapterSteps])]),
    fromState: anyState,
    toState: anyState,
    reasonEn: text,
    reasonZh: text,
    waived: json,
    versionId: textOrNull,
    userId: textOrNull,
    role: textOrNull,
    at: time,
    post: textOrNull
  }),
  parity: z.strictObject({
    studyId: text,
    documentId: text,
    section: text,
    blocks: json,
    isMinor: truth,
    userId: text,
    at: time,
    version: count
  }),
  acceptedFinding: z.strictObject({
    documentId: text,
    studyId: text,
    section: text,
    key: text,
    kind: text,
    saidEn: text,
    saidZh: text,
    reason: text,
    userId: text,
    at: time
  }),
  thread: z.strictObject({
    id: text,
    studyId: text,
    documentId: text,
    cityId: textOrNull,
    about: z.enum(['passage', 'question', 'record', 'score']),
    section: textOrNull,
    targetId: textOrNull,
    language: z.enum(['en', 'zh']).nullable(),
    anchorFrom: textOrNull,
    anchorTo: textOrNull,
    blockId: textOrNull,
    quote: text,
    audience: z.enum(audiences),
    state: z.enum(['open', 'resolved']),
    userId: text,
    role: text,
    sideId: textOrNull,
    at: time,
    settledBy: textOrNull,
    settledAt: timeOrNull,
    version: count
  }),
  comment: z.strictObject({
    id: text,
    studyId: text,
    threadId: text,
    userId: text,
    role: text,
    sideId: textOrNull,
    language: z.enum(['en', 'zh']),
    body: text,
    at: time,
    heldUntil: timeOrNull,
    editedAt: timeOrNull,
    withdrawnAt: timeOrNull,
    version: count
  }),
  commentEdit: z.strictObject({ studyId: text, commentId: text, n: count, body: text, at: time }),
  mention: z.strictObject({ studyId: text, commentId: text, userId: text }),
  consultation: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    documentId: text,
    versionId: text,
    round: count,
    openedAt: time,
    deadline: time,
    deadlineZone: text,
    submittedAt: timeOrNull,
    submittedBy: textOrNull,
    closedAt: timeOrNull,
    outcome: z.enum(['submitted', 'no-comment', 'called-off']).nullable(),
    version: count
  }),
  cityComment: z.strictObject({
    id: text,
    studyId: text,
    consultationId: text,
    cityId: text,
    number: count,
    section: textOrNull,
    language: z.enum(['en', 'zh']).nullable(),
    blockId: textOrNull,
    quote: text,
    stance: z.enum(['accept', 'comment', 'propose']),
    kind: z.enum(['fact', 'judgement', 'confidentiality', 'wording']).nullable(),
    body: text,
    proposal: text,
    origin: z.enum(['city', 'paper', 'event', 'chamber', 'outside', 'reader']),
    originName: text,
    originSide: textOrNull,
    originOn: textOrNull,
    meetingId: textOrNull,
    userId: text,
    at: time,
    submittedAt: timeOrNull,
    disposition: z.enum(['accepted', 'partly', 'rejected', 'noted']).nullable(),
    reasonEn: text,
    reasonZh: text,
    changeSection: textOrNull,
    changeBlockId: textOrNull,
    changeQuote: text,
    decidedBy: textOrNull,
    decidedAt: timeOrNull,
    answer: z.enum(['acknowledged', 'contested']).nullable(),
    answerText: text,
    answeredBy: textOrNull,
    answeredAt: timeOrNull,
    isStatement: truth,
    version: count
  }),
  version: z.strictObject({
    id: text,
    studyId: text,
    subject: text,
    documentId: textOrNull,
    cityId: textOrNull,
    generation: count.nullable(),
    throughSeq: count.nullable(),
    number: count,
    kind: z.enum(['named', 'automatic', 'consultation', 'approval', 'submission']),
    nameEn: text,
    nameZh: text,
    hash: text,
    bytes,
    userId: textOrNull,
    at: time
  }),
  signature: z.strictObject({
    id: text,
    studyId: text,
    versionId: text,
    subject: text,
    hash: text,
    userId: text,
    sideId: text,
    method: z.literal('password'),
    statement: text,
    digest: text,
    at: time,
    voidedAt: timeOrNull,
    voidReasonEn: text,
    voidReasonZh: text
  }),
  sentBack: z.strictObject({
    versionId: text,
    studyId: text,
    userId: text,
    reasonEn: text,
    reasonZh: text,
    at: time
  }),
  seal: z.strictObject({
    id: text,
    studyId: text,
    versionId: text,
    sideId: text,
    fileName: text,
    mediaType: z.enum(['application/pdf', 'image/png', 'image/jpeg']),
    sha256: text,
    bytes,
    userId: text,
    at: time
  }),
  evidence: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    kind: z.enum(evidenceKinds),
    titleEn: text,
    titleZh: text,
    language: z.enum(originalLanguages).nullable(),
    datedOn: textOrNull,
    url: textOrNull,
    accessedOn: textOrNull,
    citation: text,
    isConfidential: truth,
    noteEn: text,
    noteZh: text,
    userId: text,
    at: time,
    withdrawnAt: timeOrNull,
    withdrawnBy: textOrNull,
    withdrawnReasonEn: text,
    withdrawnReasonZh: text,
    version: count
  }),
  evidenceFile: z.strictObject({
    studyId: text,
    evidenceId: text,
    n: count.positive(),
    fileName: text,
    isRenamed: truth,
    mediaType: z.enum(evidenceTypes),
    size: count,
    sha256: text,
    bytes,
    userId: text,
    at: time
  }),
  evidenceUse: z.strictObject({
    studyId: text,
    evidenceId: text,
    questionId: text,
    recordId: text,
    userId: text,
    at: time
  }),
  attestation: z.strictObject({
    id: text,
    studyId: text,
    evidenceId: text,
    n: count.positive().nullable(),
    url: textOrNull,
    opens: truth,
    onDay: text,
    note: text,
    language: z.enum(['en', 'zh']),
    userId: text,
    sideId: text,
    at: time
  }),
  evidenceChange: z.strictObject({
    id: text,
    studyId: text,
    evidenceId: text,
    isConfidential: truth,
    facts: json,
    userId: text,
    at: time
  }),
  clarification: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    documentId: text,
    question: text,
    characteristic: text,
    body: text,
    language: z.enum(['en', 'zh']),
    userId: text,
    role: z.enum(['secretariat', 'chair', 'expert', 'city', 'observer']),
    at: time,
    base: count,
    generation: count,
    closedGeneration: count.nullable(),
    fromVersionId: text,
    toVersionId: textOrNull,
    isChanged: truth.nullable(),
    note: text,
    noteLanguage: z.enum(['en', 'zh']).nullable(),
    returnedBy: textOrNull,
    returnedAt: timeOrNull,
    withdrawnBy: textOrNull,
    withdrawnAt: timeOrNull,
    reviewedBy: textOrNull,
    reviewedAt: timeOrNull
  }),
  department: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    nameEn: text,
    nameZh: text,
    userId: text,
    at: time,
    version: count
  }),
  assignment: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    departmentId: text,
    characteristic: text,
    question: text,
    dueOn: textOrNull,
    state: z.enum(assignmentStates),
    userId: text,
    at: time,
    version: count
  }),
  answerImport: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    documentId: text,
    generation: count,
    userId: text,
    at: time,
    fileName: text,
    format: z.enum(exchangeFormats),
    sha256: text,
    changes: json,
    undoneBy: textOrNull,
    undoneAt: timeOrNull
  }),
  confidentialAnswer: z.strictObject({
    studyId: text,
    cityId: text,
    question: text,
    topic: text,
    userId: textOrNull,
    at: time
  }),
  confidentialReader: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    userId: text,
    namedBy: text,
    namedAt: time,
    removedBy: textOrNull,
    removedAt: timeOrNull
  }),
  dataUpgrade: z.strictObject({ name: text, at: time }),
  noting: z.strictObject({ studyId: text, versionId: text, userId: text, remark: text, at: time }),
  versionSeen: z.strictObject({ studyId: text, subject: text, userId: text, versionId: text, at: time }),
  meeting: z.strictObject({
    studyId: text,
    id: text,
    kind: z.enum(['meeting', 'dialogue', 'forum', 'visit']),
    titleEn: text,
    titleZh: text,
    placeEn: text,
    placeZh: text,
    fromOn: textOrNull,
    toOn: textOrNull,
    agendaEn: text,
    agendaZh: text,
    decisionsEn: text,
    decisionsZh: text,
    attendance: json,
    cities: json,
    advances: json,
    learnedEn: text,
    learnedZh: text,
    userId: text,
    at: time,
    version: count
  }),
  nextStep: z.strictObject({
    studyId: text,
    id: text,
    meetingId: textOrNull,
    addressee: z.enum(['eu', 'cn', 'both', 'cities']),
    actionEn: text,
    actionZh: text,
    ownerBodyId: textOrNull,
    dueOn: textOrNull,
    state: z.enum(['open', 'under-way', 'done', 'dropped']),
    reportEn: text,
    reportZh: text,
    userId: text,
    at: time,
    version: count
  }),
  assessor: z.strictObject({
    studyId: text,
    cityId: text,
    userId: text,
    sideId: text,
    namedBy: text,
    at: time,
    recusedAt: timeOrNull,
    reason: text
  }),
  cityTie: z.strictObject({ studyId: text, cityId: text, userId: text, kind: z.enum(tieKinds) }),
  panel: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    characteristic: text,
    state: z.enum(panelStates),
    round: count.positive(),
    resultId: textOrNull,
    releasedId: textOrNull,
    version: count
  }),
  panelRound: z.strictObject({
    studyId: text,
    panelId: text,
    round: count.positive(),
    rubricHash: text,
    openedAt: time,
    userId: textOrNull,
    reasonEn: text,
    reasonZh: text,
    revealedAt: timeOrNull,
    revealedBy: textOrNull,
    digest: textOrNull
  }),
  score: z.strictObject({
    id: text,
    studyId: text,
    panelId: text,
    round: count.positive(),
    userId: text,
    sideId: text,
    judgement: z.enum(judgements).nullable(),
    level: textOrNull,
    rationale: text,
    language: z.enum(['en', 'zh']),
    confidence: z.enum(confidences).nullable(),
    cited: json,
    ratings: json,
    usesOutside: truth,
    suggested: textOrNull,
    changedAt: time,
    sealedAt: timeOrNull,
    version: count
  }),
  settlement: z.strictObject({
    id: text,
    studyId: text,
    panelId: text,
    level: text,
    reasonEn: text,
    reasonZh: text,
    userId: text,
    sideId: text,
    at: time,
    agreedBy: textOrNull,
    agreedAt: timeOrNull,
    withdrawnAt: timeOrNull
  }),
  panelResult: z.strictObject({
    id: text,
    studyId: text,
    panelId: text,
    n: count.positive(),
    round: count.positive(),
    outcome: z.enum(outcomes),
    level: textOrNull,
    reasonEn: text,
    reasonZh: text,
    rubricHash: text,
    meetingId: textOrNull,
    userId: text,
    at: time,
    settlementId: textOrNull
  }),
  dissent: z.strictObject({
    studyId: text,
    resultId: text,
    n: count.positive(),
    userId: textOrNull,
    sideId: text,
    level: textOrNull,
    opinionEn: text,
    opinionZh: text
  }),
  lead: z.strictObject({
    studyId: text,
    userId: text,
    place: text,
    meetingId: textOrNull,
    since: time,
    at: time
  }),
  invitation: z.strictObject({
    id: text,
    studyId: text,
    email: text,
    role: z.enum(['secretariat', 'chair', 'expert', 'city', 'observer']),
    sideId: textOrNull,
    cityId: textOrNull,
    tokenHash: text,
    userId: text,
    at: time,
    expiresAt: time,
    acceptedAt: timeOrNull,
    acceptedBy: textOrNull,
    withdrawnAt: timeOrNull
  }),
  reading: z.strictObject({
    id: text,
    studyId: text,
    cityId: text,
    consultationId: text,
    versionId: text,
    name: text,
    organisation: text,
    sideId: textOrNull,
    tokenHash: text,
    deadline: time,
    deadlineZone: text,
    userId: text,
    at: time,
    revokedAt: timeOrNull,
    revokedBy: textOrNull
  }),
  readingComment: z.strictObject({ commentId: text, studyId: text, readingId: text }),
  inbox: z.strictObject({
    studyId: text,
    userId: text,
    seenThrough: time,
    seenNumber: count,
    digest: z.enum(['daily', 'none']),
    digestedAt: timeOrNull,
    digestedNumber: count.nullable()
  }),
  readMention: z.strictObject({ studyId: text, commentId: text, userId: text, at: time }),
  mail: z.strictObject({
    id: text,
    studyId: textOrNull,
    userId: textOrNull,
    address: text,
    kind: z.enum(['digest', 'urgent', 'head', 'invitation', 'reading']),
    locale: z.enum(['en', 'zh']),
    subject: text,
    body: text,
    sealedLink: textOrNull,
    at: time,
    nextTryAt: time,
    sentAt: timeOrNull,
    givenUpAt: timeOrNull,
    tries: count,
    lastError: text
  }),
  mailHold: z.strictObject({ id: count, at: time }),
  sentHead: z.strictObject({ studyId: text, day: text, seq: count, hash: text, addresses: json, at: time }),
  reminder: z.strictObject({ studyId: text, about: text, day: text, at: time }),
  busSecret: z.strictObject({ id: count, bytes }),
  lastBackup: z.strictObject({ id: count, at: time, size: count }),
  signalOutbox: z.strictObject({ id: text, at: time, signal: json }),
  studyImport: z.strictObject({ studyId: text, at: time, eventSeq: count }),
  formerName: z.strictObject({ id: text, userId: text, nameEn: text, nameZh: text, until: time })
} satisfies Shapes;

/** Lists the tables in the order in which rows can be inserted; deletion uses the reverse order. */
export const tableNames = Object.keys(tableShapes) as TableName[];

/** Lists the columns that identify a row, and by which rows are ordered in files. */
export const tableKeys: Readonly<Record<TableName, readonly string[]>> = {
  user: ['id'],
  session: ['id'],
  signInAttempt: ['key'],
  study: ['id'],
  side: ['studyId', 'id'],
  body: ['studyId', 'id'],
  bodyMember: ['studyId', 'bodyId', 'userId'],
  grant: ['id'],
  city: ['studyId', 'id'],
  rapporteur: ['studyId', 'cityId', 'userId'],
  framework: ['studyId', 'id', 'version'],
  frameworkDraft: ['studyId'],
  rubric: ['studyId', 'id'],
  glossaryTerm: ['studyId', 'id'],
  termProposal: ['id'],
  termVote: ['proposalId', 'userId'],
  criterion: ['studyId', 'id'],
  criterionCheck: ['studyId', 'cityId', 'criterionId'],
  foundingDecision: ['studyId', 'id'],
  phase: ['studyId', 'id'],
  deliverable: ['studyId', 'id'],
  assessment: ['id'],
  record: ['id'],
  indicator: ['studyId', 'cityId', 'id'],
  document: ['id'],
  generation: ['documentId', 'n'],
  documentSnapshot: ['documentId', 'generation', 'throughSeq'],
  documentUpdate: ['documentId', 'generation', 'seq'],
  documentSegment: ['documentId', 'generation', 'fromSeq'],
  quarantine: ['id'],
  clientOwner: ['documentId', 'generation', 'clientId'],
  lateProposal: ['id'],
  event: ['studyId', 'seq'],
  step: ['id'],
  parity: ['documentId', 'section'],
  acceptedFinding: ['documentId', 'key'],
  thread: ['id'],
  comment: ['id'],
  commentEdit: ['commentId', 'n'],
  mention: ['commentId', 'userId'],
  consultation: ['id'],
  cityComment: ['id'],
  version: ['id'],
  signature: ['id'],
  sentBack: ['versionId'],
  seal: ['id'],
  evidence: ['id'],
  evidenceFile: ['evidenceId', 'n'],
  evidenceUse: ['evidenceId', 'questionId', 'recordId'],
  attestation: ['id'],
  evidenceChange: ['id'],
  clarification: ['id'],
  department: ['id'],
  assignment: ['id'],
  answerImport: ['id'],
  confidentialAnswer: ['studyId', 'cityId', 'question', 'topic'],
  confidentialReader: ['id'],
  dataUpgrade: ['name'],
  noting: ['versionId', 'userId'],
  versionSeen: ['studyId', 'subject', 'userId'],
  meeting: ['studyId', 'id'],
  nextStep: ['studyId', 'id'],
  assessor: ['studyId', 'cityId', 'userId'],
  cityTie: ['studyId', 'cityId', 'userId'],
  panel: ['id'],
  panelRound: ['panelId', 'round'],
  score: ['id'],
  settlement: ['id'],
  panelResult: ['id'],
  dissent: ['resultId', 'n'],
  lead: ['studyId'],
  invitation: ['id'],
  reading: ['id'],
  readingComment: ['commentId'],
  inbox: ['studyId', 'userId'],
  readMention: ['commentId', 'userId'],
  mail: ['id'],
  mailHold: ['id'],
  sentHead: ['studyId', 'day'],
  reminder: ['studyId', 'about', 'day'],
  busSecret: ['id'],
  lastBackup: ['id'],
  signalOutbox: ['id'],
  studyImport: ['studyId'],
  formerName: ['id']
};

/**
 * Returns a row as JSON on one line, with keys in alphabetical order and bytes in base64: the same row gives
 * the same line on both engines.
 */
export function jsonLineOf(row: object): string {
  const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([key, value]) => [
        key,
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as unknown)
      ])
    )
  );
}
