/** Reads the widths of a table's columns from the nodes of a version, whose cells name those that they cover. */
import type { ContentNode } from '#base/content.ts';
import { allowedSpan } from './allowed.ts';
import { isWidth } from '#base/blocks/table.ts';

/** Returns the widths in pixels, null for a column without one; an empty list for a table without any. */
export function columnWidths({ content: rows = [] }: ContentNode): readonly (number | null)[] {
  // No cell of the first row stands behind one that reaches down from another.
  const widths = (rows[0]?.content ?? []).flatMap(({ attrs }) => {
    const given: readonly unknown[] = Array.isArray(attrs?.['colwidth']) ? attrs['colwidth'] : [];
    return Array.from({ length: allowedSpan(attrs?.['colspan'] ?? 1) }, (_, index) =>
      isWidth(given[index]) ? (given[index] as number) : null
    );
  });
  return widths.some((width) => width !== null) ? widths : [];
}
