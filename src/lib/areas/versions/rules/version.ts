/**
 * Serialises what is approved to bytes: the canonical form `meridian.version/1` of a findings text, a
 * chapter, a response, the framework or the list of pilots. The same content gives the same bytes everywhere;
 * docs/versions.md describes them for independent verification.
 */
import { canonicalText, type Json } from '#base/canonical.ts';
import type { HeldFact, HeldLevel, SectionContent } from '#base/content.ts';
import type { DocumentKind } from '#base/states.ts';

export const versionFormat = 'meridian.version/1';

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

/** As its row and its bytes name it. */
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

/** Undefined where they are not valid. */
export function parseVersion(bytes: Uint8Array): VersionContent | undefined {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as
      | VersionContent
      | { readonly format: string };
    return value.format === versionFormat ? (value as VersionContent) : undefined;
  } catch {
    return undefined;
  }
}

export const isDocumentVersion = (content: VersionContent): content is DocumentVersion =>
  'sections' in content;
