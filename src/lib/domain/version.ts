/**
 * Serialises what is approved to bytes: the canonical form `meridian.version/1` of a findings text, a
 * chapter, a response, the framework or the list of pilots. The same content gives the same bytes everywhere;
 * docs/versions.md describes them for independent verification.
 */
import { textOfChip } from '#document/nodes/chips.ts';
import type { Locale } from './locale.ts';
import { oncePerNode } from './once-per-node.ts';
import type { DocumentKind } from './workflow.ts';

export const versionFormat = 'meridian.version/1';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Describes a block, an inline node or a piece of text. Attributes with their default value are left out;
 * marks are in the order of their names.
 */
export type ContentNode = {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly ContentMark[];
  readonly attrs?: { readonly [name: string]: Json };
  readonly content?: readonly ContentNode[];
};
export type ContentMark = { readonly type: string; readonly attrs?: { readonly [name: string]: Json } };

/** Holds one section in both languages, block by block. */
export type SectionContent = {
  readonly id: string;
  readonly en: readonly ContentNode[];
  readonly zh: readonly ContentNode[];
};

/**
 * Holds the released result of a cell at the time of the version: the id of the level, or `not-assessed`,
 * `not-applicable` or `split` where that was the panel's outcome; null where none was released. `city` is
 * present in a chapter only; in findings it is the city of the text.
 */
export type HeldLevel = {
  readonly characteristic: string;
  readonly level: string | null;
  readonly city?: string;
};

/**
 * Holds the value of a field that the text names, at the time of the version. `figure` is in canonical form:
 * numbers with fractions are text. `city` is present in a chapter only.
 */
export type HeldFact = {
  readonly fact: string;
  readonly city?: string;
  readonly label: { readonly en: string; readonly zh: string };
  readonly figure: { readonly [part: string]: Json };
  readonly caution?: { readonly en: string; readonly zh: string };
};

/**
 * Holds a note about a pair of passages, for exactly the words of this version: that both sides are right and
 * differ on purpose, or why the approval did not wait for a passage whose translation is missing or not current.
 */
export type PassageNote = {
  readonly kind: 'divergence' | 'waiver';
  readonly section: string;
  /** The state of the pair apart from the note. */
  readonly state: string;
  /** The blocks and the beginning of their words; null for a side that is missing. */
  readonly en: { readonly block: string; readonly words: string } | null;
  readonly zh: { readonly block: string; readonly words: string } | null;
  readonly note: { readonly en: string; readonly zh: string };
};

/** Holds the text of a document with everything that an approval of it covers. */
export type DocumentVersion = {
  readonly format: typeof versionFormat;
  readonly study: string;
  readonly subject: string;
  readonly framework: { readonly id: string; readonly version: string; readonly sha256: string } | null;
  readonly sections: readonly SectionContent[];
  /**
   * Lists, in findings, every characteristic of the city; in a chapter the cells that its text names; empty
   * for a response.
   */
  readonly levels: readonly HeldLevel[];
  /**
   * Holds, in a response only, the cells of its answers, by their keys. The passages of its questions are
   * among the sections.
   */
  readonly answers?: { readonly [cell: string]: Json };
  /**
   * Lists what the text rests on: records, figures and files, each by its id and the SHA-256 of its canonical
   * form or bytes.
   */
  readonly evidence: readonly { readonly id: string; readonly sha256: string }[];
  /** Lists the values of the fields that the text names; left out where it names none. */
  readonly facts?: readonly HeldFact[];
  /** Lists what was noted about pairs, in the order of the text; left out where nothing was. */
  readonly notes?: readonly PassageNote[];
  /** Counts the passages that began as a draft of a translation service; left out where none did. */
  readonly drafted?: number;
};

/** Holds a part of the study that has no document: its framework, or its list of pilots. */
export type RecordVersion = {
  readonly format: typeof versionFormat;
  readonly study: string;
  readonly subject: 'framework' | 'pilots' | 'recommendations';
  readonly record: Json;
};

export type VersionContent = DocumentVersion | RecordVersion;

/** Returns the subject of a version, as its row and its bytes name it. */
export const subjectOf = ({
  kind,
  cityId,
  slug
}: {
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly slug: string | null;
}): string => (kind === 'chapter' ? `chapter:${slug ?? ''}` : `${kind}:${cityId ?? ''}`);

/** Returns the bytes under whose hash a version is stored. */
export const bytesOf = (content: VersionContent): Uint8Array =>
  new TextEncoder().encode(canonicalText(content));

/** Parses a stored version's bytes; undefined where they are not valid. */
export function parseVersion(bytes: Uint8Array): VersionContent | undefined {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as
      VersionContent | { readonly format: string };
    return value.format === versionFormat ? (value as VersionContent) : undefined;
  } catch {
    return undefined;
  }
}

export const isDocumentVersion = (content: VersionContent): content is DocumentVersion =>
  'sections' in content;

/**
 * Serialises JSON as RFC 8785 (JCS) does, for values without fractions: keys in the order of their UTF-16
 * code units, no blanks, strings and whole numbers as ECMAScript writes them. Throws for numbers that are not
 * safe integers.
 */
export function canonicalText(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`${value} has no canonical form here`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * Converts a value to canonical JSON: numbers with fractions become text, so that figures can be part of it;
 * undefined values are left out.
 */
export function toCanonical(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toCanonical);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => [key, toCanonical(inner)])
    );
  }
  throw new TypeError(`A ${typeof value} has no canonical form`);
}

/**
 * Returns a short fingerprint of a text, to detect a change: FNV-1a over UTF-16 code units, two runs of 32
 * bits, 16 hex digits. Equal texts give equal fingerprints in browser and server; it is not secure against
 * attacks and need not be.
 */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + at), 0x85ebca6b);
  }
  const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}

/** Returns a fingerprint of a thing; equal things have equal fingerprints. */
export const markOf = (thing: unknown): string => fingerprint(canonicalText(toCanonical(thing)));

/**
 * Returns fingerprints of the outer blocks of a section in both languages, by block id. Ids and pairing are
 * not included: only what a reader sees.
 */
export function fingerprintsOf(section: SectionContent): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (['en', 'zh'] as const satisfies readonly Locale[]).flatMap((language) =>
      section[language].flatMap((node, at) => {
        const id = idOfNode(node, `${language}-${at}`);
        const print = printOfNode(node);
        return print === null ? [] : [[id, print] as const];
      })
    )
  );
}

/** Returns the fingerprint of an outer block; null for a blank one. */
const printOfNode = oncePerNode((node) =>
  isBlankNode(node) ? null : fingerprint(canonicalText(withoutIdentity(node)))
);

/**
 * Returns the outer blocks that have changed, come or gone since `confirmed`; all of them where nothing was
 * confirmed.
 */
export function staleBlocks(
  now: Readonly<Record<string, string>>,
  confirmed: Readonly<Record<string, string>> | null
): string[] {
  if (confirmed === null) return Object.keys(now);
  const ids = new Set([...Object.keys(now), ...Object.keys(confirmed)]);
  return [...ids].filter((id) => now[id] !== confirmed[id]);
}

/**
 * Returns the id of a block, or the given substitute where it has none. A list or a quote is known by the id of
 * the first block in it.
 */
export const idOfNode = (node: ContentNode, instead: string): string => firstIdIn(node) ?? instead;

function firstIdIn(node: ContentNode): string | undefined {
  const id = node.attrs?.['id'];
  if (typeof id === 'string') return id;
  for (const child of node.content ?? []) {
    const inner = firstIdIn(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/**
 * Returns the visible text of a node: a line break becomes one space, and a chip
 * what it names.
 */
export function textOfNode(node: ContentNode): string {
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return ' ';
  const chip = textOfChip(node.type, node.attrs);
  if (chip !== null) return chip;
  return (node.content ?? []).map(textOfNode).join('');
}

const isBlankNode = (node: ContentNode): boolean =>
  node.type === 'paragraph' && textOfNode(node).trim() === '';

function withoutIdentity(node: ContentNode): Json {
  const attrs = Object.fromEntries(
    Object.entries(node.attrs ?? {}).filter(([name]) => name !== 'id' && name !== 'counterpart')
  );
  return {
    type: node.type,
    ...(node.text === undefined ? {} : { text: node.text }),
    ...(node.marks === undefined ? {} : { marks: toCanonical(node.marks) }),
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(node.content === undefined ? {} : { content: node.content.map(withoutIdentity) })
  };
}
