/**
 * Finds passages of a city's texts that link to a piece of its evidence. It does not authorize: its callers
 * say which texts may be read.
 */
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import type { ContentNode } from '#base/content.ts';
import type { Study } from '#rules/study/study.ts';
import { type Assessment, loadTexts } from '#areas/assessments';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { partsOf } from '#areas/documents';

export interface PassageTools {
  readonly workers: Pick<DocumentWorkers, 'content'>;
}

/** Describes a section in one language with at least one link to the piece. */
export interface CitingPassage {
  readonly text: 'response' | 'findings';
  readonly characteristic: string;
  readonly name: Bilingual;
  readonly language: Locale;
}

export interface LinkedPiece {
  readonly study: Study;
  readonly cityId: Assessment['cityId'];
  readonly evidenceId: string;
}

export async function listCitingPassages(
  db: Db,
  { workers }: PassageTools,
  { study, cityId, evidenceId }: LinkedPiece,
  texts: readonly CitingPassage['text'][],
  requester: string
): Promise<CitingPassage[]> {
  const characteristics = (await findFramework(db, study.id))?.characteristics ?? [];
  const documents = await loadTexts(db, study, cityId);
  const path = `/studies/${study.slug}/assessments/${cityId}/evidence/${evidenceId}`;
  const found: CitingPassage[] = [];
  for (const text of texts) {
    const { id, generation } = documents[text];
    const sections = await workers.content(
      await partsOf(db, id, generation),
      characteristics.map((one) => one.id),
      requester
    );
    for (const section of sections) {
      const characteristic = characteristics.find((one) => one.id === section.id);
      const languages = locales.filter((language) => section[language].some((node) => linksTo(node, path)));
      if (characteristic)
        found.push(
          ...languages.map((language) => ({
            text,
            characteristic: characteristic.id,
            name: characteristic.name,
            language
          }))
        );
    }
  }
  return found;
}

/** It compares the path alone: the installation may have moved since the link was made. */
function linksTo(node: ContentNode, path: string): boolean {
  const leads = (node.marks ?? []).some(({ type, attrs }) => {
    const href = attrs?.['href'];
    return (
      type === 'link' && typeof href === 'string' && URL.canParse(href) && new URL(href).pathname === path
    );
  });
  return leads || (node.content ?? []).some((inner) => linksTo(inner, path));
}
