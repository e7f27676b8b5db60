/**
 * Serves suggestions: saves what an author's page proposes, lists them for those who see them, and closes each
 * once. A writer who accepts one claims it first, changes the text as an ordinary edit, and closes it then; what
 * was claimed and never closed is open again after a minute.
 */
import type { FactOf, PayloadOf } from '#lib/events/kinds.ts';
import type { Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { abilityToSeeSuggestions } from '#base/document-rights.ts';
import { ok, type Result } from '#base/refusal.ts';
import {
  isClaimed,
  mostSuggestions,
  saysSame,
  type SavedSuggestion,
  type SuggestedChange,
  type SuggestionAct,
  type SuggestionState
} from '#rules/suggestions/suggestion.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Decision } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  changeSuggestion,
  countOpenSuggestions,
  findSuggestion,
  insertSuggestion,
  listOpenSuggestions,
  listSuggestionsOf,
  placeSuggestion,
  setClaim,
  type SuggestionRow
} from './store/suggestions.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import { aboutText } from '#areas/documents';
import { sectionSubject, type SectionLocation } from './suggestion-subject.ts';

export interface SuggestionView extends SuggestedChange {
  readonly id: string;
  readonly language: Locale;
  readonly author: NamedPerson;
  readonly role: string;
  readonly at: string;
  readonly version: number;
  readonly isOwn: boolean;
}

export interface SuggestionsOnSection {
  readonly documentId: string;
  readonly section: string;
  readonly suggests: boolean;
  readonly decides: boolean;
  /** Lists the open ones, the oldest first. */
  readonly list: readonly SuggestionView[];
}

/** Describes a suggestion that was decided or withdrawn, as it was then. */
export interface ClosedSuggestion {
  readonly id: string;
  readonly state: SuggestionState;
  readonly change: SuggestedChange;
}

/** Says what became of each suggestion that a page saved. */
export interface SavedSuggestions {
  /** Lists those that are as the page has them now. */
  readonly saved: readonly string[];
  /** Lists those that were decided or withdrawn meanwhile: they are changed no more. */
  readonly closed: readonly ClosedSuggestion[];
  /** Lists those that a writer is accepting at this moment: the page tries again. */
  readonly busy: readonly string[];
}

/** Says what a decision found and left. */
export interface Decided {
  /** Is true where another claim was never closed, whose words may stand in the text already. */
  readonly wasClaimed: boolean;
  /** Holds the suggestion's version after the decision. */
  readonly version: number;
}

const command = commandsOf<CommandDeps>();

type SectionDecision = Decision<CommandDeps, typeof sectionSubject, undefined>;

interface Changes {
  readonly saved: readonly SavedSuggestion[];
  readonly withdrawn: readonly string[];
}

/** Is what was done to one suggestion of a page, if anything. */
type Act = 'made' | 'changed' | 'withdrawn' | null;

/** Collects what became of the suggestions of a page. */
interface Saving {
  readonly saved: string[];
  readonly closed: ClosedSuggestion[];
  readonly busy: string[];
}

/** Saves and withdraws suggestions of one's own. */
const save = command(
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

/**
 * Decides about a suggestion; `stale` where it says something else, or was decided or claimed, since the person
 * saw it. To reopen takes one's own decision back.
 */
const decide = command(
  { name: 'suggestions.decide', subject: sectionSubject, needs: 'decides' },
  async (
    decision,
    act: SuggestionAct,
    seen: { readonly id: string; readonly version: number }
  ): Promise<Decided> => {
    const { trx, at, subject, actor } = decision;
    const row = await findSuggestion(trx, seen.id);
    if (row?.documentId !== subject.document.id || row.section !== subject.section)
      throw refused('not-found');
    const isMine = row.claimedBy === actor.userId && row.state === 'open';
    const mine = { ...decision, row, isMine };
    switch (act) {
      case 'claim':
      case 'reject':
        if (row.state !== 'open' || row.version !== seen.version || isClaimed(row, at))
          throw refused('stale');
        if (act === 'reject') return close(mine, 'rejected');
        return claim(mine, { claimedBy: actor.userId, claimedAt: at });
      case 'release':
        if (!isMine) throw refused('stale');
        return claim(mine, { claimedBy: null, claimedAt: null });
      case 'accept':
        // Said again by a page that got no answer.
        if (row.state === 'accepted' && row.decidedBy === actor.userId) return unchanged(row);
        if (!isMine) throw refused('stale');
        return close(mine, 'accepted');
      case 'lose':
        if (!isMine) throw refused('stale');
        return close(mine, 'lost');
      case 'reopen':
        return takeBack(mine);
    }
  }
);

/** Is a decision about a suggestion; it is the decider's own where they hold the claim to it. */
interface RowDecision extends SectionDecision {
  readonly row: SuggestionRow;
  readonly isMine: boolean;
}

const unchanged = ({ claimedAt, version }: SuggestionRow): Decided => ({
  wasClaimed: claimedAt !== null,
  version
});

async function claim({ trx, row }: RowDecision, to: Parameters<typeof setClaim>[2]): Promise<Decided> {
  if (!(await setClaim(trx, row, to))) throw refused('stale');
  return unchanged(row);
}

const close = (
  { at, actor, ...decision }: RowDecision,
  state: PayloadOf<'suggestion.decided'>['act']
): Promise<Decided> =>
  changed({ ...decision, at, actor }, state, {
    decidedBy: actor.userId,
    decidedAt: at,
    claimedBy: null,
    claimedAt: null
  });

async function takeBack(decision: RowDecision): Promise<Decided> {
  const { trx, row, isMine, actor } = decision;
  if (row.state === 'open') {
    // The text was changed and changed back before its claim was closed.
    if (isMine) await setClaim(trx, row, { claimedBy: null, claimedAt: null });
    return unchanged(row);
  }
  const isOwnDecision =
    row.decidedBy === actor.userId && (row.state === 'accepted' || row.state === 'rejected');
  if (!isOwnDecision) throw refused('stale');
  return changed(decision, 'open', { decidedBy: null, decidedAt: null });
}

async function changed(
  decision: RowDecision,
  state: PayloadOf<'suggestion.decided'>['act'],
  columns: Parameters<typeof changeSuggestion>[2]
): Promise<Decided> {
  const { trx, row } = decision;
  if (!(await changeSuggestion(trx, row, { ...columns, state }))) throw refused('stale');
  announce(decision, {
    kind: 'suggestion.decided',
    payload: { ...placeOf(decision), act: state, userId: row.userId, suggestion: row.id }
  });
  return { wasClaimed: row.claimedAt !== null, version: row.version + 1 };
}

const list = readsOf<CommandDeps>()(
  { name: 'suggestions.list', subject: sectionSubject },
  async ({ db, subject: { document, section }, abilities, actor }): Promise<SuggestionsOnSection> => {
    const rows = await listOpenSuggestions(db, document.id, section);
    const people = await namedPeople(
      db,
      document.studyId,
      rows.map(({ userId }) => userId)
    );
    return {
      documentId: document.id,
      section,
      suggests: abilities.has('suggests'),
      decides: abilities.has('decides'),
      list: rows.map((row) => viewOf(row, people.get(row.userId), actor.userId))
    };
  }
);

export type Suggestions = ReturnType<typeof createSuggestions>;

export function createSuggestions(deps: CommandDeps) {
  const bound = bind(deps, { list });
  return {
    ...bind(deps, { save, decide }),
    /** Lists the open suggestions about a section; null for a reader who sees none. */
    async list(actor: Actor, location: SectionLocation): Promise<Result<SuggestionsOnSection | null>> {
      const listed = await bound.list(actor, location);
      return !listed.ok && listed.refusal.code === 'not-found' ? ok(null) : listed;
    }
  };
}

/** Appends the event: its readers are those who see the suggestions, and it holds no words. */
function announce(
  { subject: { document }, append }: SectionDecision,
  fact: FactOf<'suggestion.changed' | 'suggestion.decided'>
): void {
  const needs = abilityToSeeSuggestions(document.kind);
  if (needs === null) throw new Error(`A ${document.kind} has no suggestions`);
  append({ ...fact, needs, ...aboutText(document) });
}

const placeOf = ({ subject: { document, section } }: SectionDecision) => ({
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

const changeOf = (row: SuggestionRow): SuggestedChange => ({
  kind: row.kind,
  blockId: row.blockId,
  from: row.anchorFrom,
  to: row.anchorTo,
  quote: row.quote,
  deleted: JSON.parse(row.deleted) as SuggestedChange['deleted'],
  content: JSON.parse(row.content) as SuggestedChange['content'],
  target: row.target
});

const closedOf = (row: SuggestionRow): ClosedSuggestion => ({
  id: row.id,
  state: row.state,
  change: changeOf(row)
});

const viewOf = (row: SuggestionRow, author: NamedPerson | undefined, reader: string): SuggestionView => ({
  id: row.id,
  language: row.language,
  ...changeOf(row),
  author: author ?? { id: row.userId, name: { en: '', zh: '' }, sideId: row.sideId },
  role: row.role,
  at: row.at,
  version: row.version,
  isOwn: row.userId === reader
});
