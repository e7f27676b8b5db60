/**
 * Builds the row of a signature: the statement that was signed, and its digest. Whether it may be given is
 * decided in `approval/rules/approval`.
 */
import { statementFormat, statementText, type Statement } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import type { SignatureRow } from './store/signatures.ts';
import type { VersionSummary } from '#areas/versions';
import { sha256 } from '#server/files/sha256.ts';

export interface Signing {
  readonly id: string;
  readonly study: { readonly id: string; readonly slug: string };
  readonly version: Pick<VersionSummary, 'id' | 'subject' | 'number' | 'hash'>;
  readonly userId: string;
  /** Holds the signer's present name. */
  readonly name: Bilingual;
  readonly sideId: string;
  readonly at: string;
}

export function signatureOf({ id, study, version, userId, name, sideId, at }: Signing): SignatureRow {
  const signed: Statement = {
    format: statementFormat,
    study: study.slug,
    subject: version.subject,
    version: version.id,
    number: version.number,
    sha256: version.hash,
    user: userId,
    name: { en: name.en, zh: name.zh },
    side: sideId,
    role: 'chair',
    method: 'password',
    at
  };
  const statement = statementText(signed);
  return {
    id,
    studyId: study.id,
    versionId: version.id,
    subject: version.subject,
    hash: version.hash,
    userId,
    sideId,
    method: 'password',
    statement,
    digest: sha256(statement),
    at,
    voidedAt: null,
    voidReasonEn: '',
    voidReasonZh: ''
  };
}

/** Enough to check the row against it. */
export const signedPayload = (signature: SignatureRow, version: Pick<VersionSummary, 'number'>) => ({
  subject: signature.subject,
  versionId: signature.versionId,
  number: version.number,
  sideId: signature.sideId,
  hash: signature.hash,
  digest: signature.digest
});
