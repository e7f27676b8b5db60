/**
 * Knows in what both languages of a pair contradict each other, by the checks of figures, dates, lists and names. Who
 * says that such a pair says the same gives a reason, by which these findings are accepted.
 */
import { inTurns } from '#server/process/in-turns.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { StudyId } from '#base/ids.ts';
import { pairKey, type PairIds, type PairRecord } from '#rules/pairs/pairs.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { SectionContent } from '#base/content.ts';
import { findingsOfPair, isContradiction, type TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { textPairsOf } from '#rules/pairs/parity/text-pairs.ts';
import {
  countAcceptedFindings,
  listAcceptedFindings,
  saveAcceptedFinding
} from './store/accepted-findings.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { openPreparedChecks } from './prepared-checks.ts';

/** In characters. */
export const longestFindingReason = 1_000;
/** In characters, of the words that are stored with an acceptance. */
export const longestFindingWords = 400;
/** Per section. */
export const mostAcceptedFindings = 2_000;

type CheckedDocument = Pick<DocumentRow, 'id' | 'studyId'>;

interface StudyText {
  readonly document: CheckedDocument;
  readonly study: { readonly id: StudyId };
}

interface Compared {
  readonly section: SectionContent;
  readonly records: readonly PairRecord[];
  /** Names the pairs that are confirmed. */
  readonly pairs: readonly PairIds[];
}

export interface Contradictions {
  /**
   * Returns the contradictions of pairs that nobody has accepted; `reason-required` where there are some and no reason
   * is given.
   */
  examine(
    db: Db,
    text: StudyText,
    compared: Compared,
    reason: string
  ): Promise<Result<readonly TextFinding[]>>;
  /** Accepts contradictions with the reason for which their pairs are confirmed all the same. */
  accept(
    db: Db,
    document: CheckedDocument,
    section: string,
    findings: readonly TextFinding[],
    said: { readonly reason: string; readonly userId: string; readonly at: string }
  ): Promise<Result<null>>;
}

export function openContradictions(): Contradictions {
  const checksOf = openPreparedChecks();
  return {
    async examine(db, { document, study }, { section, records, pairs }, reason) {
      const keys = new Set(pairs.map(pairKey));
      const { checks } = await checksOf(db, study.id);
      const found = new Map<string, TextFinding>();
      await inTurns(textPairsOf(section, records, pairs), (pair) => {
        if (!pair.units.some((ids) => keys.has(pairKey(ids)))) return;
        for (const finding of findingsOfPair(pair, checks))
          if (isContradiction(finding) && finding.unit && keys.has(pairKey(finding.unit)))
            found.set(finding.key, finding);
      });
      if (found.size === 0) return ok([]);
      for (const { key } of await listAcceptedFindings(db, document.id)) found.delete(key);
      const open = [...found.values()];
      if (open.length > 0 && reason.trim() === '')
        return refuse('reason-required', { field: 'reason', count: open.length });
      return reason.trim().length > longestFindingReason
        ? refuse('too-large', { field: 'reason' })
        : ok(open);
    },

    async accept(db, document, section, findings, { reason, userId, at }) {
      if (findings.length === 0) return ok(null);
      const before = await countAcceptedFindings(db, document.id, section);
      if (before + findings.length > mostAcceptedFindings) return refuse('too-many');
      // Of a city's answers no words are kept: what the city holds back later would stay there.
      const words = (said: TextFinding['en']): string =>
        parseAnswerSection(section) === null ? (said?.text ?? '').slice(0, longestFindingWords) : '';
      for (const { key, kind, en, zh } of findings)
        await saveAcceptedFinding(db, {
          documentId: document.id,
          studyId: document.studyId,
          section,
          key,
          kind,
          saidEn: words(en),
          saidZh: words(zh),
          reason: reason.trim(),
          userId,
          at
        });
      return ok(null);
    }
  };
}
