/**
 * The event log as a person may read it. Each event names the ability that its reader needs; one who lacks it is told
 * nothing of the event, and no count or total speaks of it either.
 */
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  instanceAbilitiesOf,
  studyAbilitiesOf,
  type Ability,
  type Actor,
  type Grant
} from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { StudyId } from '#domain/ids.ts';
import { listAssessments, listChapters } from '../store/assessments.ts';
import { namesIn, type NamedEvent } from '../store/event-names.ts';
import { listEvents, type LoggedEvent } from '../store/events.ts';
import type { Db, Store } from '../store/open.ts';
import { enterStudy, type EnteredStudy } from './study-door.ts';

export const eventsPerPage = { usual: 100, most: 500 } as const;

export interface Events {
  /** Those after a number, oldest first; for programs that follow the log. Equal grants read the same, whoever holds them. */
  list(actor: Pick<Actor, 'isAdministrator' | 'grants'>, studySlug: string, after: number, limit?: number): Promise<Result<LoggedEvent[]>>;
  /** The latest before a number (or of all), newest first, with the names of whom and what they speak; for readers. */
  recent(actor: Actor, studySlug: string, before?: number, limit?: number): Promise<Result<NamedEvent[]>>;
}

export function openEvents({ store: { db } }: { readonly store: Store }): Events {
  return {
    async list(actor, studySlug, after, limit = eventsPerPage.usual) {
      const entered = await enterStudy(db, actor, studySlug, 'study.events');
      if (!entered.ok) return entered;
      return ok(await visible(db, actor, entered.value, limit, (last) => ({ after: last?.seq ?? after })));
    },

    async recent(actor, studySlug, before = Number.MAX_SAFE_INTEGER, limit = eventsPerPage.usual) {
      const entered = await enterStudy(db, actor, studySlug, 'study.events');
      if (!entered.ok) return entered;
      const events = await visible(db, actor, entered.value, limit, (last) => ({ before: last?.seq ?? before }));
      return ok(await namesIn(db, entered.value.study.id, events));
    }
  };
}

/** Reads on past what is hidden, so that a full page is full for everyone. */
async function visible(
  db: Db,
  actor: Pick<Actor, 'isAdministrator'>,
  { study, grants }: EnteredStudy,
  limit: number,
  next: (last: LoggedEvent | undefined) => { after: number } | { before: number }
): Promise<LoggedEvent[]> {
  const mayLearn = await learner(db, actor, study.id, grants);
  const found: LoggedEvent[] = [];
  const size = Math.min(eventsPerPage.most, Math.max(limit, 50));
  let last: LoggedEvent | undefined;
  for (;;) {
    const page = await listEvents(db, study.id, next(last), size);
    found.push(...page.filter(mayLearn).slice(0, limit - found.length));
    last = page.at(-1);
    if (found.length === limit || page.length < size) return found;
  }
}

type Learns = (event: Pick<LoggedEvent, 'needs' | 'cityId' | 'documentId'>) => boolean;

/** Gathers the states of all assessments and chapters once, and judges each event by the ability that it needs. */
async function learner(db: Db, actor: Pick<Actor, 'isAdministrator'>, studyId: StudyId, grants: readonly Grant[]): Promise<Learns> {
  const assessments = new Map((await listAssessments(db, studyId)).map((assessment) => [assessment.cityId as string, assessment]));
  const chapters = new Map((await listChapters(db, studyId)).map((chapter) => [chapter.id as string, chapter]));
  const ofStudy: ReadonlySet<Ability> = new Set<Ability>([...studyAbilitiesOf(grants), ...instanceAbilitiesOf(actor)]);
  return ({ needs, cityId, documentId }) => {
    const ability = needs as Ability;
    if (ofStudy.has(ability)) return true;
    const assessment = cityId === null ? undefined : assessments.get(cityId);
    if (assessment && has(assessmentAbilitiesOf(grants, assessment), ability)) return true;
    const chapter = documentId === null ? undefined : chapters.get(documentId);
    return chapter !== undefined && has(chapterAbilitiesOf(grants, chapter), ability);
  };
}

const has = (abilities: ReadonlySet<Ability>, ability: Ability): boolean => abilities.has(ability);
