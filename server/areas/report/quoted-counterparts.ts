/**
 * Finds the counterparts of quoted passages: the blocks of the other language whose words an edition in that language
 * prints instead of the quote. A pair counts where it was confirmed for exactly the words of the version that the report
 * shows, and where nobody noted that its sides differ on purpose.
 */
import { setImmediate } from 'node:timers/promises';
import { otherLocale } from '#base/locale.ts';
import { isUpToDate } from '#rules/pairs/pair-states.ts';
import type { PracticeItem, PrintedSupport, ThemeItem } from '#rules/report/report-blocks.ts';
import type { ReportInputs } from '#rules/report/report-inputs.ts';
import type { ReportBlockName } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import type { Db } from '#server/store/open.ts';
import { findVersionBytes } from '#areas/versions';
import { loadPairFacts, statesIn } from '#areas/pairs';
import { contentOf, type SubjectText, type TextSource } from './frozen-texts.ts';

export type QuotedPassage = Extract<PrintedSupport, { kind: 'passage' }>;

const quotingBlocks: readonly ReportBlockName[] = ['trends', 'challenges', 'practices'];

export const quotesIn = (block: ReportBlockName, data: unknown): QuotedPassage[] =>
  quotingBlocks.includes(block)
    ? (data as readonly Pick<ThemeItem | PracticeItem, 'supports'>[]).flatMap(({ supports }) =>
        supports.filter((support) => support.kind === 'passage')
      )
    : [];

/** Returns the confirmed counterparts of quoted blocks in the texts that a report shows. */
export async function confirmedCounterparts(
  db: Db,
  study: Study,
  quotes: readonly QuotedPassage[],
  texts: readonly TextSource[],
  subjects: readonly SubjectText[]
): Promise<ReportInputs['counterparts']> {
  const found: Record<string, Record<string, string>> = {};
  for (const text of texts) {
    const own = quotes.filter(({ subject }) => subject === text.subject);
    const documentId = subjects.find(({ subject }) => subject === text.subject)?.documentId;
    if (own.length === 0 || documentId === undefined) continue;
    await setImmediate();
    const bytes = await findVersionBytes(db, study.id, text);
    const sections = (bytes && contentOf(bytes)?.sections) ?? [];
    const facts = await loadPairFacts(db, documentId);
    const counterparts: Record<string, string> = {};
    for (const section of sections) {
      const quoted = own.filter((one) => one.section === section.id);
      if (quoted.length === 0) continue;
      const pairs = statesIn(section, facts);
      for (const { language, block } of quoted) {
        const pair = pairs.find((one) => one[language]?.id === block);
        const counterpart = pair?.[otherLocale(language)];
        if (pair && counterpart && isUpToDate(pair.state) && !pair.diverges)
          counterparts[block] = counterpart.id;
      }
    }
    found[text.subject] = counterparts;
  }
  return found;
}
