/**
 * Defines what a report is composed from: its parts, each text in the version that is shown, and the data of
 * its blocks. A manifest names all of it by hashes; inputs with the same manifest are equal, and compose to the
 * same content.
 */
import type { Figure } from '#rules/framework/answer-kinds/kind.ts';
import type { CityKind } from '#rules/cities/city.ts';
import type { NextStepState } from '#rules/meetings/next-step.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import type { Bilingual } from '#base/locale.ts';
import type { CitedSource, FindingBlocks } from './report-blocks.ts';
import type { PartNumbering, ReportBlockName } from './report.ts';
import type { ReportApproval, ReportKind } from './report-content.ts';
import type { HeadingPart } from '#rules/framework/synopsis-headings.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';

export const manifestFormat = 'meridian.manifest/1';

/** Says what a part of a manifest shows, by hashes. */
export type ManifestSource =
  | {
      readonly kind: 'text';
      /** Names the text: `findings:{city}` or `chapter:{slug}`. */
      readonly subject: string;
      readonly version: number;
      /** Holds the SHA-256 of the version. */
      readonly hash: string;
      /** Holds the SHA-256 of what is shown of it, where facts are held back now; null where that is all of it. */
      readonly shown: string | null;
      readonly approval: ReportApproval | null;
    }
  /** A text that has no version to show. */
  | { readonly kind: 'missing'; readonly subject: string }
  | {
      readonly kind: 'block';
      readonly block: ReportBlockName;
      /** Left out where all of the block is. */
      readonly topic?: string;
      readonly data: string;
    }
  | { readonly kind: 'passages'; readonly data: string }
  | { readonly kind: 'group' };

export interface ManifestPart {
  readonly id: string;
  readonly title: Bilingual;
  readonly numbering: PartNumbering;
  /** Lets an edition show a gap for the text, where it is not approved. */
  readonly showsGaps: boolean;
  readonly source: ManifestSource;
  readonly parts: readonly ManifestPart[];
}

export interface ReportManifest {
  readonly format: typeof manifestFormat;
  readonly kind: ReportKind;
  readonly study: { readonly slug: string; readonly name: Bilingual };
  readonly title: Bilingual;
  readonly subtitle: Bilingual | null;
  readonly status: 'draft' | 'published';
  readonly number: string;
  readonly date: string;
  readonly address: string | null;
  /** Holds the origin of the installation: a link below it leads to a place of the study. */
  readonly origin: string;
  /** Holds the SHA-256 of the names of cities, characteristics and levels. */
  readonly names: string;
  readonly parts: readonly ManifestPart[];
}

/** Holds a passage that is written in the report itself, with the place of the report on which it rests. */
export interface ReportPassage {
  readonly id: string;
  readonly text: Bilingual;
  readonly source: PassageSource | null;
  /** Says how the source is now: as it was when the passage was written, changed, or gone. */
  readonly state: 'unlinked' | 'current' | 'changed' | 'gone';
}

export interface PassageSource {
  readonly part: string;
  /** Names the block by its id. */
  readonly block: string;
  /** Holds a fingerprint of the block in both languages, as it was read. */
  readonly print: string;
  /** Holds the beginning of its words, in both languages. */
  readonly words: Bilingual;
  /** In the published report; null before one is published. */
  readonly address?: string | null;
}

export interface BlockData extends FindingBlocks {
  readonly pilots: {
    readonly sides: readonly {
      readonly name: Bilingual;
      readonly cities: readonly {
        readonly number: number;
        readonly name: Bilingual;
        readonly kind: CityKind;
        readonly within: Bilingual;
        readonly country: Bilingual;
        readonly withdrawnOn: string | null;
      }[];
    }[];
  };
  readonly profiles: {
    readonly sides: readonly {
      readonly name: Bilingual;
      readonly cities: readonly {
        readonly id: string;
        readonly name: Bilingual;
        readonly figures: readonly {
          readonly label: Bilingual;
          readonly figure: Figure;
          readonly caution: Bilingual | null;
        }[];
      }[];
    }[];
  };
  readonly framework: {
    readonly version: string;
    readonly notice: Bilingual;
    readonly characteristics: readonly {
      readonly number: number;
      readonly name: Bilingual;
      readonly purpose: Bilingual;
      readonly questions: readonly { readonly code: string; readonly text: Bilingual }[];
    }[];
  } | null;
  readonly levels: LevelData;
  readonly matrix: LevelData;
  readonly panels: {
    readonly all: number;
    readonly closed: number;
    readonly rows: readonly {
      /** Names the characteristic; null for all of them together. */
      readonly name: Bilingual | null;
      readonly cities: number;
      readonly assessors: number;
      /** Holds the agreement and the bounds of its interval; null where it is not computed. */
      readonly agreement: {
        readonly value: number;
        readonly low: number | null;
        readonly high: number | null;
      } | null;
    }[];
  };
  readonly dissent: readonly {
    readonly city: Bilingual;
    readonly characteristic: Bilingual;
    readonly released: string;
    readonly side: Bilingual;
    readonly level: string | null;
    readonly opinion: Bilingual;
  }[];
  readonly services: readonly {
    readonly label: Bilingual;
    /** Counts for each category the cities of each side, in their order, that have any, of all that stated something. */
    readonly shares: readonly {
      readonly category: Bilingual | null;
      readonly sides: readonly {
        readonly name: Bilingual;
        readonly count: number;
        readonly of: number;
      }[];
    }[];
    readonly rows: readonly {
      readonly category: Bilingual | null;
      readonly side: Bilingual;
      readonly city: Bilingual;
      readonly names: readonly Bilingual[];
    }[];
  }[];
  readonly consultation: readonly {
    readonly side: Bilingual;
    readonly city: Bilingual;
    readonly comments: number;
    readonly accepted: number;
    readonly partly: number;
    readonly rejected: number;
    readonly noted: number;
    readonly contested: number;
    /** Lists what stays in dispute and is printed as the city's statement. */
    readonly statements: readonly {
      readonly quote: string;
      readonly body: string;
      readonly language: 'en' | 'zh';
    }[];
  }[];
  readonly 'next-steps': readonly {
    readonly action: Bilingual;
    /** Names the side; or both sides, or the cities. */
    readonly addressee: Bilingual | 'both' | 'cities';
    readonly owner: Bilingual | null;
    readonly dueOn: string | null;
    readonly state: NextStepState;
  }[];
  /** Is made from the approved versions themselves. */
  readonly divergences: null;
  readonly waivers: null;
  readonly glossary: readonly {
    readonly term: Bilingual;
    readonly definition: Bilingual;
    readonly caution: Bilingual | null;
  }[];
  readonly abbreviations: readonly { readonly term: Bilingual; readonly definition: Bilingual }[];
}

export interface LevelData {
  readonly notice: Bilingual | null;
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly sides: readonly {
    readonly name: Bilingual;
    readonly cities: readonly {
      readonly name: Bilingual;
      /** Holds what was released for each characteristic, as versions hold it; null where nothing was. */
      readonly held: readonly (string | null)[];
    }[];
  }[];
}

/** Holds a text in the version that is shown. */
export interface InputText {
  readonly subject: string;
  /** Null for a chapter. */
  readonly city: string | null;
  readonly title: Bilingual;
  readonly content: DocumentVersion;
  /** Lists the goals of the framework in which it was written. */
  readonly goals: LevelChipNames['goals'];
  /** Names sections that have a heading of their own; left out where the framework names them. */
  readonly sections?: Readonly<Record<string, Bilingual>>;
}

export interface ReportInputs {
  readonly manifest: ReportManifest;
  readonly names: LevelChipNames;
  /** Holds the parts of the short profile by the city whose synopsis has them as headings. */
  readonly headings: Readonly<Record<string, readonly HeadingPart[]>>;
  /** By their subject. */
  readonly texts: Readonly<Record<string, InputText>>;
  /** Holds the data of blocks and passages by their SHA-256. */
  readonly data: Readonly<Record<string, unknown>>;
  /** By their id. */
  readonly bibliography: Readonly<Record<string, CitedSource>>;
  /** Holds the titles of all texts of the study by their subject, also of those that the report does not show. */
  readonly titles: Readonly<Record<string, Bilingual>>;
  /**
   * Names the counterpart of quoted blocks, by the subject of the text and the id of the block, where people confirmed
   * that both say the same in the version that is shown.
   */
  readonly counterparts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Lists the SHA-256 of images that others own and that may not be printed. */
  readonly barred: readonly string[];
  /** Lists the SHA-256 of the images whose owner is recorded; null in builds from before that was asked. */
  readonly registered: readonly string[] | null;
  /** Lists, by the subject of the text, the blocks that a translation service wrote and nobody has accepted. */
  readonly machineBlocks: Readonly<Record<string, readonly string[]>>;
}

/** Serialises JSON with its keys in order; equal values have equal texts. */
export function stableText(value: unknown): string {
  if (value === null || typeof value !== 'object')
    return value === undefined ? 'null' : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stableText(inner)}`).join(',')}}`;
}
