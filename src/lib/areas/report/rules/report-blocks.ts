/**
 * Defines the data of the blocks that show what the study has found and what public sources say: trends and
 * challenges, good practices, the roadmap, recommendations, and the registers of the context.
 */
import type { Source } from '#rules/bibliography/bibliography.ts';
import type { ContextFigure } from '#rules/context/context-figure.ts';
import type { ContextTable } from '#rules/context/context-table.ts';
import type { TrendArea } from '#rules/context/context.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Addressee } from '#rules/meetings/next-step.ts';
import type { PracticeText } from '#rules/practices/practice.ts';
import type { Horizon } from '#rules/roadmap/roadmap.ts';
import type { SupportRole } from '#rules/bibliography/support.ts';
import type { ThemeAnswer, ThemeOrigin } from '#rules/practices/theme.ts';

export type CitedSource = Pick<Source, 'title' | 'author' | 'publisher' | 'date' | 'address'>;

/** Cites a source at a place of it, as `p. 12`. */
export interface PrintedCitation {
  readonly sourceId: string;
  readonly place: string;
}

/** Names what a statement rests on, as far as everyone may know it. */
export type PrintedSupport =
  | {
      readonly kind: 'passage';
      readonly role: SupportRole;
      /** Names the text as manifests do: `findings:{city}` or `chapter:{slug}`. */
      readonly subject: string;
      readonly section: string;
      readonly block: string;
      readonly language: Locale;
      readonly quote: string;
      /** Holds the fingerprint of the block as it was cited. */
      readonly print: string;
    }
  /** Names a place of a text without citing its words; of the whole text where `block` is null. */
  | {
      readonly kind: 'place';
      readonly role: SupportRole;
      readonly subject: string;
      readonly block: string | null;
    }
  /** Names a thing in words, where the study keeps no list of its kind. */
  | { readonly kind: 'words'; readonly role: SupportRole; readonly text: string }
  | {
      readonly kind: 'answer';
      readonly role: SupportRole;
      readonly city: string;
      readonly question: string;
    }
  | { readonly kind: 'source'; readonly role: SupportRole; readonly id: string }
  | {
      readonly kind: 'entry';
      readonly role: SupportRole;
      readonly title: Bilingual;
      readonly citations: readonly PrintedCitation[];
    }
  | { readonly kind: 'figure'; readonly role: SupportRole; readonly figure: PrintedFigure }
  | {
      readonly kind: 'practice' | 'theme' | 'step' | 'recommendation';
      readonly role: SupportRole;
      readonly id: string;
      readonly title: Bilingual;
    };

/** Says that something on which a statement rests has changed since, or is gone: somebody has to look at it. */
interface Supported {
  readonly id: string;
  readonly isFlagged: boolean;
  readonly supports: readonly PrintedSupport[];
}

export interface ThemeItem extends Supported {
  readonly statement: Bilingual;
  readonly explanation: Bilingual;
  readonly origin: ThemeOrigin;
  readonly answer: ThemeAnswer;
  /** Null for both. */
  readonly side: Bilingual | null;
  /** Empty where it is about all. */
  readonly characteristics: readonly Bilingual[];
}

export interface PracticeItem extends Supported {
  readonly city: Bilingual;
  readonly side: Bilingual;
  readonly characteristic: Bilingual;
  readonly categories: readonly Bilingual[];
  /** The texts of the others are empty. */
  readonly languages: readonly Locale[];
  readonly texts: Readonly<Record<PracticeText, Bilingual>>;
}

export interface RoadmapStepItem {
  readonly id: string;
  readonly title: Bilingual;
  /** Names the levels; null for the start and for the state of the art. */
  readonly from: Bilingual | null;
  readonly to: Bilingual | null;
  readonly responsible: Bilingual;
  readonly horizon: Horizon | null;
  /** Names the steps that come first. */
  readonly after: readonly Bilingual[];
  /** Names what helps: practices, instruments, themes. */
  readonly helps: readonly PrintedSupport[];
}

export interface RoadmapData {
  /** Says whether both chairs approved the chapter with which the steps stand. */
  readonly isApproved: boolean;
  readonly characteristics: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly steps: readonly RoadmapStepItem[];
  }[];
}

export interface RecommendationItem {
  readonly id: string;
  readonly action: Bilingual;
  readonly addressee: Bilingual | 'both' | 'cities';
  /** Empty where it is about all. */
  readonly cities: readonly Bilingual[];
  readonly characteristics: readonly Bilingual[];
  readonly links: readonly PrintedSupport[];
}

export interface RecommendationData {
  /** Says whether both chairs approved the list as it is shown. */
  readonly isApproved: boolean;
  readonly items: readonly RecommendationItem[];
}

export interface RegisterEntry {
  readonly id: string;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly issuer: Bilingual;
  readonly date: string | null;
  readonly cities: readonly Bilingual[];
  readonly caution: Bilingual | null;
  readonly citations: readonly PrintedCitation[];
}

interface TopicHead {
  readonly id: string;
  readonly title: Bilingual;
  readonly caution: Bilingual | null;
}

export interface RegisterData {
  /** `topic` is null for entries without one. */
  readonly groups: readonly {
    readonly area: TrendArea | null;
    readonly topic: TopicHead | null;
    readonly entries: readonly RegisterEntry[];
  }[];
}

export type PrintedFigure = Omit<ContextFigure, 'pins' | 'version' | 'topicId'>;

export type FigureTopics = readonly {
  readonly topic: TopicHead;
  readonly figures: readonly PrintedFigure[];
}[];

export type NumberTables = readonly Omit<ContextTable, 'version' | 'topicId'>[];

export interface FindingBlocks {
  readonly concepts: RegisterData;
  readonly developments: RegisterData;
  readonly standards: RegisterData;
  readonly policies: RegisterData;
  readonly priorities: RegisterData;
  readonly financing: RegisterData;
  readonly projects: RegisterData;
  readonly figures: FigureTopics;
  readonly tables: NumberTables;
  readonly trends: readonly ThemeItem[];
  readonly challenges: readonly ThemeItem[];
  readonly practices: readonly PracticeItem[];
  readonly roadmap: RoadmapData;
  readonly recommendations: RecommendationData;
  readonly bibliography: readonly (CitedSource & { readonly id: string })[];
}

/** Names a side, both sides or the cities, as an addressee. */
export const addresseeFrom = (
  addressee: Addressee,
  sides: readonly [{ readonly name: Bilingual }, { readonly name: Bilingual }]
): Bilingual | 'both' | 'cities' =>
  addressee === 'both' || addressee === 'cities' ? addressee : sides[addressee === 'eu' ? 0 : 1].name;
