/** Builds the breadcrumbs of a page of a study: what it belongs to, and itself last. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { VersionEntry } from '#areas/versions';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { versionLabel } from '#lib/areas/versions/version-labels.ts';
import { cityPageAt, cityPageHref, cityPageLabels } from './city-page-links.ts';

export interface Crumb {
  readonly label: string;
  /** Names the language of the label where it is the name of a thing. */
  readonly language?: Locale;
  readonly href: string;
}

/** Describes what layouts and pages load and the breadcrumbs name. */
interface Named {
  readonly city?: { readonly shortName: Bilingual };
  readonly characteristics?: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly chapterTitle?: Bilingual;
  readonly shownText?: string;
  readonly crumb?: Bilingual;
  /** Holds the query of the page's address, where another page has the same path. */
  readonly crumbQuery?: string;
  readonly version?: { readonly entry: VersionEntry };
}

interface Shown {
  readonly route: string;
  readonly path: string;
  readonly params: Readonly<Partial<Record<string, string>>>;
  readonly data: Named;
}

const within = '/(app)/studies/[study]/';

/** Holds the label of every page directly below a study. */
const sections: Readonly<Record<string, () => string>> = {
  activity: m.nav_activity,
  approvals: m.nav_approvals,
  audit: m.audit_title,
  chapters: m.nav_chapters,
  cities: m.label_cities,
  coding: m.coding_title,
  comparison: m.nav_comparison,
  consultation: m.label_consultation,
  context: m.context_nav,
  criteria: m.nav_criteria,
  framework: m.nav_framework,
  glossary: m.nav_glossary,
  inbox: m.inbox_title,
  meetings: m.nav_meetings,
  'next-steps': m.nav_next_steps,
  people: m.nav_people,
  plan: m.nav_plan,
  practices: m.nav_practices,
  roadmap: m.roadmap_title,
  settings: m.nav_settings,
  themes: m.nav_themes,
  translations: m.nav_translations
};

/** Holds the section and the label of pages that are further down, or whose address names another section. */
const pages: Readonly<Record<string, readonly [section: string, label: () => string]>> = {
  'approvals/sign': ['approvals', m.approval_awaited],
  'assessments/completeness': ['cities', m.completeness_title],
  'coding/files': ['coding', m.coding_files_title],
  'comparison/agreement': ['comparison', m.agreement_nav],
  'comparison/funding': ['comparison', m.comparison_funding],
  'comparison/indicators': ['comparison', m.label_figures],
  'comparison/levels': ['comparison', m.label_levels],
  'comparison/map': ['comparison', m.comparison_map],
  'comparison/profile': ['comparison', m.comparison_profile],
  'comparison/services': ['comparison', m.label_services],
  'context/figures': ['context', m.label_figures],
  'context/images': ['context', m.context_view_images],
  'context/sources': ['context', m.context_view_sources],
  'context/tables': ['context', m.context_view_tables],
  'context/talks': ['context', m.context_view_talks],
  'context/topics': ['context', m.context_view_topics],
  'framework/compare': ['framework', m.framework_compare_title],
  'framework/edit': ['framework', m.framework_edit_title],
  'framework/versions': ['framework', m.framework_versions_title],
  goals: ['framework', m.goals_title],
  'inbox/while-you-slept': ['inbox', m.slept_title],
  setup: ['settings', m.setup_title]
};

const recordLabels: Readonly<Partial<Record<string, () => string>>> = {
  framework: m.approval_subject_framework,
  pilots: m.approval_subject_pilots,
  recommendations: m.approval_subject_recommendations
};

const named = (text: Bilingual, href: string): Crumb => {
  const shown = textFor(text, locale());
  return { label: shown.text, language: shown.locale, href };
};

/** Empty where it belongs to nothing but the study. */
export function breadcrumbsOf(shown: Shown): Crumb[] {
  if (!shown.route.startsWith(within)) return [];
  const study = `/studies/${shown.params['study'] ?? ''}`;
  const route = shown.route.slice(within.length);
  const section = (name: string): Crumb => ({
    label: (sections[name] ?? m.nav_home)(),
    href: `${study}/${name}`
  });
  const page = pages[route];
  if (page) return [section(page[0]), { label: page[1](), href: shown.path }];
  const [first = ''] = route.split('/');
  if (shown.data.city && shown.params['city'] !== undefined)
    return [section('cities'), ...crumbsOfCity(shown, shown.data.city.shortName)];
  if (shown.params['chapter'] !== undefined && shown.data.chapterTitle)
    return [section('chapters'), ...crumbsOfChapter(shown, shown.data.chapterTitle, study)];
  if (shown.params['record'] !== undefined) {
    const { record } = shown.params;
    return [
      section('approvals'),
      {
        label: recordLabels[record]?.() ?? m.approval_subject_framework(),
        href: `${study}/approvals/${record}`
      },
      ...(route.endsWith('/print') ? [{ label: m.approval_print_title(), href: shown.path }] : [])
    ];
  }
  return shown.data.crumb ? [section(first), named(shown.data.crumb, shown.path)] : [];
}

function crumbsOfCity({ route, path, params, data }: Shown, name: Bilingual): Crumb[] {
  const [studySlug, city] = [params['study'] ?? '', params['city'] ?? ''];
  const crumbs = [named(name, `/studies/${studySlug}/cities/${city}`)];
  const page = cityPageAt(route, data.shownText);
  if (page === undefined || page === 'about') return crumbs;
  const characteristic = data.characteristics?.find(({ id }) => id === params['characteristic']);
  if (characteristic && !route.endsWith('/panel')) return [...crumbs, named(characteristic.name, path)];
  const first = data.characteristics?.[0]?.id ?? '';
  crumbs.push({
    label: cityPageLabels[page](),
    href: cityPageHref(page, { studySlug, city, pages: [], at: null, first })
  });
  if (characteristic) crumbs.push(named(characteristic.name, path));
  else crumbs.push(...crumbsBelow(route, path, data));
  return crumbs;
}

function crumbsOfChapter({ route, path, params, data }: Shown, title: Bilingual, study: string): Crumb[] {
  const base = `${study}/chapters/${params['chapter'] ?? ''}`;
  const crumbs = [named(title, base)];
  const [, page] = route.slice(route.indexOf('[chapter]')).split('/');
  if (page === 'progress') crumbs.push({ label: m.nav_progress(), href: path });
  if (page === 'versions' || page === 'late')
    crumbs.push({ label: m.versions_title(), href: `${base}/versions` });
  if (page === 'approval') crumbs.push({ label: m.approval_link(), href: `${base}/approval` });
  crumbs.push(...crumbsBelow(route, path, data));
  return crumbs;
}

/** Returns the crumb of a page below one of the pages of a text: a version, a printed page. */
function crumbsBelow(route: string, path: string, { crumb, crumbQuery = '', version }: Named): Crumb[] {
  if (route.endsWith('/print')) return [{ label: m.approval_print_title(), href: path }];
  if (route.endsWith('/late')) return [{ label: m.late_title(), href: path }];
  if (route.endsWith('/compare')) return [{ label: m.versions_compared(), href: path }];
  if (version) return [{ label: versionLabel(version.entry), href: path }];
  return crumb ? [named(crumb, `${path}${crumbQuery}`)] : [];
}
