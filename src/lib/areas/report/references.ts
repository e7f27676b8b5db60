/** Leads the cross-references of a report to their targets, once all parts are known. */
import type { Locale } from '#base/locale.ts';
import type { ReportBlock, ReportInline, ReportPart } from '#rules/report/report-content.ts';
import { m } from '#lib/paraglide/messages.js';
import { inBoth, type Composing } from './composing.ts';
import { words } from '#document/nodes/report-words.ts';

interface Anchor extends Readonly<Record<Locale, string>> {
  /** Names the part for a block without a number of its own, which a reference names by its part; null for all others. */
  readonly part: string | null;
}

/** Returns the ids of all parts and blocks; blocks of a pair by the language in which they are. */
export function idsOf(parts: readonly ReportPart[]): ReadonlyMap<string, Anchor> {
  const ids = new Map<string, Anchor>();
  const walk = (part: ReportPart): void => {
    const numbered = new Set(
      part.pairs.flatMap(({ en, zh }) =>
        [...en, ...zh].flatMap((block) =>
          block.kind === 'figure' || (block.kind === 'table' && block.caption.length > 0) ? [block.id] : []
        )
      )
    );
    const inPart = (id: string): string | null => (numbered.has(id) ? null : part.id);
    ids.set(part.id, { en: part.id, zh: part.id, part: null });
    for (const { en, zh } of part.pairs) {
      const [first, second] = [en, zh].map((side) =>
        side.flatMap((block) => ('id' in block ? [block.id] : []))
      );
      first?.forEach((id, index) => ids.set(id, { en: id, zh: second?.[index] ?? id, part: inPart(id) }));
      second?.forEach((id, index) => ids.set(id, { en: first?.[index] ?? id, zh: id, part: inPart(id) }));
    }
    part.parts.forEach(walk);
  };
  parts.forEach(walk);
  return ids;
}

type Ids = ReturnType<typeof idsOf>;

/** Leads each cross-reference to the block of its own language, and reports those that lead nowhere. */
export function withSettledReferences(part: ReportPart, ids: Ids, composing: Composing): ReportPart {
  const inline = (text: readonly ReportInline[], language: Locale): ReportInline[] =>
    text.flatMap((one): ReportInline[] => {
      if (one.kind === 'note') return [{ ...one, text: inline(one.text, language) }];
      if (one.kind !== 'reference') return [one];
      const found = ids.get(one.target);
      if (found)
        return [
          found.part === null
            ? { kind: 'reference', target: found[language] }
            : { kind: 'reference', target: found.part, block: found[language] }
        ];
      composing.faults.push({
        kind: 'dead-reference',
        part: part.id,
        about: inBoth(one.target.replace(/^\?/, '')),
        stops: true
      });
      return words(m.report_dead_reference({}, { locale: language }));
    });
  const block = (one: ReportBlock, language: Locale): ReportBlock => {
    switch (one.kind) {
      case 'heading':
      case 'paragraph':
      case 'quote':
      case 'item':
        return { ...one, text: inline(one.text, language) };
      case 'table':
        return {
          ...one,
          rows: one.rows.map((row) => row.map((cell) => ({ ...cell, text: inline(cell.text, language) })))
        };
      case 'figure':
        return { ...one, caption: inline(one.caption, language) };
      case 'gap':
      case 'rule':
        return one;
    }
  };
  return {
    ...part,
    pairs: part.pairs.map(({ en, zh }) => ({
      en: en.map((one) => block(one, 'en')),
      zh: zh.map((one) => block(one, 'zh'))
    })),
    parts: part.parts.map((inner) => withSettledReferences(inner, ids, composing))
  };
}
