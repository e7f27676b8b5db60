/** Turns the data of a block that is made by rule into the blocks of a report, in both languages. */
import type { BlockData, LevelData } from '#rules/report/report-inputs.ts';
import { isRegisterBlock, type ReportBlockName } from '#rules/report/report.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import { abbreviations, glossary, nextSteps, notes } from './annex-blocks.ts';
import type { LiveTools } from './block-parts.ts';
import { pilots, profiles } from './city-blocks.ts';
import { bibliography, contextFigures, register } from './context-blocks.ts';
import { numberTables } from './number-tables.ts';
import { practices, recommendations, themes } from './findings-blocks.ts';
import { dissent, framework, levels, matrix, panels } from './level-blocks.ts';
import { roadmap } from './roadmap-blocks.ts';
import { consultation, services } from './service-blocks.ts';

/** Empty where the study holds nothing for it. */
export function liveBlock(name: ReportBlockName, data: unknown, tools: LiveTools): ReportPair[] {
  if (isRegisterBlock(name)) return register(name, data as BlockData[typeof name], tools);
  switch (name) {
    case 'pilots':
      return pilots(data as BlockData['pilots'], tools);
    case 'profiles':
      return profiles(data as BlockData['profiles'], tools);
    case 'framework':
      return framework(data as BlockData['framework'], tools);
    case 'levels':
      return levels(data as LevelData, tools);
    case 'matrix':
      return matrix(data as LevelData, tools);
    case 'panels':
      return panels(data as BlockData['panels'], tools);
    case 'dissent':
      return dissent(data as BlockData['dissent'], tools);
    case 'services':
      return services(data as BlockData['services'], tools);
    case 'consultation':
      return consultation(data as BlockData['consultation'], tools);
    case 'figures':
      return contextFigures(data as BlockData['figures'], tools);
    case 'tables':
      return numberTables(data as BlockData['tables'], tools);
    case 'trends':
      return themes(data as BlockData['trends'], 'trend', tools);
    case 'challenges':
      return themes(data as BlockData['challenges'], 'challenge', tools);
    case 'practices':
      return practices(data as BlockData['practices'], tools);
    case 'roadmap':
      return roadmap(data as BlockData['roadmap'], tools);
    case 'recommendations':
      return recommendations(data as BlockData['recommendations'], tools);
    case 'bibliography':
      return bibliography(data as BlockData['bibliography'], tools);
    case 'next-steps':
      return nextSteps(data as BlockData['next-steps'], tools);
    case 'divergences':
      return notes('divergence', tools);
    case 'waivers':
      return notes('waiver', tools);
    case 'glossary':
      return glossary(data as BlockData['glossary'], tools);
    case 'abbreviations':
      return abbreviations(data as BlockData['abbreviations'], tools);
  }
}
