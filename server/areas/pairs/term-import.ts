import { termGroups, termMark, type GlossaryTerm, type TermWording } from '#rules/pairs/glossary.ts';
import { locales, type Bilingual } from '#base/locale.ts';
import { largestGlossary } from '#base/upload-limits.ts';
import type { GlossaryEntry } from './glossary-entry.ts';
import { insertProposals, saveTerms, supersedeProposals } from './store/glossary.ts';
import { inTurns } from '#server/process/in-turns.ts';
import { chunksOf } from '#server/store/chunks.ts';
import { refused, take } from '#server/commands/refused.ts';
import { wordingIn, validateWording } from './term-wording.ts';
import { edit, settled, mostTerms, type TermEdit } from './term-edit.ts';

/** Limits the terms that are written between two moments at which other requests are answered. */
const savedAtOnce = 100;

export interface Imported {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

/**
 * Imports a TBX or CSV file: all of its terms or none. A term is known by its id or by its name;
 * `glossary-file` for a file that is neither.
 */
export const importTerms = edit(
  {
    name: 'term.import',
    prepare: async ({ deps, actor }, bytes: Uint8Array) => {
      if (bytes.byteLength > largestGlossary) throw refused('too-large', { megabytes: 4 });
      return take(await deps.glossaryFiles.read(bytes, actor.userId));
    }
  },
  async (command, _bytes: Uint8Array): Promise<Imported> => {
    const { deps, append, parts: terms, prepared: entries } = command;
    const { written, ...counts } = await planTerms(entries, terms, deps.newId);
    await saveAll(command, written);
    if (counts.added + counts.changed > 0)
      append({
        kind: 'glossary.imported',
        needs: 'study.see',
        payload: { added: counts.added, changed: counts.changed }
      });
    return counts;
  }
);

/** Other requests are answered in between. */
async function saveAll(command: TermEdit, written: readonly WrittenTerm[]): Promise<void> {
  const { trx, at, subject } = command;
  const { study } = subject;
  await inTurns(chunksOf(written, savedAtOnce), async (some) => {
    await saveTerms(trx, study.id, some);
    await supersedeProposals(trx, { studyId: study.id, termIds: some.map(({ id }) => id), at });
    await insertProposals(
      trx,
      some.map(({ id, seen, wording }) =>
        settled(command, seen === '' ? 'add' : 'change', { id, seen }, wording)
      )
    );
  });
}

/** Describes a term that a file adds or changes; `seen` is empty for a new one. */
interface WrittenTerm {
  readonly id: string;
  readonly seen: string;
  readonly wording: TermWording;
}

/** Terms are looked up by their ids and names, so that the time grows with the file alone. */
async function planTerms(
  entries: readonly GlossaryEntry[],
  terms: readonly GlossaryTerm[],
  newId: () => string
): Promise<Imported & { readonly written: readonly WrittenTerm[] }> {
  const now = new Map<string, TermWording>();
  const named = new Map<string, Set<string>>();
  const put = (id: string, wording: TermWording): void => {
    for (const name of namesOf(now.get(id)?.term)) named.get(name)?.delete(id);
    for (const name of namesOf(wording.term)) named.set(name, (named.get(name) ?? new Set()).add(id));
    now.set(id, wording);
  };
  for (const term of terms) put(term.id, term);
  const written: WrittenTerm[] = [];
  const counts = { added: 0, changed: 0, same: 0 };
  const met = new Set<string>();
  await inTurns(entries, (one) => {
    const wording = wordingIn({ ...one, group: termGroups.find((each) => each === one.group) ?? 'concepts' });
    const alike = namesOf(wording.term).flatMap((name) => [...(named.get(name) ?? [])]);
    const knownId = one.id !== null && now.has(one.id) ? one.id : alike[0];
    // Two entries of one file that mean the same term contradict each other.
    if (knownId !== undefined && met.has(knownId)) throw refused('conflict', { field: 'term' });
    take(validateWording(wording, []));
    if (alike.some((id) => id !== knownId)) throw refused('conflict', { field: 'term' });
    const id = knownId ?? newId();
    const known = now.get(id);
    met.add(id);
    const seen = known ? termMark(known) : '';
    if (known && seen === termMark(wording)) {
      counts.same += 1;
      return;
    }
    written.push({ id, seen, wording });
    put(id, wording);
    counts[known ? 'changed' : 'added'] += 1;
    if (now.size > mostTerms) throw refused('too-many');
  });
  return { written, ...counts };
}

/** Returns the names by which a term is known again: that of each language. */
const namesOf = (term: Bilingual | undefined): string[] =>
  locales.flatMap((language) => {
    const name = term?.[language].trim().toLowerCase() ?? '';
    return name === '' ? [] : [`${language} ${name}`];
  });
