/**
 * Gathers the facts of what a person may be asked to do in a study; `inbox/rules/tasks` decides what is a task.
 * Used by the home page, the inbox and the digest alike.
 */
import { isRecordKind } from '#rules/approval/approval.ts';
import { awaitsReview } from '#rules/clarifications/clarification.ts';
import { awaitsPass } from '#rules/coding/coding.ts';
import { countDue } from '#rules/departments/department.ts';
import { mayWriteQuestion } from '#base/parts.ts';
import { needsSelectionReason, surplusOf } from '#rules/cities/city.ts';
import type { CityId } from '#base/ids.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import { studyAbilitiesOf } from '#base/permissions.ts';
import { documentAccess, writableParts } from '#base/document-rights.ts';
import { coordinates, signingSide } from '#base/grant-duties.ts';
import { isOverdue } from '#rules/study/plan.ts';
import { reportKinds } from '#rules/report/report-content.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { gapsOfStudy, type Study } from '#rules/study/study.ts';
import { tasksOf } from '#rules/inbox/tasks.ts';
import type { AssessmentFacts, ChapterFacts, TaskFacts } from '#rules/inbox/task-facts.ts';
import type { Task, TaskCity, TaskLocation } from '#rules/inbox/task.ts';
import {
  listAssessmentDocuments,
  listRapporteurAssignmentsOf,
  listReopenings,
  listReviewedCities
} from '#areas/assessments';
import { listCities, listChecks } from '#areas/cities';
import {
  listErratumConfirmations,
  listErratumProposals,
  listBuilds,
  listPublications,
  listReportSignatures
} from '#areas/report';
import { listUnsettled, type UnsettledRow } from '#areas/clarifications';
import { countLateProposals, isOpen } from '#areas/documents';
import { listTasks as listCodingTasks } from '#areas/coding';
import { countCityComments, listOpenConsultations, type ConsultationRow } from '#areas/consultation';
import { countQuestions } from '#areas/threads';
import { listUnsigned } from '#areas/approval';
import { listDueAssignments } from '#areas/departments';
import { listMentions } from './store/inbox.ts';
import type { Db } from '#server/store/open.ts';
import { countPanels, noPanels } from '#areas/panels';
import { listDeliverables } from '#areas/study';
import { countAskedConsents } from '#areas/practices';
import type { ReaderAccess } from '#areas/evidence';
import type { StaleSections } from '#areas/pairs';

export interface TaskQuery {
  readonly db: Db;
  readonly study: Study;
  readonly userId: Actor['userId'];
  readonly grants: readonly Grant[];
  readonly readerAccess: ReaderAccess;
  /** Holds the present time, ISO-8601 in UTC. */
  readonly now: string;
  readonly staleSections: StaleSections;
}

/** Loads what is open in a study, all at once. */
function loadWork({ db, study, userId, grants }: TaskQuery) {
  return sideBySide({
    cities: listCities(db, study.id),
    documents: listAssessmentDocuments(db, study.id),
    late: countLateProposals(db, study.id),
    consultations: listOpenConsultations(db, study.id),
    comments: countCityComments(db, study.id),
    questions: countQuestions(db, study.id),
    consents: countAskedConsents(db, study.id),
    unsettled: listUnsettled(db, study.id),
    due: listDueAssignments(db, study.id),
    reviewed: listReviewedCities(db, study.id),
    panels: countPanels(db, study.id, userId),
    rapporteurAssignments: listRapporteurAssignmentsOf(db, study.id, userId),
    checks: listChecks(db, study.id),
    codingTasks: studyAbilitiesOf(grants).has('study.coding-edit') ? listCodingTasks(db, study.id) : [],
    deliverables: listDeliverables(db, study.id)
  });
}

type Work = Awaited<ReturnType<typeof loadWork>>;

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

/** Describes what is open in each city that the person sees, in the order of sides and of the list. */
function assessmentsFor(query: TaskQuery, work: Work): AssessmentFacts[] {
  const { study, readerAccess } = query;
  const position = (city: TaskCity): number => study.sides.findIndex((side) => side.id === city.sideId);
  return work.cities
    .toSorted((a, b) => position(a) - position(b) || a.number - b.number)
    .flatMap((city) => {
      const assessment = readerAccess.assessments.get(city.id);
      const abilities = readerAccess.ofCity(city.id);
      return assessment && abilities.has('assessment.see')
        ? [assessmentFor(query, work, { city, abilities, ...assessment })]
        : [];
    });
}

function assessmentFor(
  query: TaskQuery,
  work: Work,
  { city, abilities, state, deadline }: Pick<AssessmentFacts, 'city' | 'abilities' | 'state' | 'deadline'>
): AssessmentFacts {
  const { grants, now } = query;
  const { consultations, unsettled, panels, rapporteurAssignments, due, documents, late } = work;
  const counts = work.comments.get(city.id);
  const isRapporteur = rapporteurAssignments.has(city.id);
  return {
    city,
    state,
    deadline,
    abilities,
    assignment: rapporteurAssignments.get(city.id) ?? null,
    isReviewed: work.reviewed.has(city.id),
    ...accessTo(grants, city.id, state),
    consultation: consultationFor(abilities, consultations.get(city.id), counts?.drafts ?? 0),
    undecided: counts?.undecided ?? 0,
    consents: work.consents.get(city.id) ?? 0,
    unanswered: counts?.unanswered ?? 0,
    questions: work.questions.get(city.id) ?? 0,
    panels: panels.get(city.id) ?? noPanels,
    clarifications: clarificationsFor(
      query,
      { cityId: city.id, state, isRapporteur },
      unsettled.get(city.id) ?? []
    ),
    due: coordinates(grants, city.id) ? countDue(due.get(city.id) ?? [], now.slice(0, 10)) : 0,
    late: documents
      .filter((document) => document.cityId === city.id && document.kind === 'findings')
      .reduce((sum, { id }) => sum + (late.get(id) ?? 0), 0)
  };
}

/** Lists the texts of a city that the person may write, and read. */
function accessTo(
  grants: readonly Grant[],
  cityId: CityId,
  state: AssessmentFacts['state']
): Pick<AssessmentFacts, 'writes' | 'reads'> {
  const access = (['response', 'findings'] as const).map((kind) => ({
    kind,
    access: documentAccess(grants, { kind, cityId, state })
  }));
  return {
    writes: access.filter((one) => one.access === 'write').map(({ kind }) => kind),
    reads: access.filter((one) => one.access !== 'none').map(({ kind }) => kind)
  };
}

/** Returns the open consultation of a city; null where there is none, or the person does not read it. */
const consultationFor = (
  abilities: AssessmentFacts['abilities'],
  round: ConsultationRow | undefined,
  drafts: number
): AssessmentFacts['consultation'] =>
  round && abilities.has('consultation.read')
    ? {
        deadline: { at: round.deadline, zone: round.deadlineZone },
        isSubmitted: round.submittedAt !== null,
        drafts: abilities.has('consultation.draft') ? drafts : 0
      }
    : null;

const chaptersFor = (
  { readerAccess }: TaskQuery,
  { late }: Work
): (ChapterFacts & { readonly id: string })[] =>
  [...readerAccess.chapters.values()].flatMap(({ id, slug, title, state, deadline }) => {
    const abilities = readerAccess.ofChapter(id);
    if (!abilities.has('chapter.read')) return [];
    const writes = abilities.has('chapter.write');
    return [{ id, slug, title, state, deadline, abilities, writes, late: late.get(id) ?? 0 }];
  });

/**
 * Counts the clarifications for a person. Changed answers are reviewed by the requester and by the
 * rapporteurs of the city; the others read them on the page.
 */
function clarificationsFor(
  { grants, userId }: Pick<TaskQuery, 'grants' | 'userId'>,
  {
    cityId,
    state,
    isRapporteur
  }: Pick<AssessmentFacts, 'state'> & { readonly cityId: CityId; readonly isRapporteur: boolean },
  rows: readonly UnsettledRow[]
): AssessmentFacts['clarifications'] {
  const open = rows.filter(isOpen);
  const parts = writableParts(grants, { kind: 'response', cityId, state, reopened: open });
  return {
    open: open.filter((row) => mayWriteQuestion(parts, row)).length,
    changed: rows.filter((row) => awaitsReview(row) && (isRapporteur || row.userId === userId)).length
  };
}

/** Finds a document's location; undefined for one that is gone. */
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
