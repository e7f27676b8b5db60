/**
 * Gathers the facts of what a person may be asked to do in a study; `inbox/rules/tasks` decides what is a task.
 * Used by the home page, the inbox and the digest alike.
 */
import { isRecordKind } from '#rules/approval/approval.ts';
import { awaitsPass } from '#rules/coding/coding.ts';
import { needsSelectionReason, surplusOf } from '#rules/cities/city.ts';
import { studyAbilitiesOf } from '#base/permissions.ts';
import { signingSide } from '#base/grant-duties.ts';
import { isOverdue } from '#rules/study/plan.ts';
import { reportKinds } from '#rules/report/report-content.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { gapsOfStudy } from '#rules/study/study.ts';
import { tasksOf } from '#rules/inbox/tasks.ts';
import type { ChapterFacts, TaskFacts } from '#rules/inbox/task-facts.ts';
import type { Task, TaskCity, TaskLocation } from '#rules/inbox/task.ts';
import { listReopenings } from '#areas/assessments';
import {
  listErratumConfirmations,
  listErratumProposals,
  listBuilds,
  listPublications,
  listReportSignatures
} from '#areas/report';
import { listUnsigned } from '#areas/approval';
import { listMentions } from './store/inbox.ts';
import { type TaskQuery, loadWork, assessmentsFor, chaptersFor } from './assessment-tasks.ts';

export async function listTasks(query: TaskQuery): Promise<Task[]> {
  const { study, userId, grants, readerAccess, now } = query;
  const work = await loadWork(query);
  const { cities, documents, rapporteurAssignments, checks, codingTasks, deliverables } = work;
  const assessments = assessmentsFor(query, work);
  const chapters = chaptersFor(query, work);
  const locations = locationsIn(cities, chapters, documents);
  const facts = await sideBySide({
    unsigned: unsignedOf(query, locations),
    editions: editionsFor(query),
    errata: errataFor(query),
    reopenings: reopeningsFor(query, locations),
    mentions: openMentions(query, locations),
    staleSections: staleOf(query, locations, [
      // The task goes to those who write a city's findings, not to all who might.
      ...documents
        .filter(
          ({ cityId, kind }) =>
            kind === 'findings' &&
            rapporteurAssignments.has(cityId) &&
            readerAccess.ofCity(cityId).has('translations.confirm')
        )
        .map(({ id }) => id),
      ...chapters.filter(({ abilities }) => abilities.has('chapter.confirm')).map(({ id }) => id)
    ])
  });
  return tasksOf({
    now,
    roles: new Set(grants.map((grant) => grant.role)),
    assessments,
    chapters,
    ...facts,
    codingPasses: codingTasks
      .filter((task) => awaitsPass(task, userId))
      .map(({ id, cityId }) => ({
        taskId: id,
        inCity: cities.find((city) => city.id === cityId) ?? null
      })),
    overdue: deliverables.filter((deliverable) => isOverdue(deliverable, now.slice(0, 10))),
    gaps: gapsOfStudy(study),
    pilots: study.sides.map((side) => ({ side, surplus: surplusOf(side, cities) })),
    withoutReason: cities.filter(
      (city) =>
        city.withdrawal === null &&
        city.selectionReason === null &&
        needsSelectionReason(checks.get(city.id) ?? [])
    )
  });
}

/** Undefined for one that is gone. */
type FindLocation = (documentId: string | null) => TaskLocation | undefined;

function locationsIn(
  cities: readonly TaskCity[],
  chapters: readonly (Pick<ChapterFacts, 'slug' | 'title'> & { readonly id: string })[],
  documents: readonly { readonly id: string; readonly cityId: string }[]
): FindLocation {
  const cityOf = new Map(documents.map(({ id, cityId }) => [id, cities.find((city) => city.id === cityId)]));
  return (documentId) => {
    const city = cityOf.get(documentId ?? '');
    if (city) return { kind: 'city', city };
    const chapter = chapters.find(({ id }) => id === documentId);
    return chapter && { kind: 'chapter', slug: chapter.slug, title: chapter.title };
  };
}

/** Lists, for chairs, what both sides are requested to sign and their own side has not signed. */
async function unsignedOf(
  { db, study, grants, readerAccess }: TaskQuery,
  locations: FindLocation
): Promise<TaskLocation[]> {
  const sideId = signingSide(grants);
  if (!sideId) return [];
  return (await listUnsigned(db, study.id, sideId)).flatMap(
    ({ subject, cityId, documentId }): TaskLocation[] => {
      if (isRecordKind(subject)) return [{ kind: subject }];
      const signs =
        cityId === null
          ? readerAccess.ofChapter(documentId ?? '').has('chapter.sign')
          : readerAccess.ofCity(cityId).has('approval.sign');
      const location = locations(documentId);
      return signs && location ? [location] : [];
    }
  );
}

/** Lists, for a chair, the newest build of each paper that may be published and that the chair's side has not signed. */
async function editionsFor({ db, study, grants, userId }: TaskQuery): Promise<TaskFacts['editions']> {
  const sideId = signingSide(grants);
  if (!sideId || !studyAbilitiesOf(grants).has('study.publish')) return [];
  const newest = await Promise.all(
    reportKinds.map(async (paper) => {
      const [published, builds] = await Promise.all([
        listPublications(db, study.id, paper),
        listBuilds(db, study.id, paper)
      ]);
      const build = builds.find(
        ({ purpose, state, number }) =>
          purpose === 'edition' && state === 'done' && number === String(published.length + 1)
      );
      return build ? [{ paper, id: build.id, number: build.number }] : [];
    })
  );
  const built = newest.flat();
  const signatures = await listReportSignatures(
    db,
    built.map(({ id }) => id)
  );
  const isSigned = (id: string): boolean =>
    signatures.some((one) => one.buildId === id && (one.sideId === sideId || one.userId === userId));
  return built.filter(({ id }) => !isSigned(id)).map(({ paper, number }) => ({ paper, number }));
}

/** Counts, for a chair, the errata of each paper that wait for the confirmation of the chair's side. */
async function errataFor({ db, study, grants, userId }: TaskQuery): Promise<TaskFacts['errata']> {
  const sideId = signingSide(grants);
  if (!sideId || !studyAbilitiesOf(grants).has('study.publish')) return [];
  const proposals = await listErratumProposals(db, study.id);
  const confirmations = await listErratumConfirmations(
    db,
    proposals.map(({ id }) => id)
  );
  const waiting = proposals.filter(
    ({ id }) =>
      !confirmations.some((one) => one.proposalId === id && (one.sideId === sideId || one.userId === userId))
  );
  return reportKinds.flatMap((paper) => {
    const count = waiting.filter(({ kind }) => kind === paper).length;
    return count === 0 ? [] : [{ paper, count }];
  });
}

/** Lists, for a chair, what the chair of the other side requests to be opened again. */
async function reopeningsFor(
  { db, study, grants }: TaskQuery,
  locations: FindLocation
): Promise<TaskLocation[]> {
  const sideId = signingSide(grants);
  if (!sideId) return [];
  return (await listReopenings(db, study.id)).flatMap((one) => {
    const location = one.sideId === sideId ? undefined : locations(one.documentId);
    return location ? [location] : [];
  });
}

/** Returns one task per thread, for those who may still comment in it. */
async function openMentions(
  { db, study, userId, readerAccess }: TaskQuery,
  locations: FindLocation
): Promise<TaskFacts['mentions']> {
  const open = (await listMentions(db, study.id, userId)).filter(
    (mention) => mention.state === 'open' && !mention.isRead && readerAccess.hasComment(mention)
  );
  const byThread = new Map(open.map((mention) => [mention.threadId, mention]));
  return [...byThread.values()].flatMap(({ threadId, section, documentId }) => {
    const location = locations(documentId);
    return location ? [{ location, threadId, section }] : [];
  });
}

async function staleOf(
  { db, staleSections }: TaskQuery,
  locations: FindLocation,
  documentIds: readonly string[]
): Promise<TaskFacts['staleSections']> {
  return (await staleSections(db, documentIds)).flatMap(({ documentId, section, blocks }) => {
    const location = locations(documentId);
    return location ? [{ location, section, blocks }] : [];
  });
}
