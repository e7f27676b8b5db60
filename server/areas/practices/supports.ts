/**
 * Manages what good practices, trends and challenges rest on: experts and the secretariat cite passages, answers
 * and other things, and every reader finds from a text what cites it.
 */
import type { StudyId } from '#base/ids.ts';
import type { NamedThings, ThingName } from '#rules/meetings/statement-link.ts';
import {
  cityOfTarget,
  mostSupports,
  shortened,
  stateOfSupport,
  supportKey,
  targetOfLink,
  type Support,
  type SupportRole,
  type SupportState,
  type SupportTarget
} from '#rules/bibliography/support.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Decision, type Preparation } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
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
import { listTalks } from '#areas/context';
import { loadReaderAccess } from '#areas/evidence';
import { listLinkable, type LinkingTools } from '#areas/meetings';
import { authorizedInStudy, studySubject } from '#areas/study';
import { listSourcePassages, type SourcePassage } from './source-passages.ts';
import {
  listOwners,
  ownerExists,
  withPublication,
  type Owner,
  type OwnerSummary
} from './supports/owners.ts';
import type { CitedContent } from './supports/cited-content.ts';
import { listDependents, type Dependent } from './supports/dependents.ts';

/** Says that a practice or a theme cites a block or an answer. */
export interface Citation {
  readonly owner: OwnerSummary;
  readonly role: SupportRole;
  /** Names the block of a passage, or the question of an answer. */
  readonly block: string | null;
  readonly question: string | null;
  /** Says whether the words are as they were cited; null for a reader who is not told. */
  readonly state: SupportState | null;
}

/** Names a text whose citations are asked for. */
export type CitedText =
  | { readonly kind: 'findings'; readonly city: string; readonly sections: readonly string[] }
  | { readonly kind: 'response'; readonly city: string; readonly questions: readonly string[] }
  | { readonly kind: 'chapter'; readonly chapter: string };

export interface CiteInput {
  readonly owner: Owner;
  readonly role: SupportRole;
  readonly target: SupportTarget;
}

export interface LinkedThing {
  readonly kind: Exclude<ThingName, 'talk'>;
  readonly id: string;
}

export interface SupportTools extends CommandDeps, LinkingTools {
  readonly citedContent: CitedContent;
}

const command = commandsOf<SupportTools>();
const read = readsOf<SupportTools>();

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

/** Holds what is cited, as it was read before the transaction. */
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

/** Lists the practices and themes in which a reader may cite something; the last changed come first. */
const targets = read(
  { name: 'support.targets', subject: studySubject, needs: 'study.themes-edit' },
  async (reading): Promise<OwnerSummary[]> =>
    (await listOwners(reading.db, authorizedInStudy(reading))).reverse()
);

/** Lists the things that can be cited by their names. */
const things = read(
  { name: 'support.things', subject: studySubject, needs: 'study.themes-edit' },
  async ({ db, deps, abilities, subject: { study } }): Promise<NamedThings> => {
    const { facts } = await listLinkable(deps, db, study.id, { seesDrafts: true, seesSteps: true });
    const talks = abilities.has('study.research') ? await listTalks(db, study.id) : [];
    return { ...facts, talk: talks.map(({ id, party }) => ({ id, name: party })) };
  }
);

/** Lists what rests on a thing of the study, as far as the reader may know it. */
const dependents = read(
  { name: 'support.dependents', subject: studySubject },
  async (reading, { kind, id }: LinkedThing): Promise<readonly Dependent[]> =>
    (await listDependents(reading.db, authorizedInStudy(reading), kind)).get(id) ?? []
);

/** Maps the talks with solution providers to what rests on each. */
const dependentsOfTalks = read(
  { name: 'support.dependents-of-talks', subject: studySubject, needs: 'study.research' },
  async (reading): Promise<Readonly<Record<string, readonly Dependent[]>>> =>
    Object.fromEntries(await listDependents(reading.db, authorizedInStudy(reading), 'talk'))
);

/** Lists the passages that cite a source of the bibliography, in the texts that the reader may read. */
const passagesCiting = read(
  { name: 'support.passages-citing', subject: studySubject },
  (reading, source: string): Promise<readonly SourcePassage[]> =>
    listSourcePassages(
      reading.db,
      reading.deps.citedContent,
      reading.actor,
      authorizedInStudy(reading),
      source
    )
);

/** Lists what cites a text, as far as the reader may know it. */
const citing = read(
  { name: 'support.citing', subject: studySubject },
  async (reading, text: CitedText): Promise<Citation[]> => {
    const { db, deps, actor, grants, abilities, subject } = reading;
    const { study } = subject;
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const opens =
      text.kind === 'chapter'
        ? [...access.chapters.values()].some(
            ({ slug, id }) => slug === text.chapter && access.ofChapter(id).has('chapter.read')
          )
        : access.ofCity(text.city).has(text.kind === 'findings' ? 'findings.read' : 'response.read');
    if (!opens) return [];
    const owners = new Map(
      (await listOwners(db, authorizedInStudy(reading))).map((owner) => [`${owner.kind} ${owner.id}`, owner])
    );
    const cited = (await listSupports(db, study.id)).filter(
      (one) => isIn(one.support, text) && owners.has(`${one.ownerKind} ${one.ownerId}`)
    );
    const present = abilities.has('study.themes')
      ? await deps.citedContent.read(
          study,
          cited.map(({ support }) => support),
          actor.userId
        )
      : null;
    return cited.flatMap(({ support, key, role, ownerKind, ownerId }): Citation[] => {
      const owner = owners.get(`${ownerKind} ${ownerId}`);
      if (!owner) return [];
      return [
        {
          owner,
          role,
          block: support.kind === 'passage' ? support.block : null,
          question: support.kind === 'answer' ? support.question : null,
          state: present && stateOfSupport(support, present.get(key))
        }
      ];
    });
  }
);

export type Supports = ReturnType<typeof createSupports>;

export const createSupports = (tools: SupportTools) =>
  bind(tools, {
    targets,
    cite,
    citeLink,
    takeAnew,
    remove,
    things,
    dependents,
    dependentsOfTalks,
    passagesCiting,
    citing
  });

const isIn = (support: Support, text: CitedText): boolean => {
  if (support.kind === 'passage')
    return text.kind === 'chapter'
      ? 'chapter' in support.place && support.place.chapter === text.chapter
      : text.kind === 'findings' &&
          'city' in support.place &&
          support.place.city === text.city &&
          text.sections.includes(support.place.section);
  return (
    support.kind === 'answer' &&
    text.kind === 'response' &&
    support.city === text.city &&
    text.questions.includes(support.question)
  );
};

/** The words of a block are read anew with it. */
const withoutQuote = (support: Support): SupportTarget =>
  support.kind === 'passage' ? { kind: 'passage', place: support.place, block: support.block } : support;

const isWithin = (words: string, text: string): boolean =>
  text.replace(/\s+/g, ' ').includes(words.replace(/\s+/g, ' '));
