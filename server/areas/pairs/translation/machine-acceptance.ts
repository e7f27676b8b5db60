/**
 * Judges confirmations of passages that began as a draft of a translation service: what is mostly as the service
 * wrote it is accepted one by one, by a person who says so by name.
 */
import { otherLocale } from '#base/locale.ts';
import { idsOf } from '#rules/pairs/pairs.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { untouchedLimit, untouchedShare } from '#rules/pairs/memory/untouched.ts';
import { listDrafts, saveAcceptance, type MachineDraft } from '../store/machine-drafts.ts';
import type { Db } from '#server/store/open.ts';

interface DraftedPair {
  readonly draft: MachineDraft;
  readonly targetBlock: string;
  /** Is the share of the passage that is as the service wrote it, between 0 and 1. */
  readonly share: number;
}

/**
 * Returns the pairs of which one side began as a draft. A draft of which nobody has said that it was inserted
 * counts where the passage says mostly the same.
 */
function draftedAmong(pairs: readonly PairStatus[], drafts: readonly MachineDraft[]): DraftedPair[] {
  return pairs.flatMap((pair) => {
    const ids = idsOf(pair);
    return drafts.flatMap((draft): DraftedPair[] => {
      const { language, sourceBlock, targetBlock, text } = draft;
      const unit = pair[language];
      if (!unit || ids[otherLocale(language)] !== sourceBlock) return [];
      if (targetBlock !== '' && targetBlock !== unit.id) return [];
      const share = untouchedShare(text, unit.text);
      return targetBlock === '' && share <= untouchedLimit ? [] : [{ draft, targetBlock: unit.id, share }];
    });
  });
}

/** Returns the drafts that nobody has accepted and that stand mostly as the service wrote them. */
export const untouchedDraftsAmong = (
  pairs: readonly PairStatus[],
  drafts: readonly MachineDraft[]
): DraftedPair[] =>
  draftedAmong(pairs, drafts).filter(
    ({ draft, share }) => draft.acceptedAt === null && share > untouchedLimit
  );

/**
 * Saves that a person accepts what these pairs hold of drafts; `machine-untouched` where a draft is mostly as it
 * was, unless it is accepted alone and by name. Called in the transaction that confirms the pairs.
 */
export async function acceptDrafts(
  db: Db,
  documentId: string,
  pairs: readonly PairStatus[],
  said: { readonly byName: boolean; readonly userId: string; readonly at: string }
): Promise<Result<null>> {
  const open = draftedAmong(pairs, await listDrafts(db, documentId)).filter(
    ({ draft }) => draft.acceptedAt === null
  );
  const untouched = open.filter(({ share }) => share > untouchedLimit);
  const most = Math.max(0, ...untouched.map(({ share }) => share));
  if (untouched.length > 0 && !(said.byName && pairs.length === 1))
    return refuse('machine-untouched', { percent: Math.floor(most * 100), count: untouched.length });
  for (const { draft, targetBlock, share } of open)
    await saveAcceptance(db, draft, {
      targetBlock,
      by: said.userId,
      at: said.at,
      untouched: Math.floor(share * 100)
    });
  return ok(null);
}

export async function countDrafted(db: Db, documentId: string, blocks: ReadonlySet<string>): Promise<number> {
  const targets = (await listDrafts(db, documentId)).map(({ targetBlock }) => targetBlock);
  return new Set(targets.filter((block) => blocks.has(block))).size;
}
