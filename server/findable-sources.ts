/** Lists what each area hands to the search; a source that is missing does not compile. */
import { findableCities } from './services/cities-findable.ts';
import { findableCodes } from './services/coding/findable-codes.ts';
import { findableResearch } from './services/context/findable-research.ts';
import { findableEvidence } from './services/evidence/findable-evidence.ts';
import { findableFramework } from './services/framework/findable-framework.ts';
import { findableTerms } from './services/glossary-findable.ts';
import { findableMinutes } from './services/minutes/findable-minutes.ts';
import { findablePeople } from './services/people-findable.ts';
import { findablePractices } from './services/practices/findable-practices.ts';
import { findableRoadmap } from './services/roadmap/findable-steps.ts';
import type { FindableSources } from './services/search/sources.ts';
import { findableThemes } from './services/themes/findable-themes.ts';
import { findableComments } from './services/threads/findable-comments.ts';
import { findableCityComments } from './services/workflow/findable-city-comments.ts';

export const findableSources: FindableSources = {
  ofStudy: {
    people: findablePeople,
    glossary: findableTerms,
    framework: findableFramework,
    cities: findableCities,
    minutes: findableMinutes,
    practices: findablePractices,
    themes: findableThemes,
    roadmap: findableRoadmap,
    context: findableResearch,
    coding: findableCodes
  },
  ofCity: { evidence: findableEvidence, 'city-comments': findableCityComments },
  comments: findableComments
};
