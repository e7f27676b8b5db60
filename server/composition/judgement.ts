/** Creates the services of the judgement: what is decided. */
import { createApprovals } from '#areas/approval';
import { createClarifications } from '#areas/clarifications';
import { createConsultations, createExternalReviews } from '#areas/consultation';
import {
  createAgreementOfPanels,
  createConsistency,
  createLeading,
  createLevels,
  createPanels,
  createPanelViews
} from '#areas/panels';
import { createVersions } from '#areas/versions';
import { createWorkflow, moveApprovedWith, prepareEndWith } from '#areas/workflow';
import { openLimit } from '#server/auth/limit.ts';
import type { AppTools } from './tools.ts';

export const createJudgement = (tools: AppTools) => ({
  versions: createVersions(tools),
  clarifications: createClarifications(tools),
  consultations: createConsultations({ ...tools, prepareEnd: prepareEndWith(tools) }),
  externalReviews: createExternalReviews({
    ...tools,
    limit: openLimit({ now: tools.now, most: 300, minutes: 10 })
  }),
  approvals: createApprovals({ ...tools, moveApproved: moveApprovedWith(tools) }),
  workflow: createWorkflow(tools),
  levels: createLevels(tools),
  /**
   * Serves scoring panels: the view of one person, the work of assessors, the moderation by chairs, and the
   * choice of assessors.
   */
  panels: { ...createPanelViews(tools), ...createPanels(tools) },
  /**
   * Computes how far assessors agree over cities; for chairs, each assessor across cities and the two sides
   * compared.
   */
  panelAgreement: { ...createAgreementOfPanels(tools), ...createConsistency(tools) },
  /** Lets others in a meeting follow the page that a chair has open. */
  leading: createLeading(tools)
});
