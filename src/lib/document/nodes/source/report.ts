/** Writes a source in a report: as the number that it has in the list of sources. */
import type { ReportChip } from '../chip-report.ts';
import { sourceOf } from '#base/chips/source.ts';

export const reportSource: ReportChip = (attrs, { cite }) => {
  const { source } = sourceOf(attrs);
  const number = source === null ? null : cite(source);
  return number === null ? [] : [{ kind: 'cite', sources: [number] }];
};
