/** Runs the checks of two languages next to the page, so that no letter waits for them. */
import type { CheckBasis, PreparedChecks, TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { findingsOfPair, prepareChecks, voiceFindings } from '#rules/pairs/parity/text-findings.ts';
import { findTerms } from '#rules/pairs/parity/term-index.ts';
import { passagesOf, textPairsOf } from '#rules/pairs/parity/text-pairs.ts';
import { locales } from '#base/locale.ts';
import type { PairRecord } from '#rules/pairs/pairs.ts';
import type { SectionContent } from '#base/content.ts';

export interface CheckedSection {
  readonly content: SectionContent;
  readonly records: readonly PairRecord[];
}

export type ToChecks =
  | { readonly kind: 'basis'; readonly basis: CheckBasis }
  | {
      readonly kind: 'sections';
      readonly n: number;
      /** The first is the one whose terms are wanted. */
      readonly sections: readonly CheckedSection[];
      /** Is true for a text of experts, whose voice is checked. */
      readonly isOfExperts: boolean;
    };
export interface FromChecks {
  /** Names the request that is answered. */
  readonly n: number;
  readonly findings: Readonly<Record<string, readonly TextFinding[]>>;
  /** Lists the terms that either text of the first section uses, by their ids, in the order of the glossary. */
  readonly terms: readonly string[];
}

let checks: PreparedChecks | null = null;
/** Holds the findings of the pairs of the last texts: only a pair that has changed is checked again. */
let known = new Map<string, readonly TextFinding[]>();
/** The most findings of a section that are shown; a reader works through no more. */
const most = 500;

function termsIn(section: SectionContent, { terms }: PreparedChecks): string[] {
  const used = new Set<number>();
  for (const language of locales)
    for (const { text } of passagesOf(section, language))
      for (const { senses } of findTerms(terms, language, text).occurrences)
        for (const { term, use } of senses) if (use !== 'false-friend') used.add(term);
  return terms.terms.filter((_, index) => used.has(index)).map(({ id }) => id);
}

self.addEventListener('message', ({ data }: MessageEvent<ToChecks>) => {
  if (data.kind === 'basis') {
    checks = prepareChecks(data.basis);
    known = new Map();
    return;
  }
  if (checks === null) return;
  const next = new Map<string, readonly TextFinding[]>();
  const bySection: Record<string, readonly TextFinding[]> = {};
  for (const { content, records } of data.sections) {
    // Two equal pairs have equal findings, which are accepted as one.
    const findings = new Map<string, TextFinding>();
    for (const pair of textPairsOf(content, records)) {
      const key = JSON.stringify(pair);
      const found = known.get(key) ?? findingsOfPair(pair, checks);
      next.set(key, found);
      for (const finding of found) findings.set(finding.key, finding);
    }
    if (data.isOfExperts) for (const finding of voiceFindings(content)) findings.set(finding.key, finding);
    bySection[content.id] = [...findings.values()].slice(0, most);
  }
  known = next;
  const [first] = data.sections;
  self.postMessage({
    n: data.n,
    findings: bySection,
    terms: first ? termsIn(first.content, checks) : []
  } satisfies FromChecks);
});
