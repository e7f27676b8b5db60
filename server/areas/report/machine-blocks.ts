/**
 * Finds the blocks that a translation service wrote and nobody has accepted, in the versions that a report shows: by the
 * record of their pair, or by a draft whose words stand there mostly as the service wrote them.
 */
import { setImmediate } from 'node:timers/promises';
import { idsOf } from '#rules/pairs/pairs.ts';
import { isUpToDate, type PairStatus } from '#rules/pairs/pair-states.ts';
import type { ReportInputs } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import { listDrafts, type MachineDraft, untouchedDraftsAmong, loadPairFacts, statesIn } from '#areas/pairs';
import type { Db } from '#server/store/open.ts';
import { findVersionBytes } from '#areas/versions';
import { contentOf, type SubjectText, type TextSource } from './frozen-texts.ts';

/** Texts without any are left out. */
export async function machineBlocksIn(
  db: Db,
  study: Study,
  texts: readonly TextSource[],
  subjects: readonly SubjectText[]
): Promise<ReportInputs['machineBlocks']> {
  const found: Record<string, readonly string[]> = {};
  for (const text of texts) {
    const documentId = subjects.find(({ subject }) => subject === text.subject)?.documentId;
    if (documentId === undefined) continue;
    const drafts = await listDrafts(db, documentId);
    if (drafts.length === 0) continue;
    await setImmediate();
    const bytes = await findVersionBytes(db, study.id, text);
    const facts = await loadPairFacts(db, documentId);
    const pairs = ((bytes && contentOf(bytes)?.sections) ?? []).flatMap((section) =>
      statesIn(section, facts)
    );
    const blocks = machineBlocksOf(pairs, drafts);
    if (blocks.length > 0) found[text.subject] = blocks;
  }
  return found;
}

function machineBlocksOf(pairs: readonly PairStatus[], drafts: readonly MachineDraft[]): string[] {
  const open = pairs.filter(({ state }) => !isUpToDate(state));
  const untouched = untouchedDraftsAmong(open, drafts).map(({ targetBlock }) => targetBlock);
  const recorded = open
    .filter(({ state }) => state === 'machine')
    .flatMap((pair) => {
      const ids = idsOf(pair);
      const written = drafts.flatMap(({ language, targetBlock }) =>
        targetBlock !== '' && targetBlock === ids[language] ? [targetBlock] : []
      );
      // Of a record whose draft is gone nobody knows which side the service wrote.
      return written.length > 0 ? written : [ids.en, ids.zh];
    });
  return [...new Set([...untouched, ...recorded])].filter((id) => id !== '').sort();
}
