/** Holds what the composition of one report knows while it goes on, for all that take part in it. */
import { factsFrom } from '#rules/answers/fact.ts';
import { levelChipsFrom, type LevelChips } from '#rules/panels/level-chip.ts';
import type { Bilingual } from '#base/locale.ts';
import type { ReportCharts } from '#rules/report/report-charts.ts';
import type { ReportSource } from '#rules/report/report-content.ts';
import type { InputText, ManifestPart, ReportInputs } from '#rules/report/report-inputs.ts';
import type { ReportFault } from '#rules/report/report.ts';
import type { NotedText } from './block-parts.ts';
import type { PictureType } from '#document/nodes/block-report.ts';

/** Holds a picture of a text, as base64. */
export interface ReportPicture {
  readonly type: PictureType;
  readonly base64: string;
}

export interface ComposingTools {
  /** Returns the SHA-256 of bytes that are given as base64, in hexadecimal. */
  readonly hashOfBase64: (base64: string) => string;
  readonly charts: ReportCharts;
}

export interface Composing {
  readonly inputs: ReportInputs;
  readonly tools: ComposingTools;
  readonly pictures: Map<string, ReportPicture>;
  readonly faults: ReportFault[];
  readonly sources: Map<string, ReportSource>;
  readonly places: Places;
  readonly notes: readonly NotedText[];
}

/** Says which part shows a text. */
export type Places = ReadonlyMap<string, string>;

/** `stops` where the fault keeps an edition from being made. */
export type Fault = (kind: ReportFault['kind'], about: Bilingual | string, stops: boolean) => void;

/** Parts inside others come behind them. */
export const allParts = (parts: readonly ManifestPart[]): ManifestPart[] =>
  parts.flatMap((part) => [part, ...allParts(part.parts)]);

export const inBoth = (about: Bilingual | string): Bilingual =>
  typeof about === 'string' ? { en: about, zh: about } : about;

/** Checks the data of a block that both chairs approve: a roadmap, or a list of recommendations. */
export const isApprovedBlock = (data: unknown): boolean =>
  typeof data !== 'object' || data === null || !('isApproved' in data) || data.isApproved === true;

/** Returns the levels and figures that the version of a text holds, for the chips in its words. */
export const levelChipsOf = ({ content, city, goals }: InputText, { inputs }: Composing): LevelChips =>
  levelChipsFrom({ ...inputs.names, goals }, city, content.levels, factsFrom(content.facts, city));
