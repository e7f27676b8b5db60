/**
 * Lists what rests on the things of the study, from the end of the thing: practices, trends and challenges that cite
 * it, steps of the roadmap that it helps with, next steps and recommendations that follow from it.
 */
import type { Dependent } from '#rules/meetings/dependent.ts';
import type { StatementLink, ThingName } from '#rules/meetings/statement-link.ts';
import type { ThingKind } from '#rules/bibliography/support.ts';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import { findRelease } from '#areas/roadmap';
import { listSteps } from '#areas/documents';
import { listSupports } from '../store/supports.ts';
import type { AuthorizedStudy } from '#areas/study';
import { listOwners } from './owners.ts';

/** A trend or challenge is a `theme` among links, and a `finding` among supports. */
const asSupport = (kind: ThingName): ThingKind => (kind === 'theme' ? 'finding' : kind);

/** Maps the things of a kind to what rests on them, as far as the reader may know it. */
export async function listDependents(
  db: Db,
  authorized: AuthorizedStudy,
  kind: ThingName
): Promise<Map<string, Dependent[]>> {
  const { study, abilities } = authorized;
  const dependents = new Map<string, Dependent[]>();
  const add = (id: string, one: Dependent): void =>
    void dependents.set(id, [...(dependents.get(id) ?? []), one]);
  const owners = new Map((await listOwners(db, authorized)).map((owner) => [owner.id, owner]));
  for (const { support, ownerId, ownerKind, role } of await listSupports(db, study.id)) {
    const owner = owners.get(ownerId);
    if (support.kind !== asSupport(kind) || owner?.kind !== ownerKind || !('id' in support)) continue;
    add(support.id, { ...owner, role: owner.kind === 'theme' ? role : null });
  }
  const addLinked = (links: readonly StatementLink[], one: Dependent): void => {
    for (const link of links) if (link.kind === kind) add(link.id, one);
  };
  const steps = abilities.has('study.roadmap')
    ? await listSteps(db, study.id)
    : ((await findRelease(db, study.id))?.content.steps ?? []);
  for (const { id, title, links } of steps)
    addLinked(links, { kind: 'step', form: 'step', id, title, role: null });
  if (abilities.has('study.meetings'))
    for (const { id, action, kind: form, links } of await listNextSteps(db, study.id))
      addLinked(links, { kind: 'next-step', form, id, title: action, role: null });
  return dependents;
}
