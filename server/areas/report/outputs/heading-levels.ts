/** Gives headings the levels that an output prints, so that none is skipped on the way down. */
import type { ReportBlock } from '#rules/report/report-content.ts';

/** Holds the deepest level that an output knows. */
export const deepest = 6;

/** Returns the level of each heading among blocks below a title of level `depth`; 0 for all other blocks. */
export function headingLevels(blocks: readonly ReportBlock[], depth: number): number[] {
  let last = Math.min(depth, deepest);
  return blocks.map((block) => {
    if (block.kind !== 'heading') return 0;
    last = Math.min(depth + block.level, last + 1, deepest);
    return last;
  });
}
