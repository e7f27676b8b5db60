/**
 * Looks up what anyone may learn of a hash: which approved version, published edition or file of one it is, and whether
 * signatures and log agree. What is not approved or published looks the same as what never existed.
 */
import { parsePayload } from '#lib/events/kinds.ts';
import { auditApprovals, type FindingKind } from '#rules/approval/approval-audit.ts';
import { isComplete, parseSubject, readStatement, type RecordKind } from '#rules/approval/approval.ts';
import type { Side } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Limit } from '#server/auth/limit.ts';
import { hashOf } from '#server/events/append.ts';
import { listChapters, findReopened } from '#areas/assessments';
import { findCity } from '#areas/cities';
import type { Db, Store } from '#server/store/open.ts';
import { listSignatures } from '#areas/approval';
import { findStudy } from '#areas/study';
import { parseVersion } from '#rules/versions/version.ts';
import { editionsWithHash, type VerifiedEdition } from './edition-verification.ts';
import { sha256 } from '#server/files/sha256.ts';

export interface Verified {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly subject: string;
  readonly kind: 'findings' | 'chapter' | RecordKind;
  readonly title: Bilingual | null;
  readonly number: number;
  readonly signatures: readonly {
    readonly side: Side | null;
    readonly name: Bilingual;
    readonly at: string;
    readonly digest: string;
  }[];
  /** Holds the time of the last of them. */
  readonly at: string;
  /** Names the newest version of the same subject that was approved since; null where there is none. */
  readonly superseded: { readonly number: number; readonly at: string } | null;
  /**
   * Holds the time when the study was taken over from an archive, where a signature was given before: then this
   * installation did not witness it. Null where both were given here.
   */
  readonly importedAt: string | null;
  /** Holds the time when both chairs opened again what this version approved; null where they did not. */
  readonly reopenedAt: string | null;
  /** Empty where bytes, signatures and log say the same. */
  readonly faults: readonly FindingKind[];
}

/** Holds what is known of a hash: empty lists where nothing is. */
export interface KnownHash {
  /** Several where the same content was approved more than once. */
  readonly versions: readonly Verified[];
  /** Lists the published editions that have this hash, or a file with it. */
  readonly editions: readonly VerifiedEdition[];
}

export interface Verification {
  /** `throttled` for an address with too many requests. */
  ofHash(hash: string, address: string): Promise<Result<KnownHash>>;
}

export function openVerification({
  store,
  limit
}: {
  readonly store: Store;
  readonly limit: Limit;
}): Verification {
  const { db } = store;
  return {
    ofHash: async (hash, address) => {
      const admitted = limit.admit(address);
      if (!admitted.ok) return admitted;
      if (!/^[0-9a-f]{64}$/.test(hash)) return refuse('invalid', { field: 'hash' });
      const rows = await db
        .selectFrom('version')
        .innerJoin('study', 'study.id', 'version.studyId')
        .select([
          'version.id',
          'version.studyId',
          'version.subject',
          'version.documentId',
          'version.number',
          'study.slug'
        ])
        .where('version.hash', '=', hash)
        .where('version.kind', '=', 'approval')
        .orderBy('version.at')
        .limit(20)
        .execute();
      const known: Verified[] = [];
      for (const row of rows) {
        const one = await verify(db, row, hash);
        if (one) known.push(one);
      }
      const editions = await editionsWithHash(db, hash, (studyId, digests) =>
        importedAt(db, { studyId, kind: 'report.signed' }, digests)
      );
      return ok({ versions: known, editions });
    }
  };
}

interface Row {
  readonly id: string;
  readonly studyId: string;
  readonly subject: string;
  readonly documentId: string | null;
  readonly number: number;
  readonly slug: string;
}

async function verify(db: Db, row: Row, hash: string): Promise<Verified | undefined> {
  const study = await findStudy(db, row.slug);
  const subject = parseSubject(row.subject);
  if (!study || !subject) return undefined;
  const sides = study.sides.map(({ id }) => id);
  const signatures = await listSignatures(db, row.id);
  if (!isComplete(signatures, sides)) return undefined;
  const newer = await db
    .selectFrom('version')
    .select(['id', 'number'])
    .where('studyId', '=', row.studyId)
    .where('subject', '=', row.subject)
    .where('kind', '=', 'approval')
    .where('number', '>', row.number)
    .orderBy('number')
    .execute();
  let superseded: Verified['superseded'] = null;
  for (const { id, number } of newer) {
    const signed = await listSignatures(db, id);
    if (isComplete(signed, sides)) superseded = { number, at: signed.at(-1)?.at ?? '' };
  }
  const at = signatures.at(-1)?.at ?? '';
  const reopened = row.documentId === null ? undefined : await findReopened(db, row.documentId, at);
  return {
    study: { slug: study.slug, title: study.title },
    subject: row.subject,
    kind: subject.kind,
    title: await titleOf(db, study.id, subject),
    number: row.number,
    signatures: signatures.map(({ sideId, statement, at, digest }) => ({
      side: study.sides.find(({ id }) => id === sideId) ?? null,
      name: readStatement(statement)?.name ?? { en: '', zh: '' },
      at,
      digest
    })),
    at,
    superseded,
    importedAt: await importedAt(
      db,
      { studyId: row.studyId, kind: 'approval.signed' },
      signatures.map(({ digest }) => digest)
    ),
    reopenedAt: reopened?.at ?? null,
    faults: await faultsOf(db, row, hash, sides, signatures)
  };
}

async function titleOf(
  db: Db,
  studyId: StudyId,
  subject: NonNullable<ReturnType<typeof parseSubject>>
): Promise<Bilingual | null> {
  if (subject.kind === 'findings') return (await findCity(db, studyId, subject.cityId))?.name ?? null;
  if (subject.kind === 'chapter')
    return (await listChapters(db, studyId)).find(({ slug }) => slug === subject.slug)?.title ?? null;
  return null;
}

/** Returns when signatures came with an archive; null where this installation's own log tells of them. */
async function importedAt(
  db: Db,
  { studyId, kind }: { readonly studyId: string; readonly kind: 'approval.signed' | 'report.signed' },
  digests: readonly string[]
): Promise<string | null> {
  const taken = await db
    .selectFrom('studyImport')
    .selectAll()
    .where('studyId', '=', studyId)
    .executeTakeFirst();
  if (!taken) return null;
  const own = await db
    .selectFrom('event')
    .select('payload')
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('seq', '>', taken.eventSeq)
    .execute();
  return digests.every((digest) => own.some(({ payload }) => payload.includes(digest))) ? null : taken.at;
}

/**
 * Checks this one version against its own events; whether the whole log is unbroken is checked by `audit
 * verify`.
 */
async function faultsOf(
  db: Db,
  row: Row,
  hash: string,
  sides: readonly string[],
  signatures: Awaited<ReturnType<typeof listSignatures>>
): Promise<FindingKind[]> {
  const { bytes } = await db
    .selectFrom('version')
    .select('bytes')
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  const content = parseVersion(bytes);
  const events = await db
    .selectFrom('event')
    .selectAll()
    .where('studyId', '=', row.studyId)
    .where('kind', 'in', [
      'approval.signed',
      'approval.voided',
      'approval.complete',
      'grant.given',
      'grant.withdrawn'
    ])
    .orderBy('seq')
    .execute();
  const own = events.filter((event) => event.kind.startsWith('grant.') || event.payload.includes(row.id));
  const visible = own
    .filter(({ hash: storedHash, ...event }) => hashOf(event) === storedHash)
    .map((event) => ({ ...event, payload: parsePayload(event.payload) }));
  const findings = auditApprovals({
    slug: row.slug,
    sides,
    versions: [
      {
        id: row.id,
        subject: row.subject,
        number: row.number,
        kind: 'approval',
        hash,
        hashOfBytes: sha256(bytes),
        bytesOf: content ? { study: content.study, subject: content.subject } : null
      }
    ],
    signatures: signatures.map((one) => ({ ...one, digestOfStatement: sha256(one.statement) })),
    seals: [],
    // Events of signatures that became void before these were given are left out.
    events: visible.filter(
      (event) =>
        event.kind !== 'approval.signed' || signatures.some(({ digest }) => digest === event.payload.digest)
    ),
    approved: []
  });
  return [...new Set(findings.map(({ kind }) => kind))];
}
