/**
 * Composes what areas know for areas below them: each of these states in its tools what it asks, and a contribution
 * that is missing is a type error in app.ts.
 */
import { endReadings } from './services/confidential/ended-readings.ts';
import type { DutiesOfRoles } from './services/ended-roles.ts';
import { endSeats } from './services/panels/ended-seats.ts';
import { isScoreDiscussed } from './services/panels/discussed-scores.ts';
import { listRestingOn } from './services/panels/resting-scores.ts';
import { listAgreedFrameworks } from './services/workflow/agreed-frameworks.ts';
import { listAssessments } from './store/assessments.ts';
import { listIndicators } from './store/records.ts';
import { listLinkableEntries, listLinkableFigures } from './services/context/linkable-facts.ts';
import { listLinkablePractices } from './services/practices/linkable-practices.ts';
import type { LinkableThings } from './services/roadmap/linkable.ts';
import { listLinkableSteps } from './services/roadmap/linkable-steps.ts';
import { listLinkableThemes } from './services/themes/linkable-themes.ts';
import { listResting } from './services/supports/resting.ts';
import { listThreadEnds } from './services/threads/thread-anchors.ts';
import { approvalOfRecommendations } from './services/workflow/recommendations-approval.ts';
import { listSources } from './store/bibliography.ts';
import type { VersionUses } from './services/framework/versions.ts';

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
  listResting,
  listRestingOn,
  versionUses
};
