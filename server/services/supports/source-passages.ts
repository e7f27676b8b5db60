/** Lists the passages of texts that cite a source of the bibliography, as far as one reader may read the texts. */
import { chapterSection } from '#document/narrative.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { shortened } from '#domain/support.ts';
import { listCities } from '../../store/cities.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { loadReaderAccess } from '../reader-access.ts';
import type { AuthorizedStudy } from '../study-access.ts';
import type { CitingBlock, PresentThings } from './present-things.ts';

/** Describes a passage, or a pair of passages, that links to a source. */
export interface SourcePassage {
  readonly text: 'findings' | 'response' | 'chapter';
  /** Names the characteristic or the chapter. */
  readonly title: Bilingual;
  /** Names the city whose text it is; null for a chapter. */
  readonly city: Bilingual | null;
  /** Holds how the passage begins, in the languages in which it cites the source. */
  readonly beginning: Bilingual;
  /** Holds the path of the place. */
  readonly href: string;
}

const longestBeginning = 140;
const textKinds = ['chapter', 'findings', 'response'] as const;

export async function listSourcePassages(
  db: Db,
  things: PresentThings,
  actor: Actor,
  { study, grants }: AuthorizedStudy,
  source: string
): Promise<SourcePassage[]> {
  const access = await loadReaderAccess(db, actor, study.id, grants);
  const reads = ({ kind, id, cityId }: DocumentRow): boolean => {
    if (kind === 'chapter') return access.ofChapter(id).has('chapter.read');
    if (kind === 'confidential') return false;
    return access.ofCity(cityId ?? '').has(kind === 'findings' ? 'findings.read' : 'response.read');
  };
  const found = await things.listCiting(study, source, reads, actor.userId);
  if (found.length === 0) return [];
  const cities = new Map(
    (await listCities(db, study.id)).map(({ id, shortName }) => [id as string, shortName])
  );
  const order = [...access.chapters.keys(), ...cities.keys()];
  const position = ({ document: { id, cityId } }: CitingBlock): number => order.indexOf(cityId ?? id);
  const blocks = found.toSorted((a, b) => position(a) - position(b));
  const frameworks = await listFrameworks(db, study.id);
  const titleOf = ({ document, section }: CitingBlock): Bilingual =>
    access.chapters.get(document.id)?.title ??
    frameworks.flatMap(({ characteristics }) => characteristics).find(({ id }) => id === section)?.name ?? {
      en: section,
      zh: section
    };
  return textKinds.flatMap((text) =>
    onePerPair(blocks.filter(({ document }) => document.kind === text)).map(
      ([block, partner]): SourcePassage => ({
        text,
        title: titleOf(block),
        city: cities.get(block.document.cityId ?? '') ?? null,
        beginning: {
          en: '',
          zh: '',
          [block.language]: beginningOf(block),
          ...(partner ? { [partner.language]: beginningOf(partner) } : {})
        },
        href: hrefOf(study.slug, block)
      })
    )
  );
}

const beginningOf = ({ text }: CitingBlock): string =>
  text.length > longestBeginning ? `${shortened(text, longestBeginning)}…` : text;

/** Joins both sides of a pair where both cite the source. */
function onePerPair(blocks: readonly CitingBlock[]): (readonly [CitingBlock, CitingBlock | undefined])[] {
  const joined = new Set<CitingBlock>();
  return blocks.flatMap((block) => {
    if (joined.has(block)) return [];
    const partner = blocks.find(
      (one) =>
        one.block === block.partner && one.partner === block.block && one.document.id === block.document.id
    );
    if (partner) joined.add(partner);
    return [[block, partner] as const];
  });
}

function hrefOf(study: string, { document, section, block }: CitingBlock): string {
  const step = section === chapterSection ? '' : `?section=${encodeURIComponent(section)}`;
  const path =
    document.kind === 'chapter'
      ? `chapters/${document.slug}${step}`
      : `assessments/${document.cityId}/${section}?text=${document.kind}`;
  return `/studies/${study}/${path}#block-${block}`;
}
