/** Names the blocks that are made by rule, in both languages. */
import type { Bilingual, Locale } from '#base/locale.ts';
import type { ReportBlockName } from '#rules/report/report.ts';
import { m } from '#lib/paraglide/messages.js';

type Message = (inputs: object, options: { readonly locale: Locale }) => string;

const blockTitles: Readonly<Record<ReportBlockName, Message>> = {
  pilots: m.report_block_pilots,
  profiles: m.report_block_profiles,
  framework: m.study_framework_title,
  levels: m.report_block_levels,
  matrix: m.report_block_matrix,
  panels: m.report_block_panels,
  dissent: m.report_block_dissent,
  services: m.report_block_services,
  consultation: m.report_block_consultation,
  concepts: m.context_register_concept,
  developments: m.report_block_developments,
  standards: m.context_register_standards,
  figures: m.report_block_figures,
  tables: m.report_block_tables,
  policies: m.context_register_policy,
  priorities: m.context_register_priority,
  financing: m.context_register_financing,
  projects: m.context_register_project,
  trends: m.report_block_trends,
  challenges: m.report_block_challenges,
  practices: m.nav_practices,
  roadmap: m.roadmap_steps,
  recommendations: m.report_block_recommendations,
  'next-steps': m.report_block_next_steps,
  divergences: m.report_block_divergences,
  waivers: m.report_block_waivers,
  glossary: m.nav_glossary,
  abbreviations: m.report_block_abbreviations,
  bibliography: m.context_sources_title
};

export const titleOfBlock = (name: ReportBlockName): Bilingual => ({
  en: blockTitles[name]({}, { locale: 'en' }),
  zh: blockTitles[name]({}, { locale: 'zh' })
});
