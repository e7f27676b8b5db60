/** Cites what a good practice, trend or challenge rests on, takes citations anew, and removes them. */
import type { StudyId } from '#base/ids.ts';
import {
  cityOfTarget,
  mostSupports,
  shortened,
  supportKey,
  targetOfLink,
  type Support,
  type SupportRole,
  type SupportTarget
} from '#rules/bibliography/support.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision, Preparation } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import {
  deleteSupport,
  findSupport,
  insertSupport,
  listSupports,
  updateSupport,
  type StoredSupport
} from './store/supports.ts';
import { loadReaderAccess } from '#areas/evidence';
import type { LinkingTools } from '#areas/meetings';
import { studySubject } from '#areas/study';
import { ownerExists, withPublication, type Owner } from './supports/owners.ts';
import type { CitedContent } from './supports/cited-content.ts';

export interface CiteInput {
  readonly owner: Owner;
  readonly role: SupportRole;
  readonly target: SupportTarget;
}

export interface SupportTools extends CommandDeps, LinkingTools {
  readonly citedContent: CitedContent;
}

const command = commandsOf<SupportTools>();

type Preparing = Preparation<SupportTools, typeof studySubject>;

/** Reads the thing before the transaction, in which nothing waits for a text to be read. */
async function made(
  { deps: { citedContent }, subject: { study }, actor: { userId } }: Preparing,
  target: SupportTarget
): Promise<Support> {
  if (target.kind === 'passage') {
    const { place } = target;
    const found = await citedContent.findBlock(study, place, target.block, userId);
    if (!found) throw refused('not-found');
    const { block, language, print, text } = found;
    // The selected words are part of the block; whatever else was sent is not quoted.
    const selected = target.quote?.trim() ?? '';
    const quote = shortened(selected !== '' && isWithin(selected, text) ? selected : text);
    return { kind: 'passage', place, block, language, print, quote };
  }
  const thing = (await citedContent.read(study, [target], userId)).get(supportKey(target));
  if (!thing) throw refused('not-found');
  if (target.kind !== 'answer') return { ...target, print: thing.print };
  if (thing.print === null) throw refused('not-found');
  return { ...target, print: thing.print };
}

/** Checks that the reader may read what is to be cited: nothing is quoted to those who may not. */
async function mayCite(preparing: Preparing, target: SupportTarget): Promise<boolean> {
  const { db, deps, actor, grants, abilities, subject } = preparing;
  const { study } = subject;
  const access = await loadReaderAccess(db, actor, study.id, grants);
  if (target.kind === 'answer') return access.ofCity(target.city).has('response.read');
  if (target.kind === 'evidence') {
    const piece = (await deps.citedContent.read(study, [target], actor.userId)).get(supportKey(target));
    const ofCity = access.ofCity(piece?.cityId ?? '');
    return ofCity.has('evidence.read') && (ofCity.has('evidence.hold') || piece?.isConfidential === false);
  }
  if (target.kind === 'talk') return abilities.has('study.research');
  if (target.kind !== 'passage') return true;
  if ('city' in target.place) return access.ofCity(target.place.city).has('findings.read');
  const { chapter } = target.place;
  const found = [...access.chapters.values()].find(({ slug }) => slug === chapter);
  return found !== undefined && access.ofChapter(found.id).has('chapter.read');
}

interface ReadThing {
  readonly target: SupportTarget;
  readonly support: Support;
  readonly cityId: string | null;
}

async function thingToCite(preparing: Preparing, owner: Owner, target: SupportTarget): Promise<ReadThing> {
  if (!(await mayCite(preparing, target))) throw refused('not-found');
  if (supportKey(target) === `${owner.kind === 'theme' ? 'finding' : 'practice'} ${owner.id}`)
    throw refused('invalid', { field: 'link' });
  const support = await made(preparing, target);
  const { deps, subject, actor } = preparing;
  const thing =
    target.kind === 'evidence'
      ? (await deps.citedContent.read(subject.study, [target], actor.userId)).get(supportKey(target))
      : undefined;
  return { target, support, cityId: cityOfTarget(target) ?? thing?.cityId ?? null };
}

async function citeThing(
  decision: Decision<SupportTools, typeof studySubject, ReadThing>,
  { owner, role }: Pick<CiteInput, 'owner' | 'role'>
): Promise<{ readonly id: string }> {
  const { trx, at, deps, actor, acting, append, subject, prepared } = decision;
  const { target, support, cityId } = prepared;
  const { study } = subject;
  if (!(await ownerExists(trx, study.id, owner))) throw refused('not-found');
  if ((await listSupports(trx, study.id, [owner.id])).length >= mostSupports) throw refused('too-many');
  const id = deps.newId();
  const isNew = await withPublication(decision, acting, study, owner, () =>
    insertSupport(trx, {
      id,
      studyId: study.id,
      ownerKind: owner.kind,
      ownerId: owner.id,
      role,
      kind: target.kind,
      key: supportKey(target),
      content: JSON.stringify(support),
      cityId,
      userId: actor.userId,
      at
    })
  );
  if (!isNew) throw refused('conflict');
  append({
    kind: 'support.added',
    needs: 'study.themes',
    payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: target.kind, role }
  });
  return { id };
}

/** The study is locked: whether an owner is published depends on what others do with it at the same time. */
const editing = { subject: studySubject, needs: 'study.themes-edit', locks: ['study'] } as const;

/** Cites a thing, or cites it anew as it is now. */
export const cite = command(
  {
    name: 'support.cite',
    ...editing,
    prepare: (preparing, { owner, target }: CiteInput) => thingToCite(preparing, owner, target)
  },
  citeThing
);

/** Cites what the address of a page names. */
export const citeLink = command(
  {
    name: 'support.cite-link',
    ...editing,
    prepare: (preparing, { owner, link }: Omit<CiteInput, 'target'> & { readonly link: string }) => {
      const target = targetOfLink(link, preparing.subject.study.slug);
      if (!target) throw refused('invalid', { field: 'link' });
      return thingToCite(preparing, owner, target);
    }
  },
  citeThing
);

async function ownSupport(db: Db, studyId: StudyId, owner: Owner, id: string): Promise<StoredSupport> {
  const found = await findSupport(db, studyId, id);
  if (found?.ownerId !== owner.id || found.ownerKind !== owner.kind) throw refused('not-found');
  return found;
}

/** Takes what a support names as it is now, after somebody has looked at it. */
export const takeAnew = command(
  {
    name: 'support.take-anew',
    ...editing,
    prepare: async (preparing, owner: Owner, id: string) =>
      made(
        preparing,
        withoutQuote((await ownSupport(preparing.db, preparing.subject.study.id, owner, id)).support)
      )
  },
  async (decision, owner: Owner, id: string) => {
    const { trx, at, actor, acting, append, subject, prepared: support } = decision;
    const { study } = subject;
    await ownSupport(trx, study.id, owner, id);
    await withPublication(decision, acting, study, owner, () =>
      updateSupport(trx, id, { support, userId: actor.userId, at })
    );
    append({
      kind: 'support.taken-anew',
      needs: 'study.themes',
      payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: support.kind }
    });
    return null;
  }
);

export const remove = command(
  { name: 'support.remove', ...editing },
  async (decision, owner: Owner, id: string) => {
    const { trx, acting, append, subject } = decision;
    const { study } = subject;
    const before = await ownSupport(trx, study.id, owner, id);
    await withPublication(decision, acting, study, owner, () => deleteSupport(trx, id));
    append({
      kind: 'support.removed',
      needs: 'study.themes',
      payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: before.support.kind }
    });
    return null;
  }
);

/** The words of a block are read anew with it. */
const withoutQuote = (support: Support): SupportTarget =>
  support.kind === 'passage' ? { kind: 'passage', place: support.place, block: support.block } : support;

const isWithin = (words: string, text: string): boolean =>
  text.replace(/\s+/g, ' ').includes(words.replace(/\s+/g, ' '));
