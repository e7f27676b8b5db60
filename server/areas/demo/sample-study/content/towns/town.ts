import type { CityKind, ParentLevel } from '#rules/cities/city.ts';
import type { Bilingual } from '#base/locale.ts';

export const t = (en: string, zh: string): Bilingual => ({ en, zh });

/** In the order of the framework. */
export const characteristics = [
  'smart-city-strategy',
  'stakeholders',
  'governance',
  'funding',
  'value-assessment',
  'business-models',
  'ict-infrastructure',
  'smart-city-services',
  'legal-regulatory'
] as const;
export type Characteristic = (typeof characteristics)[number];

export interface TownService {
  readonly name: Bilingual;
  readonly category: string;
  readonly since: string;
  readonly overview: Bilingual;
  readonly benefits: Bilingual;
  /** Says why the town calls it best practice; absent where it does not. */
  readonly best?: Bilingual;
}

export interface Town {
  readonly id: string;
  readonly sideId: 'eu' | 'cn';
  readonly kind: CityKind;
  readonly name: Bilingual;
  readonly shortName: Bilingual;
  readonly parent: Bilingual;
  readonly parentLevel: ParentLevel | null;
  /** Holds degrees of a place where no town is. */
  readonly latitude: number;
  readonly longitude: number;
  /** Names the senior representative and a colleague. */
  readonly people: readonly [Bilingual, Bilingual];
  readonly reason: Bilingual;
  readonly currency: 'EUR' | 'CNY';
  /** Holds inhabitants, square kilometres, and the GDP in millions. */
  readonly figures: { readonly people: number; readonly area: number; readonly gdp: number };
  readonly vision: Bilingual;
  readonly kpi: {
    readonly name: Bilingual;
    readonly objective: Bilingual;
    readonly unit: string;
    readonly latest: number;
    readonly target: number;
  };
  readonly partner: { readonly name: Bilingual; readonly type: string; readonly role: Bilingual };
  readonly engagement: Bilingual;
  readonly structure: Bilingual;
  /** In millions. */
  readonly funding: readonly {
    readonly source: string;
    readonly sector: 'public' | 'private' | 'mixed';
    readonly funder: Bilingual;
    readonly amount: number;
  }[];
  readonly raised: Bilingual;
  readonly outcome: {
    readonly dimension: 'economic' | 'environmental' | 'social' | 'cultural';
    readonly what: Bilingual;
    readonly value: number;
    readonly unit: string;
    readonly how: Bilingual;
  };
  readonly model: { readonly name: Bilingual; readonly kind: string; readonly revenue: Bilingual };
  readonly asset: { readonly kind: string; readonly description: Bilingual; readonly amount: number };
  readonly services: readonly TownService[];
  readonly bestPractice: Bilingual;
  readonly law: {
    readonly title: Bilingual;
    readonly area: string;
    readonly level: 'supranational' | 'national' | 'regional' | 'city';
    readonly effect: 'positive' | 'negative' | 'mixed';
    readonly explanation: Bilingual;
  };
  readonly evidence: { readonly title: Bilingual; readonly text: Bilingual };
  /** One paragraph or more for each characteristic. */
  readonly findings: Readonly<Record<Characteristic, readonly Bilingual[]>>;
  /**
   * Holds the level that the panel agrees on for each characteristic, in order: b basic, m more advanced, n not
   * assessed.
   */
  readonly levels: string;
}
