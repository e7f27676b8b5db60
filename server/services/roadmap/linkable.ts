/**
 * Lists the things that statements of the study can be linked to, by kind, and names them. A kind that the study
 * keeps no list of is left out: links of that kind name the thing in words.
 */
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { LinkFacts, StatementLink } from '#domain/statement-link.ts';
import type { Db } from '../../store/open.ts';
import { listSteps } from '../../store/roadmap.ts';

export async function listLinkable(db: Db, studyId: StudyId): Promise<LinkFacts> {
  return { step: (await listSteps(db, studyId)).map(({ id, title }) => ({ id, name: title })) };
}

/** Names a thing; null where the study does not have it any more. */
export function nameOfLink({ kind, id }: StatementLink, linkable: LinkFacts): Bilingual | null {
  const known = linkable[kind];
  return known ? (known.find((thing) => thing.id === id)?.name ?? null) : { en: id, zh: id };
}
