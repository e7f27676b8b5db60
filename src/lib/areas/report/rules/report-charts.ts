/** Defines the charts of a report. The same SVG stands in every output. */
import type { Bilingual, Locale } from '#base/locale.ts';

export interface LevelBars {
  readonly title: Bilingual;
  /** In their fixed order. */
  readonly sides: readonly [Bilingual, Bilingual];
  /** From the first to the last. */
  readonly levels: readonly Bilingual[];
  /** Names cities without a level. */
  readonly without: Bilingual;
  readonly characteristics: readonly {
    readonly name: Bilingual;
    /** Counts the cities of each side: one number for each level, and the last for those without. */
    readonly counts: readonly [readonly number[], readonly number[]];
  }[];
}

export interface Shares {
  readonly title: Bilingual;
  /** Says what stands in place of a bar that is not known. */
  readonly unknown: Bilingual;
  readonly rows: readonly {
    readonly name: Bilingual;
    /** Identifies the side that the share is of, else null. */
    readonly side: 0 | 1 | null;
    readonly count: number | null;
    readonly of: number;
  }[];
  /** Says that the counts are percentages of their source, of 100 each, whose cases are not known. */
  readonly isPercent?: boolean;
}

export interface Timeline {
  readonly title: Bilingual;
  readonly rows: readonly {
    readonly name: Bilingual;
    /** Identifies the side that is responsible, else null. */
    readonly side: 0 | 1 | null;
    /** Holds dates as exactly as they are known; a row without either is listed with a dash. */
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

/** Places steps in spans of time that are counted from the day on which a city enters. */
export interface Horizons {
  readonly title: Bilingual;
  /** Nearest first. */
  readonly spans: readonly Bilingual[];
  readonly rows: readonly {
    readonly name: Bilingual;
    /** Identifies the span by its place in the list; null while it is undecided. */
    readonly span: number | null;
  }[];
}

export interface ReportCharts {
  readonly levelBars: (chart: LevelBars, locale: Locale) => string;
  readonly shares: (chart: Shares, locale: Locale) => string;
  readonly timeline: (chart: Timeline, locale: Locale) => string;
  readonly horizons: (chart: Horizons, locale: Locale) => string;
}
