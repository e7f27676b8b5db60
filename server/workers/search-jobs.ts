/** Defines the jobs that make entries of the search index. */
import { createHash } from 'node:crypto';
import { assemble } from '#document/assemble.ts';
import { findableTexts, type FindableInput, type FindableText } from '#document/findable-text.ts';
import { entriesOf, type Findable, type IndexEntry } from '#lib/search/entries.ts';

/** Holds an entry with the fingerprint of all that is indexed of it. */
export interface MadeEntry extends IndexEntry {
  readonly hash: string;
}

export interface SearchJobs {
  /** Reads what can be found in the document that the parts make. */
  readonly findableTexts: { input: FindableInput; made: readonly FindableText[] };
  /** Splits texts into entries with tokens; there are no parts. */
  readonly indexEntries: { input: readonly Findable[]; made: readonly MadeEntry[] };
}

type Parts = readonly Uint8Array[];

export const searchJobs: {
  readonly [K in keyof SearchJobs]: (parts: Parts, input: SearchJobs[K]['input']) => SearchJobs[K]['made'];
} = {
  findableTexts: (parts, input) => findableTexts(assemble(null, parts), input),
  indexEntries: (_, findables) =>
    findables.flatMap(entriesOf).map((entry) => ({
      ...entry,
      hash: createHash('sha256').update(JSON.stringify(entry)).digest('base64url')
    }))
};
