/**
 * Compares versions, signatures and the event log, and reports what does not agree. `events/verify` checks
 * the log's own hash chain: here the events are trusted and the rows are not. If someone changes both, the
 * chain heads that were sent out reveal it.
 */
import type { AnyPayload } from '#lib/events/kinds.ts';
import { isComplete, readStatement } from './approval.ts';
import { hasDuty } from '#base/role-duties.ts';

export interface AuditedVersion {
  readonly id: string;
  readonly subject: string;
  readonly number: number;
  readonly kind: string;
  /** Holds the hash that is stored in the row. */
  readonly hash: string;
  /** Holds the SHA-256 of the bytes as they are stored now. */
  readonly hashOfBytes: string;
  /** Null where the bytes cannot be read. */
  readonly bytesOf: { readonly study: string; readonly subject: string } | null;
}

export interface AuditedSignature {
  readonly id: string;
  readonly versionId: string;
  readonly subject: string;
  readonly hash: string;
  readonly userId: string;
  readonly sideId: string;
  readonly statement: string;
  readonly digest: string;
  /** Holds the SHA-256 of the statement as it is stored now. */
  readonly digestOfStatement: string;
  readonly at: string;
  readonly voidedAt: string | null;
}

export interface AuditedEvent {
  readonly seq: number;
  readonly kind: string;
  readonly actorId: string | null;
  readonly actorRole: string | null;
  readonly payload: AnyPayload;
}

export interface AuditedSeal {
  readonly id: string;
  readonly versionId: string;
  readonly sha256: string;
  readonly hashOfBytes: string;
}

export interface AuditedStudy {
  readonly slug: string;
  readonly sides: readonly string[];
  readonly versions: readonly AuditedVersion[];
  readonly signatures: readonly AuditedSignature[];
  readonly seals: readonly AuditedSeal[];
  /** In the order of their numbers. */
  readonly events: readonly AuditedEvent[];
  /** Lists the subjects whose assessment or chapter is in the state `approved`. */
  readonly approved: readonly string[];
}

export const findingKinds = [
  'bytes-changed',
  'version-renamed',
  'version-missing',
  'statement-changed',
  'replayed',
  'signed-other',
  'event-missing',
  'signature-missing',
  'void-forged',
  'void-undone',
  'not-chair',
  'one-person',
  'incomplete',
  'seal-changed',
  'duplicate'
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** Names the object, such as `version 3 of findings:haidian`. */
  readonly what: string;
  readonly versionId: string | null;
}

/** In the order of versions and signatures; empty where all is consistent. */
export function auditApprovals(study: AuditedStudy): Finding[] {
  const audit = new Audit(study);
  auditVersions(audit);
  const digests = new Set<string>();
  for (const signature of study.signatures) {
    auditSignature(audit, signature, digests);
    auditSigning(audit, signature);
  }
  auditSignedEvents(audit, digests);
  auditCompleteness(audit);
  for (const seal of study.seals)
    if (seal.hashOfBytes !== seal.sha256) audit.report('seal-changed', seal.versionId);
  return audit.found;
}

/** Holds what is compared, and collects the findings, each once. */
class Audit {
  readonly found: Finding[] = [];
  readonly study: AuditedStudy;
  readonly versions: ReadonlyMap<string, AuditedVersion>;
  readonly signed: readonly AuditedEvent[];
  readonly voidings: readonly AuditedEvent[];

  constructor(study: AuditedStudy) {
    this.study = study;
    this.versions = new Map(study.versions.map((version) => [version.id, version]));
    this.signed = this.eventsOf('approval.signed');
    this.voidings = this.eventsOf('approval.voided');
  }

  report(kind: FindingKind, versionId: string | null, what = this.#nameOf(versionId)): void {
    if (!this.found.some((one) => one.kind === kind && one.what === what))
      this.found.push({ kind, what, versionId });
  }

  eventsOf(kind: string): AuditedEvent[] {
    return this.study.events.filter((event) => event.kind === kind);
  }

  #nameOf(id: string | null): string {
    if (id === null) return '';
    const version = this.versions.get(id);
    return version ? `version ${version.number} of ${version.subject}` : `version ${id}`;
  }
}

function auditVersions(audit: Audit): void {
  const { study } = audit;
  for (const version of study.versions) {
    if (version.hashOfBytes !== version.hash) audit.report('bytes-changed', version.id);
    else if (version.bytesOf?.study !== study.slug || version.bytesOf.subject !== version.subject)
      audit.report('version-renamed', version.id);
  }
}

/** `digests` holds those of the signatures before it. */
function auditSignature(audit: Audit, signature: AuditedSignature, digests: Set<string>): void {
  const { study, versions } = audit;
  const { versionId, digest } = signature;
  const version = versions.get(versionId);
  const statement = readStatement(signature.statement);
  if (!version) audit.report('version-missing', versionId);
  if (digests.has(digest)) audit.report('duplicate', versionId);
  digests.add(digest);
  if (signature.digestOfStatement !== digest || !statement) audit.report('statement-changed', versionId);
  else if (
    statement.version !== versionId ||
    statement.sha256 !== signature.hash ||
    statement.subject !== signature.subject ||
    statement.study !== study.slug
  ) {
    audit.report('replayed', versionId);
  } else if (
    statement.user !== signature.userId ||
    statement.side !== signature.sideId ||
    statement.at !== signature.at
  )
    audit.report('statement-changed', versionId);
  if (version && version.hash !== signature.hash) audit.report('signed-other', versionId);
  if (statement && version && (statement.number !== version.number || version.subject !== signature.subject))
    audit.report('version-renamed', versionId);
}

/** Compares a signature with the events that record it and its end. */
function auditSigning(audit: Audit, signature: AuditedSignature): void {
  const { study } = audit;
  const { versionId, digest } = signature;
  const event = audit.signed.find((one) => one.payload.digest === digest);
  if (!event) {
    audit.report('event-missing', versionId);
    return;
  }
  if (event.payload.versionId !== versionId || event.payload.hash !== signature.hash)
    audit.report('replayed', versionId);
  if (
    event.actorId !== signature.userId ||
    !hasDuty('sign-for-side', { role: event.actorRole }) ||
    !wasChair(study.events, event, signature)
  )
    audit.report('not-chair', versionId);
  const isVoided = audit.voidings.some((one) => one.seq > event.seq && one.payload.versionId === versionId);
  if (signature.voidedAt !== null && !isVoided) audit.report('void-forged', versionId);
  if (signature.voidedAt === null && isVoided) audit.report('void-undone', versionId);
}

/** Finds the signed events without their signature or version. */
function auditSignedEvents(audit: Audit, digests: ReadonlySet<string>): void {
  const { versions } = audit;
  for (const event of audit.signed) {
    const { digest, versionId } = event.payload;
    if (typeof digest === 'string' && !digests.has(digest))
      audit.report('signature-missing', typeof versionId === 'string' ? versionId : null);
    if (typeof versionId !== 'string') continue;
    const version = versions.get(versionId);
    if (!version)
      audit.report(
        'version-missing',
        versionId,
        `version ${String(event.payload.number)} of ${String(event.payload.subject)}`
      );
    else if (version.hash !== event.payload.hash) audit.report('bytes-changed', versionId);
  }
}

/** Finds what counts as complete without the valid signatures of all sides by different people. */
function auditCompleteness(audit: Audit): void {
  const { study } = audit;
  const valid = study.signatures.filter(({ voidedAt }) => voidedAt === null);
  for (const id of new Set(valid.map(({ versionId }) => versionId))) {
    const own = valid.filter(({ versionId }) => versionId === id);
    if (own.length > new Set(own.map(({ userId }) => userId)).size) audit.report('one-person', id);
  }
  const isWhole = (id: string): boolean =>
    isComplete(
      valid.filter(({ versionId }) => versionId === id),
      study.sides
    );
  for (const event of audit.eventsOf('approval.complete')) {
    const { versionId } = event.payload;
    if (typeof versionId === 'string' && !isWhole(versionId)) audit.report('incomplete', versionId);
  }
  for (const subject of study.approved) {
    const newest = study.versions
      .filter((version) => version.subject === subject && version.kind === 'approval')
      .sort((a, b) => b.number - a.number)[0];
    if (newest && !isWhole(newest.id)) audit.report('incomplete', newest.id);
    if (!newest && audit.eventsOf('approval.complete').some((event) => event.payload.subject === subject))
      audit.report('incomplete', null, `the newest version of ${subject}`);
  }
}

/**
 * Checks that the log does not contradict that the signer held the chair of that side at that time. No event
 * records who was chair from the beginning.
 */
function wasChair(
  events: readonly AuditedEvent[],
  signing: AuditedEvent,
  { userId, sideId }: AuditedSignature
): boolean {
  const ofPerson = events.filter(
    ({ seq, kind, payload }) =>
      seq < signing.seq &&
      (kind === 'grant.given' || kind === 'grant.withdrawn') &&
      payload.userId === userId &&
      hasDuty('sign-for-side', { role: payload.role })
  );
  const last = ofPerson.filter(({ payload }) => payload.sideId === sideId).at(-1);
  if (last) return last.kind === 'grant.given';
  // If the log shows that the person was given another side's chair but not this one, then this chair was
  // never theirs.
  return !ofPerson.some(({ kind }) => kind === 'grant.given');
}

/** For the operator who runs the check; pages have their own texts. */
export function findingText({ kind, what }: Finding): string {
  switch (kind) {
    case 'bytes-changed':
      return `${what} is not what was kept: its bytes have another hash`;
    case 'version-renamed':
      return `${what} is not what it says: it was kept under another number, subject or study`;
    case 'version-missing':
      return `${what} is gone, although it was signed`;
    case 'statement-changed':
      return `a signature on ${what} is not what was signed`;
    case 'replayed':
      return `a signature was replayed onto another version: ${what}`;
    case 'signed-other':
      return `${what} is not what was signed`;
    case 'event-missing':
      return `an event that tells of a signature is missing: ${what}`;
    case 'signature-missing':
      return `a signature that the log tells of is missing: ${what}`;
    case 'void-forged':
      return `a signature was made void and no event tells it: ${what}`;
    case 'void-undone':
      return `a signature stands again that the log says is void: ${what}`;
    case 'not-chair':
      return `a signature is of somebody who was not the side’s chair then: ${what}`;
    case 'one-person':
      return `one person has signed for both sides: ${what}`;
    case 'incomplete':
      return `${what} counts as approved without the signatures of both sides`;
    case 'seal-changed':
      return `the scan of a sealed page of ${what} is not what was kept`;
    case 'duplicate':
      return `a signature stands twice: ${what}`;
  }
}
