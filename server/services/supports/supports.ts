/**
 * Manages what good practices, trends and challenges rest on: experts and the secretariat cite passages, answers
 * and other things, and every reader finds from a text what cites it.
 */
import type { StudyId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { NamedThings, ThingName } from '#domain/statement-link.ts';
import type { Study } from '#domain/study.ts';
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
} from '#domain/support.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import {
  deleteSupport,
  findSupport,
  insertSupport,
  listSupports,
  updateSupport,
  type StoredSupport
} from '../../store/supports.ts';
import { listTalks } from '../../store/research-notes.ts';
import { loadReaderAccess } from '../reader-access.ts';
import { listLinkable } from '../roadmap/linkable.ts';
import { authorizeStudy, authorizeStudyCommand, type AuthorizedStudy } from '../study-access.ts';
import { listSourcePassages, type SourcePassage } from './source-passages.ts';
import { listOwners, ownerExists, withPublication, type Owner, type OwnerSummary } from './owners.ts';
import type { PresentThings } from './present-things.ts';
import { listResting, type Resting } from './resting.ts';

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

/** Names a thing of the study, as links do. */
export interface LinkedThing {
  readonly kind: Exclude<ThingName, 'talk'>;
  readonly id: string;
}

export interface Supports {
  /** Lists the practices and themes in which a reader may cite something; the last changed come first. */
  targets(actor: Actor, studySlug: string): Promise<Result<OwnerSummary[]>>;
  /** Cites a thing, or cites it anew as it is now. */
  cite(actor: Actor, studySlug: string, input: CiteInput): Promise<Result<{ id: string }>>;
  /** Cites what the address of a page names. */
  citeLink(
    actor: Actor,
    studySlug: string,
    input: Omit<CiteInput, 'target'> & { readonly link: string }
  ): Promise<Result<{ id: string }>>;
  /** Takes what a support names as it is now, after somebody has looked at it. */
  takeAnew(actor: Actor, studySlug: string, owner: Owner, id: string): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, owner: Owner, id: string): Promise<Result<null>>;
  /** Lists the things that can be cited by their names. */
  things(actor: Actor, studySlug: string): Promise<Result<NamedThings>>;
  /** Lists what rests on a thing of the study, as far as the reader may know it. */
  resting(actor: Actor, studySlug: string, thing: LinkedThing): Promise<Result<readonly Resting[]>>;
  /** Maps the talks with solution providers to what rests on each. */
  restingOnTalks(
    actor: Actor,
    studySlug: string
  ): Promise<Result<Readonly<Record<string, readonly Resting[]>>>>;
  /** Lists the passages that cite a source of the bibliography, in the texts that the reader may read. */
  passagesCiting(actor: Actor, studySlug: string, source: string): Promise<Result<readonly SourcePassage[]>>;
  /** Lists what cites a text, as far as the reader may know it. */
  citing(actor: Actor, studySlug: string, text: CitedText): Promise<Result<Citation[]>>;
}

export interface SupportTools extends CommandDeps {
  readonly presentThings: PresentThings;
}

export function openSupports(tools: SupportTools): Supports {
  const { presentThings } = tools;
  const { db } = tools.store;

  /** Reads the thing before the transaction, in which nothing waits for a text to be read. */
  async function made(study: Study, target: SupportTarget, requester: string): Promise<Result<Support>> {
    if (target.kind === 'passage') {
      const { place } = target;
      const found = await presentThings.findBlock(study, place, target.block, requester);
      if (!found) return refuse('not-found');
      const { block, language, print, text } = found;
      // The selected words are part of the block; whatever else was sent is not quoted.
      const selected = target.quote?.trim() ?? '';
      const quote = shortened(selected !== '' && isWithin(selected, text) ? selected : text);
      return ok({ kind: 'passage', place, block, language, print, quote });
    }
    const thing = (await presentThings.read(study, [target], requester)).get(supportKey(target));
    if (!thing) return refuse('not-found');
    if (target.kind !== 'answer') return ok({ ...target, print: thing.print });
    return thing.print === null ? refuse('not-found') : ok({ ...target, print: thing.print });
  }

  /** Checks that the reader may read what is to be cited: nothing is quoted to those who may not. */
  async function mayCite(actor: Actor, authorized: AuthorizedStudy, target: SupportTarget): Promise<boolean> {
    const { study, grants, abilities } = authorized;
    const access = await loadReaderAccess(db, actor, study.id, grants);
    if (target.kind === 'answer') return access.ofCity(target.city).has('response.read');
    if (target.kind === 'evidence') {
      const piece = (await presentThings.read(study, [target], actor.userId)).get(supportKey(target));
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

  async function cite(
    actor: Actor,
    studySlug: string,
    { owner, role, target }: CiteInput
  ): Promise<Result<{ id: string }>> {
    const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-edit');
    if (!authorized.ok) return authorized;
    if (!(await mayCite(actor, authorized.value, target))) return refuse('not-found');
    if (supportKey(target) === `${owner.kind === 'theme' ? 'finding' : 'practice'} ${owner.id}`)
      return refuse('invalid', { field: 'link' });
    const support = await made(authorized.value.study, target, actor.userId);
    if (!support.ok) return support;
    const thing =
      target.kind === 'evidence'
        ? (await presentThings.read(authorized.value.study, [target], actor.userId)).get(supportKey(target))
        : undefined;
    return runCommand(tools, async (context) => {
      const { trx, at, appendEvent } = context;
      const now = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
      if (!now.ok) return now;
      const { study, acting } = now.value;
      if (!(await ownerExists(trx, study.id, owner))) return refuse('not-found');
      if ((await listSupports(trx, study.id, [owner.id])).length >= mostSupports) return refuse('too-many');
      const id = tools.newId();
      const isNew = await withPublication(context, acting, study, owner, () =>
        insertSupport(trx, {
          id,
          studyId: study.id,
          ownerKind: owner.kind,
          ownerId: owner.id,
          role,
          kind: target.kind,
          key: supportKey(target),
          content: JSON.stringify(support.value),
          cityId: cityOfTarget(target) ?? thing?.cityId ?? null,
          userId: actor.userId,
          at
        })
      );
      if (!isNew) return refuse('conflict');
      await appendEvent(study.id, acting, {
        kind: 'support.added',
        needs: 'study.themes',
        payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: target.kind, role }
      });
      return ok({ id });
    });
  }

  return {
    targets: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-edit');
      if (!authorized.ok) return authorized;
      return ok((await listOwners(db, authorized.value)).reverse());
    },

    cite,

    citeLink: async (actor, studySlug, { link, ...input }) => {
      const target = targetOfLink(link, studySlug);
      return target ? cite(actor, studySlug, { ...input, target }) : refuse('invalid', { field: 'link' });
    },

    takeAnew: async (actor, studySlug, owner, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-edit');
      if (!authorized.ok) return authorized;
      const before = await ownSupport(authorized.value.study.id, owner, id);
      if (!before) return refuse('not-found');
      const support = await made(authorized.value.study, withoutQuote(before.support), actor.userId);
      if (!support.ok) return support;
      return runCommand(tools, async (context) => {
        const { trx, at, appendEvent } = context;
        const now = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
        if (!now.ok) return now;
        const { study, acting } = now.value;
        if (!(await findSupport(trx, study.id, id))) return refuse('not-found');
        await withPublication(context, acting, study, owner, () =>
          updateSupport(trx, id, { support: support.value, userId: actor.userId, at })
        );
        await appendEvent(study.id, acting, {
          kind: 'support.taken-anew',
          needs: 'study.themes',
          payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: before.support.kind }
        });
        return ok(null);
      });
    },

    remove: (actor, studySlug, owner, id) =>
      runCommand(tools, async (context) => {
        const { trx, appendEvent } = context;
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const before = await findSupport(trx, study.id, id);
        if (before?.ownerId !== owner.id || before.ownerKind !== owner.kind) return refuse('not-found');
        await withPublication(context, acting, study, owner, () => deleteSupport(trx, id));
        await appendEvent(study.id, acting, {
          kind: 'support.removed',
          needs: 'study.themes',
          payload: { owner: owner.kind, [`${owner.kind}Id`]: owner.id, cites: before.support.kind }
        });
        return ok(null);
      }),

    things: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-edit');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const { facts } = await listLinkable(db, study.id, { seesDrafts: true, seesSteps: true });
      const talks = abilities.has('study.research') ? await listTalks(db, study.id) : [];
      return ok({ ...facts, talk: talks.map(({ id, party }) => ({ id, name: party })) });
    },

    resting: async (actor, studySlug, { kind, id }) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      return ok((await listResting(db, authorized.value, kind)).get(id) ?? []);
    },

    restingOnTalks: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.research');
      if (!authorized.ok) return authorized;
      return ok(Object.fromEntries(await listResting(db, authorized.value, 'talk')));
    },

    passagesCiting: async (actor, studySlug, source) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      return ok(await listSourcePassages(db, presentThings, actor, authorized.value, source));
    },

    citing: async (actor, studySlug, text) => {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants, abilities } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const opens =
        text.kind === 'chapter'
          ? [...access.chapters.values()].some(
              ({ slug, id }) => slug === text.chapter && access.ofChapter(id).has('chapter.read')
            )
          : access.ofCity(text.city).has(text.kind === 'findings' ? 'findings.read' : 'response.read');
      if (!opens) return ok([]);
      const owners = new Map(
        (await listOwners(db, authorized.value)).map((owner) => [`${owner.kind} ${owner.id}`, owner])
      );
      const cited = (await listSupports(db, study.id)).filter(
        (one) => isIn(one.support, text) && owners.has(`${one.ownerKind} ${one.ownerId}`)
      );
      const seesStates = abilities.has('study.themes');
      const present = seesStates
        ? await presentThings.read(
            study,
            cited.map(({ support }) => support),
            actor.userId
          )
        : null;
      return ok(
        cited.flatMap(({ support, key, role, ownerKind, ownerId }): Citation[] => {
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
        })
      );
    }
  };

  async function ownSupport(studyId: StudyId, owner: Owner, id: string): Promise<StoredSupport | undefined> {
    const found = await findSupport(db, studyId, id);
    return found?.ownerId === owner.id && found.ownerKind === owner.kind ? found : undefined;
  }
}

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
