/**
 * Manages what good practices, trends and challenges rest on: experts and the secretariat cite passages, answers
 * and other things, and every reader finds from a text what cites it.
 */
import type { NamedThings, ThingName } from '#rules/meetings/statement-link.ts';
import {
  stateOfSupport,
  type Support,
  type SupportRole,
  type SupportState
} from '#rules/bibliography/support.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { listSupports } from './store/supports.ts';
import { listTalks } from '#areas/context';
import { loadReaderAccess } from '#areas/evidence';
import { listLinkable } from '#areas/meetings';
import { authorizedInStudy, studySubject } from '#areas/study';
import { listSourcePassages, type SourcePassage } from './source-passages.ts';
import { listOwners, type OwnerSummary } from './supports/owners.ts';
import { listDependents } from './supports/dependents.ts';
import type { Dependent } from '#rules/meetings/dependent.ts';
import { type SupportTools, cite, citeLink, takeAnew, remove } from './support-edits.ts';

/** Says that a practice or a theme cites a block or an answer. */
export interface Citation {
  readonly owner: OwnerSummary;
  readonly role: SupportRole;
  /** Names the block of a passage, or the question of an answer. */
  readonly block: string | null;
  readonly question: string | null;
  /** Null for a reader who is not told. */
  readonly state: SupportState | null;
}

export type CitedText =
  | { readonly kind: 'findings'; readonly city: string; readonly sections: readonly string[] }
  | { readonly kind: 'response'; readonly city: string; readonly questions: readonly string[] }
  | { readonly kind: 'chapter'; readonly chapter: string };

export interface LinkedThing {
  readonly kind: Exclude<ThingName, 'talk'>;
  readonly id: string;
}
const read = readsOf<SupportTools>();

/** Lists the practices and themes in which a reader may cite something; the last changed come first. */
const targets = read(
  { name: 'support.targets', subject: studySubject, needs: 'study.themes-edit' },
  async (reading): Promise<OwnerSummary[]> =>
    (await listOwners(reading.db, authorizedInStudy(reading))).reverse()
);

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

/** By the id of the talk. */
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
