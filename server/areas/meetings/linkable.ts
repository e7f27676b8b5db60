/**
 * Lists the things that steps and recommendations can be linked to, by kind, and names them as far as one reader may
 * know them: a card, a trend or a challenge that is not published is named to those alone who read drafts. Each
 * kind is listed by the area that has it.
 */
import type { Side } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  isInWords,
  linkKinds,
  type LinkFacts,
  type LinkKind,
  type LinkName,
  type StatementLink
} from '#rules/meetings/statement-link.ts';
import type { Db } from '#server/store/open.ts';
import { listSideIds } from '#areas/study';

export interface LinkRights {
  readonly seesDrafts: boolean;
  /** Says that the reader knows the steps as they are now, and not only those that were released. */
  readonly seesSteps: boolean;
}

export interface Linkable {
  /** Lists what the reader may name. */
  readonly facts: LinkFacts;
  readonly nameOf: (link: StatementLink) => LinkName;
}

/** Names what everyone in the study may read. */
export const publicRights: LinkRights = { seesDrafts: false, seesSteps: false };

export interface LinkableQuery extends LinkRights {
  readonly studyId: StudyId;
  readonly sides: readonly Side['id'][];
}

export interface LinkableThing {
  readonly id: string;
  readonly name: Bilingual;
  /** Is true for what the reader may not know yet. */
  readonly isHidden?: boolean;
}

/** A passage is named by its address and in no list. */
export type LinkableThings = Readonly<
  Record<Exclude<LinkKind, 'passage'>, (db: Db, query: LinkableQuery) => Promise<readonly LinkableThing[]>>
>;

export interface LinkingTools {
  readonly linkableThings: LinkableThings;
}

export async function listLinkable(
  { linkableThings }: LinkingTools,
  db: Db,
  studyId: StudyId,
  rights: LinkRights
): Promise<Linkable> {
  const query: LinkableQuery = { ...rights, studyId, sides: await listSideIds(db, studyId) };
  const facts: { -readonly [Kind in keyof LinkFacts]: LinkFacts[Kind] } = {};
  const hidden = new Set<string>();
  for (const kind of linkKinds) {
    if (kind === 'passage') continue;
    const things = await linkableThings[kind](db, query);
    for (const { id, isHidden } of things) if (isHidden) hidden.add(id);
    facts[kind] = things.flatMap(({ id, name, isHidden }) => (isHidden ? [] : [{ id, name }]));
  }
  return {
    facts,
    nameOf: ({ kind, id }) => {
      if (kind === 'passage' || isInWords(id)) return { en: id, zh: id };
      const known = facts[kind]?.find((thing) => thing.id === id);
      return known?.name ?? (hidden.has(id) ? 'hidden' : null);
    }
  };
}
