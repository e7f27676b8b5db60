/**
 * Checks whether what was approved equals what is stored, and reports what this database knows about a hash
 * or a file.
 */
import { readFileSync } from 'node:fs';
import { findingText } from '#rules/approval/approval-audit.ts';
import { inGroups, parseHash, readStatement } from '#rules/approval/approval.ts';
import { sha256 } from '#server/files/sha256.ts';
import { verifyLog } from '#areas/operations';
import type { App } from '#server/app.ts';
import { checkApprovals, type CheckedStudy } from '#areas/approval';
import type { Db } from '#server/store/open.ts';
import { selectRows } from '#server/store/rows.ts';
import { UsageError } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

type Out = Pick<CliStreams, 'print' | 'complain'>;

export interface ApprovalQuestion {
  readonly studySlug: string | undefined;
  readonly hash: string | undefined;
  readonly file: string | undefined;
}

/** Returns exit code 0 where everything requested is whole; 1 for every fault, and for an unknown hash. */
export async function approvalVerify(
  app: Pick<App, 'store'>,
  question: ApprovalQuestion,
  out: Out
): Promise<number> {
  const { db } = app.store;
  const hashes = hashesOf(question);
  const studies = (await selectRows(db, 'study')).filter(
    ({ slug }) => question.studySlug === undefined || slug === question.studySlug
  );
  if (studies.length === 0 && question.studySlug !== undefined)
    throw new UsageError(
      `There is no study ${JSON.stringify(question.studySlug)}; study list names them all`
    );
  let isWhole = true;
  const checked: CheckedStudy[] = [];
  for (const study of studies) {
    const chain = (await verifyLog(db, study.id))?.verdict;
    if (chain?.ok === false)
      out.complain(
        `${study.slug}: the log of events is broken at event ${chain.seq}; npm run cli -- audit verify shows more`
      );
    const one = await reportApprovals(db, study, out);
    isWhole = isWhole && chain?.ok !== false && one.findings.length === 0;
    checked.push(one);
  }
  for (const hash of hashes) isWhole = reportHash(hash, checked, out) && isWhole;
  return isWhole ? 0 : 1;
}

export async function reportApprovals(
  db: Db,
  study: { readonly id: string; readonly slug: string },
  { print, complain }: Out,
  speaks: 'always' | 'where there are any' = 'always'
): Promise<CheckedStudy> {
  const checked = await checkApprovals(db, study);
  for (const finding of checked.findings) complain(`${study.slug}: ${findingText(finding)}`);
  const isSilent = speaks === 'where there are any' && checked.versions + checked.signatures === 0;
  if (checked.findings.length === 0 && !isSilent)
    print(
      `${study.slug}: ${count(checked.versions, 'version')} and ${count(checked.signatures, 'signature')}, whole`
    );
  return checked;
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

function hashesOf({ hash, file }: ApprovalQuestion): string[] {
  const parsed = hash === undefined ? undefined : parseHash(hash);
  if (hash !== undefined && parsed === undefined) throw new UsageError('--hash takes 64 hexadecimal digits');
  return [
    ...(parsed === undefined ? [] : [parsed]),
    ...(file === undefined ? [] : [sha256(readFileSync(file))])
  ];
}

function reportHash(hash: string, checked: readonly CheckedStudy[], { print, complain }: Out): boolean {
  const known = checked.flatMap(({ facts }) =>
    facts.versions.filter((version) => version.hash === hash).map((version) => ({ facts, version }))
  );
  if (known.length === 0) {
    complain(`${inGroups(hash)}: nothing is known of it here`);
    return false;
  }
  for (const { facts, version } of known) {
    print(`${inGroups(hash)}: ${facts.slug}, version ${version.number} of ${version.subject}`);
    for (const signature of facts.signatures.filter(({ versionId }) => versionId === version.id)) {
      const name = readStatement(signature.statement)?.name;
      const who = [name?.en, name?.zh].filter((one) => one !== undefined && one !== '').join(' / ');
      print(
        `  ${signature.sideId}: ${who === '' ? signature.userId : who}, ${signature.at}${signature.voidedAt === null ? '' : `, void since ${signature.voidedAt}`}`
      );
    }
  }
  return true;
}
