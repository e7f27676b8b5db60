/**
 * Composes what areas know for areas below them: each of these states in its tools what it asks, and a contribution
 * that is missing is a type error in app.ts.
 */
import { endReadings, listIndicators } from '#areas/answers';
import type { DutiesOfRoles } from '#areas/people';
import { endSeats, isScoreDiscussed, listScoresCiting } from '#areas/panels';
import { listAgreedFrameworks, approvalOfRecommendations } from '#areas/approval';
import { listAssessments } from '#areas/assessments';
import { listLinkableEntries, listLinkableFigures } from '#areas/context';
import { listLinkablePractices, listLinkableThemes, listDependents } from '#areas/practices';
import type { LinkableThings } from '#areas/meetings';
import { listLinkableSteps } from '#areas/roadmap';
import { listThreadEnds } from '#areas/threads';
import { listSources } from '#areas/bibliography';
import type { VersionUses } from '#areas/framework';

const versionUses: VersionUses = {
  listAnswered: async (db, studyId) =>
    (await listAssessments(db, studyId)).map(({ frameworkVersion }) => frameworkVersion),
  listAgreed: listAgreedFrameworks
};

const linkableThings: LinkableThings = {
  practice: listLinkablePractices,
  theme: listLinkableThemes,
  entry: listLinkableEntries,
  figure: listLinkableFigures,
  source: async (db, { studyId }) =>
    (await listSources(db, studyId)).map(({ id, title }) => ({ id, name: title })),
  step: listLinkableSteps
};

const dutiesOfRoles: DutiesOfRoles = { seats: endSeats, readings: endReadings };

export const contributions = {
  approvalOfRecommendations,
  dutiesOfRoles,
  linkableThings,
  isScoreDiscussed,
  listAnchored: listThreadEnds,
  listIndicators,
  listDependents,
  listScoresCiting,
  versionUses
};
