import { isComplete } from '#rules/approval/approval.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import { isDocumentVersion, parseVersion } from '#rules/versions/version.ts';
import { canonicalText } from '#base/canonical.ts';
import type { Db } from '#server/store/open.ts';
import { findVersion } from '#areas/versions';
import type { VersionOfFramework } from '#areas/framework';
import { openBooks, validSignaturesOn } from './approval-books.ts';

/**
 * Lists the approvals signed by both chairs, by the exact text of the framework in them; of several approvals
 * the newest.
 */
export async function listAgreedFrameworks(
  db: Db,
  study: Study
): Promise<Map<string, NonNullable<VersionOfFramework['agreed']>>> {
  const books = await openBooks(db, study);
  const agreed = new Map<string, NonNullable<VersionOfFramework['agreed']>>();
  for (const summary of books.versions.filter(({ subject }) => subject === 'framework')) {
    const validSignatures = validSignaturesOn(books, summary.id);
    if (!isComplete(validSignatures, sideIds(study))) continue;
    const row = await findVersion(db, study.id, summary.id);
    const content = row && parseVersion(row.bytes);
    if (!content || isDocumentVersion(content)) continue;
    const { framework } = content.record as { readonly framework?: Parameters<typeof canonicalText>[0] };
    const text = framework === undefined ? '' : canonicalText(framework);
    if (!agreed.has(text))
      agreed.set(text, {
        number: summary.number,
        at:
          validSignatures
            .map(({ at }) => at)
            .sort()
            .at(-1) ?? summary.at
      });
  }
  return agreed;
}
