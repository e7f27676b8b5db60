/** Manages the study's glossary: the secretariat adds, changes and removes terms. */
import { termGroups, termMark, type GlossaryTerm, type TermGroup } from '#domain/glossary.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { deleteTerm, insertTerm, listTerms, updateTerm } from '../store/frameworks.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import { studyEdits, type StudyEdit } from './study-edits.ts';

const mostTerms = 2_000;
const longest = { term: 200, text: 2_000 } as const;

export interface TermCommand {
  readonly term: Bilingual;
  readonly definition: Bilingual;
  readonly group: TermGroup;
  /** Says where usage differs; blank for most terms. */
  readonly caution: Bilingual;
}

export interface Glossary {
  /** Adds a term. `conflict` where a term of the same name in either language exists. */
  add(actor: Actor, studySlug: string, command: TermCommand): Promise<Result<null>>;
  /** Changes a term. `stale` when it is not what the user has seen any more. */
  change(
    actor: Actor,
    studySlug: string,
    term: { readonly id: string; readonly seen: string },
    command: TermCommand
  ): Promise<Result<null>>;
  remove(
    actor: Actor,
    studySlug: string,
    term: { readonly id: string; readonly seen: string }
  ): Promise<Result<null>>;
}

export function openGlossary(tools: CommandDeps): Glossary {
  const edit = studyEdits(tools, listTerms);

  const append = (
    { appendEvent, study, acting }: StudyEdit,
    act: 'added' | 'changed' | 'removed',
    term: Bilingual
  ): Promise<void> =>
    appendEvent(study.id, acting, {
      kind: 'term.changed',
      needs: 'study.see',
      payload: { act, nameEn: term.en, nameZh: term.zh }
    });

  return {
    add: (actor, studySlug, given) =>
      edit(actor, studySlug, async (command, terms) => {
        const fault = faultOf(given, terms);
        if (fault) return fault;
        if (terms.length >= mostTerms) return refuse('too-many');
        await insertTerm(command.trx, {
          studyId: command.study.id,
          id: tools.newId(),
          ...columnsOf(given)
        });
        await append(command, 'added', given.term);
        return ok(null);
      }),

    change: (actor, studySlug, { id, seen }, given) =>
      edit(actor, studySlug, async (command, terms) => {
        const found = terms.find((term) => term.id === id);
        if (!found) return refuse('not-found');
        const fault = faultOf(
          given,
          terms.filter((term) => term !== found)
        );
        if (fault) return fault;
        if (termMark(found) !== seen) return refuse('stale');
        await updateTerm(command.trx, command.study.id, id, columnsOf(given));
        await append(command, 'changed', given.term);
        return ok(null);
      }),

    remove: (actor, studySlug, { id, seen }) =>
      edit(actor, studySlug, async (command, terms) => {
        const found = terms.find((term) => term.id === id);
        if (!found) return refuse('not-found');
        if (termMark(found) !== seen) return refuse('stale');
        await deleteTerm(command.trx, command.study.id, id);
        await append(command, 'removed', found.term);
        return ok(null);
      })
  };
}

function faultOf(
  { term, definition, group, caution }: TermCommand,
  others: readonly GlossaryTerm[]
): ReturnType<typeof refuse> | undefined {
  if (!termGroups.includes(group)) return refuse('invalid', { field: 'group' });
  if (term.en.trim() === '' && term.zh.trim() === '') return refuse('invalid', { field: 'term' });
  if (term.en.length > longest.term || term.zh.length > longest.term) return refuse('too-large');
  if ([definition, caution].some(({ en, zh }) => en.length > longest.text || zh.length > longest.text))
    return refuse('too-large');
  return others.some((other) => isSame(other.term.en, term.en) || isSame(other.term.zh, term.zh))
    ? refuse('conflict', { field: 'term' })
    : undefined;
}

const isSame = (one: string, other: string): boolean =>
  one.trim() !== '' && one.trim().toLowerCase() === other.trim().toLowerCase();

function columnsOf({ term, definition, group, caution }: TermCommand) {
  const hasCaution = caution.en.trim() !== '' || caution.zh.trim() !== '';
  return {
    termEn: term.en,
    termZh: term.zh,
    definitionEn: definition.en,
    definitionZh: definition.zh,
    group,
    cautionEn: hasCaution ? caution.en : null,
    cautionZh: hasCaution ? caution.zh : null
  };
}
