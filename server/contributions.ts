/**
 * Composes what areas know for areas below them: each of these states in its tools what it asks, and a contribution
 * that is missing is a type error in app.ts.
 */
import { isScoreDiscussed } from './services/panels/discussed-scores.ts';
import { listRestingOn } from './services/panels/resting-scores.ts';
import { listAgreedFrameworks } from './services/workflow/agreed-frameworks.ts';
import { listAssessments } from './store/assessments.ts';
import { listIndicators } from './store/records.ts';
import type { VersionUses } from './services/framework/versions.ts';

const versionUses: VersionUses = {
  listAnswered: async (db, studyId) =>
    (await listAssessments(db, studyId)).map(({ frameworkVersion }) => frameworkVersion),
  listAgreed: listAgreedFrameworks
};

export const contributions = {
  isScoreDiscussed,
  listIndicators,
  listRestingOn,
  versionUses
};
