import { cityPages, type CityPage } from '#rules/cities/city-pages.ts';
import { m } from '#lib/paraglide/messages.js';

export const cityPageLabels: Readonly<Record<CityPage, () => string>> = {
  about: m.nav_about_city,
  progress: m.nav_progress,
  response: m.assessment_response,
  findings: m.label_findings,
  evidence: m.label_evidence,
  departments: m.departments_title,
  confidential: m.confidential_title,
  clarifications: m.nav_clarifications,
  scoring: m.nav_scoring,
  levels: m.label_levels,
  roadmap: m.own_roadmap_title,
  consultation: m.label_consultation,
  approval: m.approval_link,
  files: m.label_files,
  versions: m.versions_title
};

interface CityAddress {
  readonly studySlug: string;
  readonly city: string;
  readonly pages: readonly CityPage[];
  /** Names the characteristic at which the texts and the scoring open; null where the reader is at none. */
  readonly at: string | null;
  /** Names the first characteristic. */
  readonly first: string;
}

/** Texts and scoring open at the characteristic at which the reader is. */
export function cityPageHref(page: CityPage, { studySlug, city, pages, at, first }: CityAddress): string {
  const base = `/studies/${studySlug}/assessments/${city}`;
  const hasBoth = pages.includes('response') && pages.includes('findings');
  const own: Partial<Record<CityPage, string>> = {
    about: `/studies/${studySlug}/cities/${city}`,
    progress: `${base}/progress`,
    response: `${base}/${at ?? first}${hasBoth ? '?text=response' : ''}`,
    findings: `${base}/${at ?? first}${hasBoth ? '?text=findings' : ''}`,
    scoring: at === null ? `${base}/panel` : `${base}/${at}/panel`
  };
  return own[page] ?? `${base}/${page}`;
}

const ofCity = '/(app)/studies/[study]/assessments/[city]/';

/** Undefined for one outside a city. `text` is the text shown. */
export function cityPageAt(route: string, text: string | undefined): CityPage | undefined {
  if (route === '/(app)/studies/[study]/cities/[city]') return 'about';
  if (!route.startsWith(ofCity)) return undefined;
  const [first = '', second] = route.slice(ofCity.length).split('/');
  switch (first) {
    case 'progress':
      return 'progress';
    case 'profile':
      return 'response';
    case 'late':
      return 'versions';
    case 'panel':
      return 'scoring';
    case '[characteristic]':
      return second === 'panel' ? 'scoring' : text === 'response' ? 'response' : 'findings';
    default:
      return cityPages.find((page) => page === first);
  }
}
