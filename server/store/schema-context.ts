/** Defines the tables of the research: bibliography, context, talks with solution providers, images of others. */
import type { CitingKind, SourceKind } from '#domain/bibliography.ts';
import type { FigureNature, Measure } from '#domain/context-figure.ts';
import type { Register, TrendArea } from '#domain/context.ts';
import type { PermissionState } from '#domain/image-permission.ts';
import type { Comparator } from '#domain/record.ts';
import type { Json, PartialDate, Time } from './column-types.ts';

export interface ContextSchema {
  bibliography: BibliographyTable;
  citation: CitationTable;
  contextTopic: ContextTopicTable;
  contextEntry: ContextEntryTable;
  contextFigure: ContextFigureTable;
  contextTable: ContextTableTable;
  contextPin: ContextPinTable;
  providerTalk: ProviderTalkTable;
  outsideImage: OutsideImageTable;
}

/** Names who saved a row last, and when; the version rises with each save. */
interface Saved {
  userId: string;
  at: Time;
  version: number;
}

export interface BibliographyTable extends Saved {
  studyId: string;
  id: string;
  kind: SourceKind;
  titleEn: string;
  titleZh: string;
  author: string;
  publisherEn: string;
  publisherZh: string;
  date: PartialDate | null;
  address: string;
}

/** Stores that an entry, figure or table cites a source, in the order of its citations. */
export interface CitationTable {
  studyId: string;
  kind: CitingKind;
  holderId: string;
  position: number;
  sourceId: string;
  place: string;
}

export interface ContextTopicTable extends Saved {
  studyId: string;
  id: string;
  position: number;
  titleEn: string;
  titleZh: string;
  cautionEn: string | null;
  cautionZh: string | null;
}

export interface ContextEntryTable extends Saved {
  studyId: string;
  id: string;
  position: number;
  register: Register;
  area: TrendArea | null;
  topicId: string | null;
  titleEn: string;
  titleZh: string;
  summaryEn: string;
  summaryZh: string;
  issuerEn: string;
  issuerZh: string;
  date: PartialDate | null;
  /** Holds the `cityId[]` that the entry concerns. */
  cities: Json;
  cautionEn: string | null;
  cautionZh: string | null;
}

export interface ContextFigureTable extends Saved {
  studyId: string;
  id: string;
  position: number;
  topicId: string;
  labelEn: string;
  labelZh: string;
  measure: Measure;
  value: number | null;
  valueTo: number | null;
  valueText: string;
  unitEn: string;
  unitZh: string;
  currency: string | null;
  comparator: Comparator;
  period: string | null;
  nature: FigureNature;
  scopeEn: string;
  scopeZh: string;
  methodEn: string;
  methodZh: string;
  cautionEn: string | null;
  cautionZh: string | null;
}

export interface ContextTableTable extends Saved {
  studyId: string;
  id: string;
  position: number;
  topicId: string;
  titleEn: string;
  titleZh: string;
  noteEn: string;
  noteZh: string;
  measure: 'percent' | 'number';
  unitEn: string;
  unitZh: string;
  period: string | null;
  nature: FigureNature;
  /** Holds `Bilingual[]`. */
  columns: Json;
  /** Holds `TableRow[]`. */
  rows: Json;
}

/** Stores where in the framework an entry or a figure is shown next to a city's answers. */
export interface ContextPinTable {
  studyId: string;
  kind: 'entry' | 'figure';
  holderId: string;
  position: number;
  characteristic: string;
  question: string | null;
  cityId: string | null;
}

export interface ProviderTalkTable extends Saved {
  studyId: string;
  id: string;
  partyEn: string;
  partyZh: string;
  heldOn: PartialDate;
  summaryEn: string;
  summaryZh: string;
}

export interface OutsideImageTable extends Saved {
  studyId: string;
  id: string;
  titleEn: string;
  titleZh: string;
  ownerEn: string;
  ownerZh: string;
  state: PermissionState;
  decidedBy: string;
  decidedOn: PartialDate | null;
  document: string;
  termsEn: string;
  termsZh: string;
  /** Holds the SHA-256 of the picture's bytes; empty until it is known. */
  hash: string;
}
