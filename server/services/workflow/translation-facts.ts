/**
 * Gathers which sections of a text are written in both languages, and how many of their blocks have changed
 * since their translation was confirmed.
 */
import { spokenTextOf } from '#domain/goal.ts';
import type { Locale } from '#domain/locale.ts';
import { fingerprintsOf, staleBlocks, type ContentNode, type SectionContent } from '#domain/version.ts';
import type { SectionFacts } from '#domain/workflow.ts';
import type { Db } from '../../store/open.ts';
import { listConfirmedTranslations } from '../../store/confirmed-translations.ts';

/** Checks whether the nodes hold any text; a passage that is only tagged holds none. */
const isWritten = (nodes: readonly ContentNode[]): boolean =>
  nodes.some((node) => node.type === 'figure' || spokenTextOf(node).trim() !== '');

export const writtenIn = ({ en, zh }: Pick<SectionContent, Locale>): Readonly<Record<Locale, boolean>> => ({
  en: isWritten(en),
  zh: isWritten(zh)
});

export async function sectionFacts(
  db: Db,
  documentId: string,
  sections: readonly SectionContent[]
): Promise<SectionFacts[]> {
  const confirmed = await listConfirmedTranslations(db, documentId);
  return sections.map((section) => {
    const blocks = confirmed.get(section.id)?.blocks ?? null;
    return {
      section: section.id,
      written: writtenIn(section),
      staleBlocks: staleBlocks(fingerprintsOf(section), blocks).length
    };
  });
}
