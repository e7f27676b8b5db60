/**
 * Describes a project of qualitative data analysis as the exchange format REFI-QDA has it (1.0, and 1.5, which has
 * the same schema), without anything of XML or zip: a code book, texts with coded selections, notes, and what else
 * programs exchange about them. Everything refers by GUID, in lower case and without braces. A text that the format
 * may leave out, such as a description, is empty here.
 *
 * Source: "REFI-QDA, Exchange of processed data between qualitative data analysis software packages", 25 September
 * 2019, https://www.qdasoftware.org.
 */

/** Identifies a thing of a project: 36 characters, in lower case. */
export type Guid = string;

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns a GUID in the form in which all are compared, or undefined. Braces and case do not count. */
export function guidOf(text: string): Guid | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1');
  return guidPattern.test(plain) ? plain : undefined;
}

export interface QdaUser {
  readonly guid: Guid;
  readonly name: string;
  /** Holds what the program itself calls the user. */
  readonly id: string;
}

/** Says who made something and who changed it last; times as the file has them (ISO 8601). */
export interface QdaAudit {
  readonly creatingUser: Guid | null;
  readonly created: string | null;
  readonly modifyingUser: Guid | null;
  readonly modified: string | null;
}

export interface QdaCode {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  /** Holds six hexadecimal digits after a number sign. */
  readonly color: string | null;
  /** Is false for a heading, which groups codes and is given to no passage. */
  readonly isCodable: boolean;
  readonly notes: readonly Guid[];
  readonly children: readonly QdaCode[];
}

/** Groups things across the hierarchy of codes. */
export interface QdaSet {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  readonly codes: readonly Guid[];
  readonly sources: readonly Guid[];
  readonly notes: readonly Guid[];
}

export interface QdaCodeBook {
  /** Names the program that wrote the file. */
  readonly origin: string;
  readonly codes: readonly QdaCode[];
  readonly sets: readonly QdaSet[];
}

export interface QdaCoding {
  readonly guid: Guid;
  readonly code: Guid;
  readonly creatingUser: Guid | null;
  readonly created: string | null;
  readonly notes: readonly Guid[];
}

export interface QdaSelection extends QdaAudit {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  /** Counts the code points before the selection. */
  readonly start: number;
  /** Counts the code points up to its end: the selection itself holds `end - start` of them. */
  readonly end: number;
  readonly codings: readonly QdaCoding[];
  readonly notes: readonly Guid[];
}

export const variableTypes = ['Text', 'Boolean', 'Integer', 'Float', 'Date', 'DateTime'] as const;
export type VariableType = (typeof variableTypes)[number];

export interface QdaVariable {
  readonly guid: Guid;
  readonly name: string;
  readonly type: VariableType;
  readonly description: string;
}

/** The type may differ from that of the variable. */
export interface QdaValue {
  readonly variable: Guid;
  readonly type: VariableType;
  readonly value: string;
}

/** Notes have the same form as sources. */
export interface QdaText extends QdaAudit {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  readonly text: string;
  readonly selections: readonly QdaSelection[];
  /** Lists the codes of the text as a whole. */
  readonly codings: readonly QdaCoding[];
  readonly notes: readonly Guid[];
  readonly values: readonly QdaValue[];
}

/** Describes a unit of study, such as a city, with the texts that belong to it. */
export interface QdaCase {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  readonly codes: readonly Guid[];
  readonly values: readonly QdaValue[];
  readonly sources: readonly Guid[];
  readonly selections: readonly Guid[];
}

export const linkDirections = ['Associative', 'OneWay', 'Bidirectional'] as const;
export type LinkDirection = (typeof linkDirections)[number];

export interface QdaLink {
  readonly guid: Guid;
  readonly name: string;
  readonly direction: LinkDirection | null;
  readonly color: string | null;
  readonly origin: Guid | null;
  readonly target: Guid | null;
  readonly notes: readonly Guid[];
}

export interface QdaProject extends QdaCodeBook, QdaAudit {
  readonly name: string;
  readonly description: string;
  /** Lists notes about the project as a whole. */
  readonly remarks: readonly Guid[];
  readonly users: readonly QdaUser[];
  readonly variables: readonly QdaVariable[];
  readonly cases: readonly QdaCase[];
  readonly sources: readonly QdaText[];
  readonly notes: readonly QdaText[];
  readonly links: readonly QdaLink[];
}

export const noAudit: QdaAudit = { creatingUser: null, created: null, modifyingUser: null, modified: null };

/** Reports what a file holds and a project does not, so that a reader learns what an import leaves out. */
export interface QdaLoss {
  /** Names the element or the attribute of the file. */
  readonly element: string;
  readonly count: number;
  /** Lists the names of the first few. */
  readonly names: readonly string[];
}

/** Lists the reasons, besides those of files as such, for which nothing of a file is read. */
export const qdaFaults = [
  /** The zip has no `project.qde`. */
  'no-project',
  /** The XML is neither a project nor a code book of REFI-QDA. */
  'no-refi-qda',
  /** An identifier is missing, or is no GUID. */
  'bad-guid',
  /** Two codes, users, texts or notes have the same GUID. */
  'repeated-guid',
  /** A coding names a code that the code book does not have. */
  'unknown-code',
  /** The text of a source is not in the zip. */
  'no-text',
  /** A position is no number, or lies outside the text. */
  'outside-text',
  'too-many-codes',
  'nameless-code',
  'name-too-long',
  'description-too-long',
  'memo-too-long',
  'too-many-selections',
  'codes-too-deep'
] as const;
export type QdaFault = (typeof qdaFaults)[number];

/** The limits of files as such apply in addition. */
export const qdaLimits = {
  codes: 5_000,
  /** Limits how deep codes are nested. */
  depth: 20,
  selections: 100_000,
  elements: 1_000_000
} as const;

/** Parents first. */
export function codesInOrder(
  codes: readonly QdaCode[],
  parent: Guid | null = null
): { readonly code: QdaCode; readonly parent: Guid | null }[] {
  return codes.flatMap((code) => [{ code, parent }, ...codesInOrder(code.children, code.guid)]);
}

/** Returns how many code points a text holds, which is how the format counts. */
export const pointsIn = (text: string): number =>
  text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
