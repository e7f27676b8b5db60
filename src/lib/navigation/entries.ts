/**
 * Builds the menu: the pages of a study, and those of the installation, in groups. It lists what the reader
 * may open and nothing else; the rights come with the page's data.
 */
import Award from '@lucide/svelte/icons/award';
import Activity from '@lucide/svelte/icons/activity';
import BookOpen from '@lucide/svelte/icons/book-open';
import Building from '@lucide/svelte/icons/building-2';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Columns from '@lucide/svelte/icons/columns-2';
import FileStack from '@lucide/svelte/icons/file-stack';
import FileText from '@lucide/svelte/icons/file-text';
import Gauge from '@lucide/svelte/icons/gauge';
import History from '@lucide/svelte/icons/history';
import HomeIcon from '@lucide/svelte/icons/house';
import Languages from '@lucide/svelte/icons/languages';
import Layers from '@lucide/svelte/icons/layers';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import LibraryBig from '@lucide/svelte/icons/library-big';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ListFilter from '@lucide/svelte/icons/list-filter';
import Mail from '@lucide/svelte/icons/mail';
import CircleQuestion from '@lucide/svelte/icons/message-circle-question-mark';
import Messages from '@lucide/svelte/icons/messages-square';
import RouteIcon from '@lucide/svelte/icons/route';
import Network from '@lucide/svelte/icons/network';
import Paperclip from '@lucide/svelte/icons/paperclip';
import Presentation from '@lucide/svelte/icons/presentation';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Signature from '@lucide/svelte/icons/signature';
import UserCog from '@lucide/svelte/icons/user-cog';
import Tags from '@lucide/svelte/icons/tags';
import TrendingUp from '@lucide/svelte/icons/trending-up';
import Users from '@lucide/svelte/icons/users-round';
import type { Role } from '#base/permissions.ts';
import type { StudyAbility } from '#base/abilities.ts';
import { isRepresentative } from '#base/grant-duties.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Entry {
  readonly href: string;
  readonly label: () => string;
  readonly icon: typeof HomeIcon;
  /** Lists further addresses whose pages belong to this entry. */
  readonly also?: readonly string[];
  /** Is true where pages below the address do not belong to the entry. */
  readonly isExact?: boolean;
}

export interface Group {
  readonly id: 'city' | 'work' | 'decide' | 'compare' | 'study' | 'record' | 'installation';
  readonly label: () => string;
  readonly icon: typeof HomeIcon;
  /** Is true for a group that is closed until the reader opens it or one of its pages. */
  readonly folds: boolean;
  readonly entries: readonly Entry[];
}

export interface StudyRights {
  readonly studySlug: string;
  readonly abilities: readonly StudyAbility[];
  readonly readsChapters: boolean;
  /** Lists the cities that the reader represents. */
  readonly ownCities: readonly string[];
}

const when = (holds: boolean, ...entries: readonly Entry[]): readonly Entry[] => (holds ? entries : []);

function pagesOfStudy({ studySlug, abilities, readsChapters }: StudyRights) {
  const base = `/studies/${studySlug}`;
  const may = (ability: StudyAbility): boolean => abilities.includes(ability);
  return {
    home: [{ href: base, label: m.nav_home, icon: HomeIcon, isExact: true }],
    cities: [
      { href: `${base}/cities`, label: m.label_cities, icon: Building, also: [`${base}/assessments`] }
    ],
    chapters: when(readsChapters, { href: `${base}/chapters`, label: m.nav_chapters, icon: FileText }),
    translations: when(may('study.consultations'), {
      href: `${base}/translations`,
      label: m.nav_translations,
      icon: Columns
    }),
    consultations: when(may('study.consultations'), {
      href: `${base}/consultation`,
      label: m.label_consultation,
      icon: Messages
    }),
    reports: when(may('study.report'), {
      href: `${base}/reports/report`,
      label: m.label_report,
      icon: FileStack,
      also: [`${base}/reports`]
    }),
    approvals: when(may('study.approvals'), {
      href: `${base}/approvals`,
      label: m.nav_approvals,
      icon: Signature
    }),
    comparison: [
      { href: `${base}/comparison`, label: m.nav_comparison, icon: ChartColumn },
      { href: `${base}/practices`, label: m.nav_practices, icon: Award },
      { href: `${base}/themes`, label: m.nav_themes, icon: TrendingUp },
      ...when(may('study.coding'), { href: `${base}/coding`, label: m.coding_nav, icon: Tags })
    ],
    study: [
      { href: `${base}/framework`, label: m.nav_framework, icon: LayoutGrid, also: [`${base}/goals`] },
      { href: `${base}/criteria`, label: m.nav_criteria, icon: ListFilter },
      { href: `${base}/plan`, label: m.nav_plan, icon: CalendarDays },
      { href: `${base}/roadmap`, label: m.roadmap_title, icon: RouteIcon },
      ...when(
        may('study.meetings'),
        { href: `${base}/meetings`, label: m.nav_meetings, icon: Presentation },
        { href: `${base}/next-steps`, label: m.nav_next_steps, icon: ListChecks }
      ),
      { href: `${base}/context`, label: m.context_nav, icon: LibraryBig },
      { href: `${base}/people`, label: m.nav_people, icon: Users },
      { href: `${base}/glossary`, label: m.nav_glossary, icon: Languages }
    ],
    record: [
      ...when(may('study.events'), { href: `${base}/activity`, label: m.nav_activity, icon: Activity }),
      ...when(may('study.audit'), { href: `${base}/audit`, label: m.audit_title, icon: ShieldCheck }),
      ...when(may('study.edit'), {
        href: `${base}/settings`,
        label: m.nav_settings,
        icon: Settings,
        also: [`${base}/setup`]
      })
    ]
  } satisfies Record<string, readonly Entry[]>;
}

function pagesOfOwnCity(studySlug: string, city: string): readonly Entry[] {
  const base = `/studies/${studySlug}/assessments/${city}`;
  return [
    { href: base, label: m.nav_questionnaire, icon: ClipboardList },
    { href: `${base}/evidence`, label: m.label_evidence, icon: Paperclip },
    { href: `${base}/departments`, label: m.departments_title, icon: Network },
    { href: `${base}/clarifications`, label: m.nav_clarifications, icon: CircleQuestion },
    { href: `${base}/consultation`, label: m.label_consultation, icon: Messages },
    { href: `${base}/levels`, label: m.label_levels, icon: Gauge },
    { href: `${base}/roadmap`, label: m.own_roadmap_title, icon: RouteIcon }
  ];
}

/**
 * A reader who represents one city and has no other role finds the pages of that city first, and the others
 * under the study.
 */
export function groupsOfStudy(rights: StudyRights, roles: readonly Role[]): Group[] {
  const {
    home,
    cities,
    chapters,
    translations,
    consultations,
    reports,
    approvals,
    comparison,
    study,
    record
  } = pagesOfStudy(rights);
  const [city, ...more] = rights.ownCities;
  const own = city !== undefined && more.length === 0 ? pagesOfOwnCity(rights.studySlug, city) : [];
  const isOfCity = own.length > 0 && roles.every((role) => isRepresentative({ role }));
  const groups: Group[] = [
    {
      id: 'city',
      label: m.nav_group_city,
      icon: Building,
      folds: false,
      entries: isOfCity ? [...home, ...own] : own
    },
    {
      id: 'work',
      label: m.nav_group_work,
      icon: HomeIcon,
      folds: false,
      entries: isOfCity ? [] : [...home, ...cities, ...chapters, ...translations, ...reports]
    },
    {
      id: 'decide',
      label: m.nav_group_decide,
      icon: Signature,
      folds: false,
      entries: [...consultations, ...approvals]
    },
    {
      id: 'compare',
      label: m.nav_group_compare,
      icon: ChartColumn,
      folds: false,
      entries: isOfCity ? [] : comparison
    },
    {
      id: 'study',
      label: m.nav_group_study,
      icon: BookOpen,
      folds: true,
      entries: [...(isOfCity ? [...cities, ...chapters, ...comparison] : []), ...study]
    },
    { id: 'record', label: m.nav_group_record, icon: History, folds: true, entries: record }
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

/** Returns the menu of the installation: an administrator's; nobody else has more than the list of studies. */
export const groupsOfInstallation = (isAdministrator: boolean): Group[] =>
  isAdministrator
    ? [
        {
          id: 'installation',
          label: m.nav_admin,
          icon: Settings,
          folds: false,
          entries: [
            { href: '/studies', label: m.nav_studies, icon: Layers },
            { href: '/admin/users', label: m.nav_accounts, icon: UserCog },
            { href: '/admin/mail', label: m.mail_title, icon: Mail }
          ]
        }
      ]
    : [];

/** Lists what a phone shows at once, where the first role has no list of its own: the ends of the addresses within the study. */
const usual: readonly string[] = ['', '/cities', '/comparison', '/chapters'];
const oftenUsed: Readonly<Partial<Record<Role, readonly string[]>>> = {
  secretariat: ['', '/cities', '/consultation', '/approvals'],
  chair: ['', '/approvals', '/cities', '/comparison'],
  expert: ['', '/cities', '/chapters', '/comparison'],
  city: ['', '/comparison', '/cities']
};

/** Returns the four entries that a phone shows at once; the whole menu is behind “More”. */
export function entriesInReach(groups: readonly Group[], studySlug: string, roles: readonly Role[]): Entry[] {
  const entries = groups.flatMap((group) => group.entries);
  const [role] = roles;
  if (groups[0]?.id === 'city' || groups[0]?.id === 'installation' || role === undefined)
    return entries.slice(0, 4);
  return (oftenUsed[role] ?? usual).flatMap(
    (end) => entries.find(({ href }) => href === `/studies/${studySlug}${end}`) ?? []
  );
}

const covers = (start: string, path: string): boolean => path === start || path.startsWith(`${start}/`);

/** Returns the entry to which a page belongs: the one with the longest address above it. */
export function currentEntry(groups: readonly Group[], path: string): Entry | undefined {
  const lengthOf = ({ href, also = [], isExact = false }: Entry): number =>
    Math.max(
      path === href || (!isExact && covers(href, path)) ? href.length : 0,
      ...also.map((start) => (covers(start, path) ? start.length : 0))
    );
  return groups
    .flatMap((group) => group.entries)
    .filter((entry) => lengthOf(entry) > 0)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}
