/** Creates the services that show or move everything. */
import type { Assessments } from '#areas/answers';
import { createDemoRemoval, hasDemoAccounts, loadDemoWhenEmpty, makeBenchStudy } from '#areas/demo';
import { createOverview, createSetup, createStudies } from '#areas/home';
import { createEvents, createInbox } from '#areas/inbox';
import { createArchives, createAudit, createErasure } from '#areas/operations';
import type { openCitedContent } from '#areas/practices';
import { createReports, openVerification } from '#areas/report';
import { createSearch } from '#areas/search';
import type { Plan } from '#areas/study';
import { openLimit } from '#server/auth/limit.ts';
import type { AppTools } from './tools.ts';

interface Below {
  readonly plan: Plan;
  readonly assessments: Assessments;
  readonly citedContent: ReturnType<typeof openCitedContent>;
}

export function createGatherers(tools: AppTools, { plan, assessments, citedContent }: Below) {
  const events = createEvents(tools);
  const { reports, building } = createReports({ ...tools, citedContent });
  return {
    /** Holds what the builds of reports are made with. */
    building,
    events,
    studies: createStudies(tools),
    overview: createOverview({ ...tools, plan, assessments, events }),
    setup: createSetup(tools),
    search: createSearch(tools),
    /** Composes, builds and publishes the report of a study and its shorter papers. */
    reports,
    /** Looks up what anyone may learn about a hash. */
    verification: openVerification({
      store: tools.store,
      limit: openLimit({ now: tools.now, most: 60, minutes: 10 })
    }),
    inbox: createInbox(tools),
    audit: createAudit(tools)
  };
}

/** Creates what the operator's tools and the start of the server do. */
export const createOperating = (tools: AppTools) => ({
  archives: createArchives(tools),
  erasure: createErasure(tools),
  /**
   * Loads the demo study where it is wanted and the database is empty; returns its accounts while the demo
   * exists.
   */
  loadDemoWhenEmpty: () => loadDemoWhenEmpty(tools),
  hasDemoAccounts: () => hasDemoAccounts(tools.store.db),
  /** Also removes what is left of a founding of the sample study. */
  demoRemoval: createDemoRemoval(tools),
  makeBenchStudy: makeBenchStudy.bindTo(tools)
});
