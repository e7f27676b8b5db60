import { awaitsReview } from '#rules/clarifications/clarification.ts';
import { countDue } from '#rules/departments/department.ts';
import { mayWriteQuestion } from '#base/parts.ts';
import type { CityId } from '#base/ids.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import { studyAbilitiesOf } from '#base/permissions.ts';
import { documentAccess, writableParts } from '#base/document-rights.ts';
import { coordinates } from '#base/grant-duties.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Study } from '#rules/study/study.ts';
import type { AssessmentFacts, ChapterFacts } from '#rules/inbox/task-facts.ts';
import type { TaskCity } from '#rules/inbox/task.ts';
import { listAssessmentDocuments, listRapporteurAssignmentsOf, listReviewedCities } from '#areas/assessments';
import { listCities, listChecks } from '#areas/cities';
import { listUnsettled, type UnsettledRow } from '#areas/clarifications';
import { countLateProposals, isOpen } from '#areas/documents';
import { listTasks as listCodingTasks } from '#areas/coding';
import { countCityComments, listOpenConsultations, type ConsultationRow } from '#areas/consultation';
import { countQuestions } from '#areas/threads';
import { listDueAssignments } from '#areas/departments';
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
  /** ISO-8601 in UTC. */
  readonly now: string;
  readonly staleSections: StaleSections;
}

export function loadWork({ db, study, userId, grants }: TaskQuery) {
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

/** Describes what is open in each city that the person sees, in the order of sides and of the list. */
export function assessmentsFor(query: TaskQuery, work: Work): AssessmentFacts[] {
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

/** Null where there is none, or the person does not read it. */
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

export const chaptersFor = (
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
 * Changed answers are reviewed by the requester and by the rapporteurs of the city; the others read them on
 * the page.
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
