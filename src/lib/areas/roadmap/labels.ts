/** Defines the labels of the roadmap, in the reader's language. */
import { textFor, type Bilingual } from '#base/locale.ts';
import type { Horizon } from '#rules/roadmap/roadmap.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

type LabelMessage = () => string;

const horizonLabels: Readonly<Record<Horizon, LabelMessage>> = {
  short: m.roadmap_horizon_short,
  medium: m.roadmap_horizon_medium,
  long: m.roadmap_horizon_long
};

export const horizonLabel = (horizon: Horizon | null): string =>
  horizon === null ? m.roadmap_horizon_none() : horizonLabels[horizon]();

type Levels = readonly { readonly id: string; readonly name: Bilingual }[];
const levelLabel = (levels: Levels, id: string): string => {
  const level = levels.find((one) => one.id === id);
  return level ? textFor(level.name, locale()).text : id;
};

/** Returns the name of the level at which a step starts; null is the start. */
export const fromLabel = (levels: Levels, id: string | null): string =>
  id === null ? m.roadmap_start() : levelLabel(levels, id);
/** Returns the name of the level to which a step leads; null is the state of the art. */
export const toLabel = (levels: Levels, id: string | null): string =>
  id === null ? m.roadmap_art() : levelLabel(levels, id);
export const wayLabel = (
  levels: Levels,
  { fromLevel, toLevel }: { readonly fromLevel: string | null; readonly toLevel: string | null }
): string => `${fromLabel(levels, fromLevel)} → ${toLabel(levels, toLevel)}`;
