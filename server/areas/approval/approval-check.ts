/**
 * Reads a study's versions, signatures and events for the audit of its approvals; everything is hashed again
 * from what is stored now.
 */
import { parsePayload } from '#lib/events/kinds.ts';
import { auditApprovals, type AuditedStudy, type Finding } from '#rules/approval/approval-audit.ts';
import { listSeals } from './store/approvals.ts';
import type { Db } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { listSignaturesOf } from './store/signatures.ts';
import { parseVersion } from '#rules/versions/version.ts';
import { sha256 } from '#server/files/sha256.ts';

export interface CheckedStudy {
  readonly findings: readonly Finding[];
  readonly versions: number;
  readonly signatures: number;
  readonly facts: AuditedStudy;
}

const audited = [
  'approval.signed',
  'approval.voided',
  'approval.complete',
  'grant.given',
  'grant.withdrawn'
] as const;

export async function checkApprovals(
  db: Db,
  study: { readonly id: string; readonly slug: string }
): Promise<CheckedStudy> {
  const facts = await gather(db, study);
  const found = auditApprovals(facts);
  // Rows are read one after another: a finding that comes only from a signature given in between is gone at a
  // second reading.
  const again = found.length === 0 ? [] : auditApprovals(await gather(db, study));
  const findings = found.filter((one) =>
    again.some(({ kind, what }) => kind === one.kind && what === one.what)
  );
  return { findings, versions: facts.versions.length, signatures: facts.signatures.length, facts };
}

async function gather(db: Db, study: { readonly id: string; readonly slug: string }): Promise<AuditedStudy> {
  const versions: AuditedStudy['versions'][number][] = [];
  // Versions are read one at a time: the bytes of all together may be large.
  const versionRows = await db
    .selectFrom('version')
    .select(['id', 'subject', 'number', 'kind', 'hash'])
    .where('studyId', '=', study.id)
    .orderBy('subject')
    .orderBy('number')
    .execute();
  for (const versionRow of versionRows) {
    const { bytes } = await db
      .selectFrom('version')
      .select('bytes')
      .where('id', '=', versionRow.id)
      .executeTakeFirstOrThrow();
    const content = parseVersion(bytes);
    versions.push({
      ...versionRow,
      hashOfBytes: sha256(bytes),
      bytesOf: content ? { study: content.study, subject: content.subject } : null
    });
  }
  const seals: AuditedStudy['seals'][number][] = [];
  for (const { id, versionId, sha256: hash } of await listSeals(db, study.id)) {
    const { bytes } = await db
      .selectFrom('seal')
      .select('bytes')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    seals.push({ id, versionId, sha256: hash, hashOfBytes: sha256(bytes) });
  }
  const events = await db
    .selectFrom('event')
    .select(['seq', 'kind', 'actorId', 'actorRole', 'payload'])
    .where('studyId', '=', study.id)
    .where('kind', 'in', audited)
    .orderBy('seq')
    .execute();
  const sides = await selectRows(db, 'side', { column: 'studyId', values: [study.id] });
  const assessments = await db
    .selectFrom('assessment')
    .select('cityId')
    .where('studyId', '=', study.id)
    .where('state', '=', 'approved')
    .execute();
  const chapters = await db
    .selectFrom('document')
    .select('slug')
    .where('studyId', '=', study.id)
    .where('state', '=', 'approved')
    .execute();
  return {
    slug: study.slug,
    sides: sides.map(({ id }) => id),
    versions,
    signatures: (await listSignaturesOf(db, study.id)).map((row) => ({
      ...row,
      digestOfStatement: sha256(row.statement)
    })),
    seals,
    events: events.map(({ payload, ...event }) => ({ ...event, payload: parsePayload(payload) })),
    approved: [
      ...assessments.map(({ cityId }) => `findings:${cityId}`),
      ...chapters.flatMap(({ slug }) => (slug === null ? [] : `chapter:${slug}`))
    ]
  };
}
