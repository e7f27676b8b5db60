/** Creates the services of the research: what is found. */
import { createLevelChips, createTextChecks } from '#areas/checks';
import { createCoding } from '#areas/coding';
import { createCityComparison } from '#areas/comparison';
import { createContext } from '#areas/context';
import type { Documents } from '#areas/documents';
import type { Levels } from '#areas/panels';
import { createPractices, createSupports, createThemes, openCitedContent } from '#areas/practices';
import { createOwnRoadmaps, createRoadmap } from '#areas/roadmap';
import { createTermUses } from '#areas/search';
import type { AppTools } from './tools.ts';

interface Below {
  readonly documents: Documents;
  readonly levels: Levels;
}

export function createResearch(tools: AppTools, { documents, levels }: Below) {
  const citedContent = openCitedContent(tools);
  const practices = createPractices({ ...tools, citedContent, levels });
  const supports = createSupports({ ...tools, citedContent });
  return {
    citedContent,
    context: createContext(tools),
    roadmap: createRoadmap({ ...tools, documents }),
    /** Manages each city's own way through the roadmap, for its own people alone. */
    ownRoadmaps: createOwnRoadmaps(tools),
    practices,
    /** Trends and challenges. */
    themes: createThemes({ ...tools, citedContent, practices }),
    /** Cites what practices and themes rest on. */
    supports,
    /** Codes passages with the code book of the study, alone or by two coders. */
    coding: createCoding({ ...tools, citedContent, supports }),
    textChecks: { ...createTextChecks(tools), ...createTermUses(tools) },
    levelChips: createLevelChips({ ...tools, levels }),
    cityComparison: createCityComparison({ ...tools, levels })
  };
}
