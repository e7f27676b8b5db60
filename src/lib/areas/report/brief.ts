/** Shortens a block that is made by rule for a handout, which has a few pages. */
import type { ReportBlock, ReportPair } from '#rules/report/report-content.ts';
import { isLabel } from '#rules/report/report-labels.ts';

/**
 * Keeps headings and labels with the first passage below each, a passage before the first heading, figures, gaps, and
 * tables where no figure shows the same. Both languages are shortened alike.
 */
export function inBrief(pairs: readonly ReportPair[]): ReportPair[] {
  const all = pairs.flatMap(({ en, zh }) => [...en, ...zh]);
  const hasFigure = all.some(({ kind }) => kind === 'figure');
  const shorten = (): ((blocks: readonly ReportBlock[]) => ReportBlock[]) => {
    let passages = 0;
    return (blocks) =>
      blocks.filter((block) => {
        const { kind } = block;
        if (kind === 'heading' || isLabel(block)) passages = 0;
        if (isLabel(block)) return true;
        if (kind === 'paragraph' || kind === 'quote') return (passages += 1) === 1;
        if (kind === 'table') return !hasFigure;
        return kind !== 'item' && kind !== 'rule';
      });
  };
  const [english, chinese] = [shorten(), shorten()];
  return pairs
    .map(({ en, zh }) => ({ en: english(en), zh: chinese(zh) }))
    .filter(({ en, zh }) => en.length + zh.length > 0);
}
