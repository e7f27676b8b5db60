import type { ReportCharts } from '#rules/report/report-charts.ts';
import { horizonsSvg } from './horizons.ts';
import { levelBarsSvg } from './level-bars.ts';
import { sharesSvg } from './shares.ts';
import { timelineSvg } from './timeline.ts';

export const reportCharts: ReportCharts = {
  levelBars: levelBarsSvg,
  shares: sharesSvg,
  timeline: timelineSvg,
  horizons: horizonsSvg
};
