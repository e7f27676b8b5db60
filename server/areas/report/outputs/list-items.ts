/** Nests and numbers the items of lists, which a report has one by one. */
import type { ReportBlock, ReportItem } from '#rules/report/report-content.ts';
import type { PrintedBlock, PrintedList, PrintedText } from './printed-blocks.ts';

/**
 * Joins lists that follow each other, and nests their items by their indent.
 */
export function nestItems(
  blocks: readonly { readonly printed: PrintedBlock; readonly source: ReportBlock | null }[]
): PrintedBlock[] {
  const result: PrintedBlock[] = [];
  let run: { item: PrintedList; indent: number }[] = [];
  const flush = (): void => {
    result.push(...nested(run));
    run = [];
  };
  for (const { printed, source } of blocks) {
    if (source?.kind === 'item' && printed.k === 'list')
      run.push({ item: printed, indent: indentOf(source) });
    else {
      flush();
      result.push(printed);
    }
  }
  flush();
  return result;
}

export const indentOf = (item: ReportItem): number => Math.min(Math.max(0, Math.trunc(item.indent)), 8);

function nested(run: readonly { item: PrintedList; indent: number }[]): PrintedList[] {
  const lists: { ordered: boolean; start: number; items: { t: PrintedText; below: PrintedList[] }[] }[] = [];
  for (let at = 0; at < run.length;) {
    const first = run[at];
    if (!first) break;
    let end = at + 1;
    while (end < run.length && (run[end]?.indent ?? 0) > first.indent) end += 1;
    const own = { t: first.item.items[0]?.t ?? [], below: nested(run.slice(at + 1, end)) };
    const last = lists.at(-1);
    if (last?.ordered === first.item.ordered) last.items.push(own);
    else lists.push({ ordered: first.item.ordered, start: first.item.start, items: [own] });
    at = end;
  }
  return lists.map((list) => ({ k: 'list', indent: 0, keeps: false, ...list }));
}

/** Returns the number of each ordered item among the blocks of one language; 1 for all other blocks. */
export function itemNumbers(blocks: readonly ReportBlock[]): number[] {
  const counts: number[] = [];
  const kinds: boolean[] = [];
  return blocks.map((block) => {
    if (block.kind !== 'item') {
      counts.length = 0;
      return 1;
    }
    const indent = indentOf(block);
    counts.length = Math.min(counts.length, indent + 1);
    if (kinds[indent] !== block.isOrdered) counts[indent] = 0;
    kinds[indent] = block.isOrdered;
    return (counts[indent] = (counts[indent] ?? 0) + 1);
  });
}
