/**
 * Sorts the files of src/lib into the areas of areas.ts and platforms. What is on a floor imports what is on lower ones:
 * `base`, the rules of areas, the platforms one above the other, the components of areas, what shows all areas. Of
 * areas, their rules and components alike, each imports itself and those before it in the order of areas.ts. A path is a
 * file or a folder below src/lib; the longest that fits counts.
 */
import type { Area } from './areas.ts';

type Paths = readonly string[];

/** Lists what all may import: rights, refusals, ids, languages, states, the shape of stored texts. */
export const base: Paths = ['base/'];

/** Lists the rules of areas: pure, they import `base` and rules alone. */
export const rules: Readonly<Partial<Record<Area, Paths>>> = {
  study: ['areas/study/rules/'],
  framework: ['areas/framework/rules/'],
  assessments: ['areas/assessments/rules/'],
  cities: ['areas/cities/rules/'],
  people: ['areas/people/rules/'],
  bibliography: ['areas/bibliography/rules/'],
  documents: ['areas/documents/rules/'],
  answers: ['areas/answers/rules/'],
  evidence: ['areas/evidence/rules/'],
  threads: ['areas/threads/rules/'],
  pairs: ['areas/pairs/rules/'],
  suggestions: ['areas/suggestions/rules/'],
  departments: ['areas/departments/rules/'],
  meetings: ['areas/meetings/rules/'],
  panels: ['areas/panels/rules/'],
  versions: ['areas/versions/rules/'],
  consultation: ['areas/consultation/rules/'],
  clarifications: ['areas/clarifications/rules/'],
  approval: ['areas/approval/rules/'],
  workflow: ['areas/workflow/rules/'],
  context: ['areas/context/rules/'],
  roadmap: ['areas/roadmap/rules/'],
  practices: ['areas/practices/rules/'],
  coding: ['areas/coding/rules/'],
  comparison: ['areas/comparison/rules/'],
  exchange: ['areas/exchange/rules/'],
  report: ['areas/report/rules/'],
  search: ['areas/search/rules/'],
  inbox: ['areas/inbox/rules/'],
  home: ['areas/home/rules/'],
  operations: ['areas/operations/rules/']
};

/** Lists the platforms, the lowest first. */
export const platforms = {
  wire: ['wire/'],
  i18n: ['i18n/'],
  document: ['document/'],
  ui: ['ui/'],
  forms: ['forms/'],
  'level-chips': ['level-chips/'],
  charts: ['charts/'],
  map: ['map/'],
  collab: ['collab/'],
  editor: ['editor/']
} as const satisfies Readonly<Record<string, Paths>>;

/** Lists the components of areas, with their labels and requests. */
export const components: Readonly<Partial<Record<Area, Paths>>> = {
  framework: ['areas/framework/'],
  answers: ['areas/answers/'],
  evidence: ['areas/evidence/'],
  threads: ['areas/threads/'],
  pairs: ['areas/pairs/'],
  departments: ['areas/departments/'],
  meetings: ['areas/meetings/'],
  panels: ['areas/panels/'],
  versions: ['areas/versions/'],
  consultation: ['areas/consultation/'],
  clarifications: ['areas/clarifications/'],
  approval: ['areas/approval/'],
  workflow: ['areas/workflow/'],
  context: ['areas/context/'],
  roadmap: ['areas/roadmap/'],
  practices: ['areas/practices/'],
  checks: ['areas/checks/'],
  coding: ['areas/coding/'],
  comparison: ['areas/comparison/'],
  exchange: ['areas/exchange/'],
  report: ['areas/report/'],
  search: ['areas/search/']
};

/** Lists what shows all areas, the lowest first: the menu, and the border of routes. */
export const border = { navigation: ['navigation/'], server: ['server/'] } as const satisfies Readonly<
  Record<string, Paths>
>;

/** Lists what is composed of a part of each area, and may be imported by all: the kinds of events. */
export const unions: Paths = ['events/'];
