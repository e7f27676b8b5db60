/** Saves what the page of an author proposes, and withdraws what it no longer does. */
import type { FactOf } from '#lib/events/kinds.ts';
import { abilityToSeeSuggestions } from '#base/document-rights.ts';
import {
  isClaimed,
  mostSuggestions,
  saysSame,
  type SavedSuggestion,
  type SuggestedChange
} from '#rules/suggestions/suggestion.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  changeSuggestion,
  countOpenSuggestions,
  insertSuggestion,
  listSuggestionsOf,
  placeSuggestion,
  type SuggestionRow
} from './store/suggestions.ts';
import { aboutText } from '#areas/documents';
import { sectionSubject } from './suggestion-subject.ts';
import { type ClosedSuggestion, closedOf, changeOf } from './suggestion-views.ts';

export interface SavedSuggestions {
  /** Lists those that are as the page has them now. */
  readonly saved: readonly string[];
  /** Lists those that were decided or withdrawn meanwhile: they are changed no more. */
  readonly closed: readonly ClosedSuggestion[];
  /** Lists those that a writer is accepting at this moment: the page tries again. */
  readonly busy: readonly string[];
}

const command = commandsOf<CommandDeps>();

export type SectionDecision = Decision<CommandDeps, typeof sectionSubject, undefined>;

interface Changes {
  readonly saved: readonly SavedSuggestion[];
  readonly withdrawn: readonly string[];
}

/** Is what was done to one suggestion of a page, if anything. */
type Act = 'made' | 'changed' | 'withdrawn' | null;

interface Saving {
  readonly saved: string[];
  readonly closed: ClosedSuggestion[];
  readonly busy: string[];
}

export const save = command(
  { name: 'suggestions.save', subject: sectionSubject, needs: 'suggests' },
  async (decision, { saved, withdrawn }: Changes): Promise<SavedSuggestions> => {
    const { trx, subject, actor } = decision;
    const { document, section } = subject;
    const known = new Map(
      (await listSuggestionsOf(trx, [...saved.map(({ id }) => id), ...withdrawn])).map((row) => [row.id, row])
    );
    const isOwn = (row: SuggestionRow): boolean =>
      row.userId === actor.userId && row.documentId === document.id && row.section === section;
    if (![...known.values()].every(isOwn)) throw refused('invalid', { field: 'id' });
    const fresh = saved.filter(({ id }) => !known.has(id));
    if (fresh.length + (await countOpenSuggestions(trx, document.id, actor.userId)) > mostSuggestions)
      throw refused('too-many');
    const done: Saving = { saved: [], closed: [], busy: [] };
    const acts = new Set<Act>();
    for (const one of saved) acts.add(await saveOne(decision, done, one, known.get(one.id)));
    for (const id of withdrawn) acts.add(await withdrawOne(decision, done, id, known.get(id)));
    const act = (['made', 'changed', 'withdrawn'] as const).find((one) => acts.has(one));
    if (act !== undefined)
      announce(decision, {
        kind: 'suggestion.changed',
        payload: { ...placeOf(decision), act, userId: actor.userId }
      });
    return done;
  }
);

async function saveOne(
  { trx, at, subject: { document, section }, actor, acting }: SectionDecision,
  done: Saving,
  { id, language, ...change }: SavedSuggestion,
  row: SuggestionRow | undefined
): Promise<Act> {
  const columns = { language, ...columnsOf(change) };
  if (!row) {
    const [grant] = acting.grants;
    await insertSuggestion(trx, {
      id,
      studyId: document.studyId,
      documentId: document.id,
      section,
      ...columns,
      state: 'open',
      userId: actor.userId,
      role: grant?.role ?? '',
      sideId: grant?.sideId ?? null,
      at,
      claimedBy: null,
      claimedAt: null,
      decidedBy: null,
      decidedAt: null,
      version: 1
    });
    done.saved.push(id);
    return 'made';
  }
  if (!isChangeable(done, row, at)) return null;
  done.saved.push(id);
  if (!hasChanged(row, columns)) return null;
  const isDone =
    row.language === language && saysSame(changeOf(row), change)
      ? await placeSuggestion(trx, row, columns)
      : await changeSuggestion(trx, row, columns);
  if (!isDone) throw refused('stale');
  return 'changed';
}

async function withdrawOne(
  { trx, at }: SectionDecision,
  done: Saving,
  id: string,
  row: SuggestionRow | undefined
): Promise<Act> {
  if (row && !isChangeable(done, row, at)) return null;
  done.saved.push(id);
  if (!row) return null;
  if (!(await changeSuggestion(trx, row, { state: 'withdrawn', decidedAt: at }))) throw refused('stale');
  return 'withdrawn';
}

/** Checks whether its author may change a suggestion now, and notes why not. */
function isChangeable(done: Saving, row: SuggestionRow, at: string): boolean {
  if (row.state !== 'open') done.closed.push(closedOf(row));
  else if (isClaimed(row, at)) done.busy.push(row.id);
  else return true;
  return false;
}

/** Appends the event: its readers are those who see the suggestions, and it holds no words. */
export function announce(
  { subject: { document }, append }: SectionDecision,
  fact: FactOf<'suggestion.changed' | 'suggestion.decided'>
): void {
  const needs = abilityToSeeSuggestions(document.kind);
  if (needs === null) throw new Error(`A ${document.kind} has no suggestions`);
  append({ ...fact, needs, ...aboutText(document) });
}

export const placeOf = ({ subject: { document, section } }: SectionDecision) => ({
  document: document.kind,
  slug: document.slug,
  section
});

const columnsOf = ({ kind, blockId, from, to, quote, deleted, content, target }: SuggestedChange) => ({
  kind,
  blockId,
  anchorFrom: from,
  anchorTo: to,
  quote,
  deleted: JSON.stringify(deleted),
  content: JSON.stringify(content),
  target
});

const hasChanged = (row: SuggestionRow, columns: Partial<SuggestionRow>): boolean =>
  Object.entries(columns).some(([name, value]) => row[name as keyof SuggestionRow] !== value);
