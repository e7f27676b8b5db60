/** Creates the services of the registers: who, what and where. */
import { createChapters } from '#areas/assessments';
import { createCities, createCriteria, createMovingCities, createPilots } from '#areas/cities';
import { createFrameworkDrafts, createFrameworks, createFrameworkVersions } from '#areas/framework';
import { createRubrics } from '#areas/panels';
import { createPauses, createPeople, createResets, createUsers } from '#areas/people';
import { createPlan } from '#areas/study';
import type { AppTools } from './tools.ts';

export const createRegisters = (tools: AppTools) => ({
  plan: createPlan(tools),
  people: createPeople(tools),
  users: createUsers(tools),
  /** Sets passwords by links, and changes addresses. */
  resets: createResets(tools),
  /** Ends the pauses of accounts that others vouch for. */
  pauses: createPauses(tools),
  cities: createCities(tools),
  pilots: createPilots(tools),
  criteria: createCriteria(tools),
  chapters: createChapters(tools),
  frameworks: { ...createFrameworks(tools), ...createRubrics(tools) },
  frameworkDrafts: createFrameworkDrafts(tools),
  frameworkVersions: { ...createFrameworkVersions(tools), ...createMovingCities(tools) }
});
