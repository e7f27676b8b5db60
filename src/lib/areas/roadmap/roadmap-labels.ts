import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Horizon } from '#rules/roadmap/roadmap.ts';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const horizonLabels: LabelTable<Horizon> = {
  short: m.roadmap_horizon_short,
  medium: m.roadmap_horizon_medium,
  long: m.roadmap_horizon_long
};

export const horizonLabel = (horizon: Horizon | null, language: Locale = locale()): string =>
  horizon === null
    ? m.roadmap_horizon_none({}, { locale: language })
    : labelFrom(horizonLabels, horizon, language);

type Levels = readonly { readonly id: string; readonly name: Bilingual }[];
const levelLabel = (levels: Levels, id: string): string => {
  const level = levels.find((one) => one.id === id);
  return level ? textFor(level.name, locale()).text : id;
};

/** Null is the start. */
export const fromLabel = (levels: Levels, id: string | null): string =>
  id === null ? m.roadmap_start() : levelLabel(levels, id);
/** Null is the state of the art. */
export const toLabel = (levels: Levels, id: string | null): string =>
  id === null ? m.roadmap_art() : levelLabel(levels, id);
export const wayLabel = (
  levels: Levels,
  { fromLevel, toLevel }: { readonly fromLevel: string | null; readonly toLevel: string | null }
): string => `${fromLabel(levels, fromLevel)} → ${toLabel(levels, toLevel)}`;
