/** Lists what each area hands to the search; a source that is missing does not compile. */
import { findableCities } from './areas/cities/cities-findable.ts';
import { findableCodes } from './areas/coding/findable-codes.ts';
import { findableResearch } from './areas/context/findable-research.ts';
import { findableEvidence } from './areas/evidence/findable-evidence.ts';
import { findableFramework } from './areas/framework/findable-framework.ts';
import { findableTerms } from './areas/pairs/glossary-findable.ts';
import { findableMinutes } from './areas/meetings/findable-minutes.ts';
import { findablePeople } from './areas/people/people-findable.ts';
import { findablePractices } from './areas/practices/findable-practices.ts';
import { findableRoadmap } from './areas/roadmap/findable-steps.ts';
import type { FindableSources } from './areas/search/sources.ts';
import { findableThemes } from './areas/practices/themes/findable-themes.ts';
import { findableComments } from './areas/threads/findable-comments.ts';
import { findableCityComments } from './areas/consultation/findable-city-comments.ts';

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
