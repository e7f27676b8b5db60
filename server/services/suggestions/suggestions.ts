/**
 * Serves suggestions: saves what an author's page proposes, lists them for those who see them, and closes each
 * once. A writer who accepts one claims it first, changes the text as an ordinary edit, and closes it then; what
 * was claimed and never closed is open again after a minute.
 */
import type { Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  isClaimed,
  mostSuggestions,
  saysSame,
  type SavedSuggestion,
  type SuggestedChange,
  type SuggestionAct,
  type SuggestionState
} from '#domain/suggestion.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
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
} from '../../store/suggestions.ts';
import { namedPeople, type NamedPerson } from '../workflow/named-people.ts';
import { aboutText } from '../workflow/text-access.ts';
import {
  authorizeSuggestionCommand,
  authorizeSuggestions,
  type AuthorizedSection,
  type SectionLocation,
  type SuggestionNeed
} from './suggestion-access.ts';

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

export interface Suggestions {
  /** Lists the open suggestions about a section; null for a reader who sees none. */
  list(actor: Actor, location: SectionLocation): Promise<Result<SuggestionsOnSection | null>>;
  /** Authorizes a request before its body is read. */
  authorize(actor: Actor, location: SectionLocation, need: SuggestionNeed): Promise<Result<unknown>>;
  /** Saves and withdraws suggestions of one's own. */
  save(
    actor: Actor,
    location: SectionLocation,
    changes: { readonly saved: readonly SavedSuggestion[]; readonly withdrawn: readonly string[] }
  ): Promise<Result<SavedSuggestions>>;
  /**
   * Decides about a suggestion; `stale` where it says something else, or was decided or claimed, since the person
   * saw it. To reopen takes one's own decision back.
   */
  decide(
    actor: Actor,
    location: SectionLocation,
    act: SuggestionAct,
    seen: { readonly id: string; readonly version: number }
  ): Promise<Result<Decided>>;
}

export function openSuggestions(tools: CommandDeps): Suggestions {
  const { db } = tools.store;
  return {
    async list(actor, location) {
      const authorized = await authorizeSuggestions(db, actor, location, 'sees');
      if (!authorized.ok) return authorized.refusal.code === 'not-found' ? ok(null) : authorized;
      const { document, rights } = authorized.value;
      const rows = await listOpenSuggestions(db, document.id, location.section);
      const people = await namedPeople(
        db,
        document.studyId,
        rows.map(({ userId }) => userId)
      );
      return ok({
        documentId: document.id,
        section: location.section,
        suggests: rights.suggests,
        decides: rights.decides,
        list: rows.map((row) => viewOf(row, people.get(row.userId), actor.userId))
      });
    },

    authorize: (actor, location, need) => authorizeSuggestions(db, actor, location, need),

    save: (actor, location, { saved, withdrawn }) =>
      runCommand(tools, async (context) => {
        const { trx, at } = context;
        const authorized = await authorizeSuggestionCommand(trx, actor, location, 'suggests');
        if (!authorized.ok) return authorized;
        const { document, acting } = authorized.value;
        const known = new Map(
          (await listSuggestionsOf(trx, [...saved.map(({ id }) => id), ...withdrawn])).map((row) => [
            row.id,
            row
          ])
        );
        const isOwn = (row: SuggestionRow): boolean =>
          row.userId === actor.userId && row.documentId === document.id && row.section === location.section;
        if (![...known.values()].every(isOwn)) return refuse('invalid', { field: 'id' });
        const fresh = saved.filter(({ id }) => !known.has(id));
        if (fresh.length + (await countOpenSuggestions(trx, document.id, actor.userId)) > mostSuggestions)
          return refuse('too-many');
        const done = { saved: [] as string[], closed: [] as ClosedSuggestion[], busy: [] as string[] };
        const acts = new Set<string>();
        const [grant] = acting.grants;
        for (const { id, language, ...change } of saved) {
          const row = known.get(id);
          const columns = { language, ...columnsOf(change) };
          if (!row) {
            await insertSuggestion(trx, {
              id,
              studyId: document.studyId,
              documentId: document.id,
              section: location.section,
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
            acts.add('made');
          } else if (row.state !== 'open') {
            done.closed.push(closedOf(row));
            continue;
          } else if (isClaimed(row, at)) {
            done.busy.push(id);
            continue;
          } else if (hasChanged(row, columns)) {
            const isDone =
              row.language === language && saysSame(changeOf(row), change)
                ? await placeSuggestion(trx, row, columns)
                : await changeSuggestion(trx, row, columns);
            if (!isDone) return refuse('stale');
            acts.add('changed');
          }
          done.saved.push(id);
        }
        for (const id of withdrawn) {
          const row = known.get(id);
          if (!row) done.saved.push(id);
          else if (row.state !== 'open') done.closed.push(closedOf(row));
          else if (isClaimed(row, at)) done.busy.push(id);
          else {
            if (!(await changeSuggestion(trx, row, { state: 'withdrawn', decidedAt: at })))
              return refuse('stale');
            acts.add('withdrawn');
            done.saved.push(id);
          }
        }
        const [act] = ['made', 'changed', 'withdrawn'].filter((one) => acts.has(one));
        if (act !== undefined)
          await announce(context, authorized.value, location.section, {
            kind: 'suggestion.changed',
            act,
            author: actor.userId
          });
        return ok(done);
      }),

    decide: (actor, location, act, seen) =>
      runCommand(tools, async (context) => {
        const { trx, at } = context;
        const authorized = await authorizeSuggestionCommand(trx, actor, location, 'decides');
        if (!authorized.ok) return authorized;
        const row = await findSuggestion(trx, seen.id);
        if (row?.documentId !== authorized.value.document.id || row.section !== location.section)
          return refuse('not-found');
        const wasClaimed = row.claimedAt !== null;
        const isMine = row.claimedBy === actor.userId && row.state === 'open';
        const decided = { decidedBy: actor.userId, decidedAt: at, claimedBy: null, claimedAt: null };
        const close = async (state: SuggestionState): Promise<Result<Decided>> => {
          if (!(await changeSuggestion(trx, row, { ...decided, state }))) return refuse('stale');
          await announce(context, authorized.value, location.section, {
            kind: 'suggestion.decided',
            act: state,
            author: row.userId,
            suggestion: row.id
          });
          return ok({ wasClaimed, version: row.version + 1 });
        };
        const unchanged = ok({ wasClaimed, version: row.version });
        switch (act) {
          case 'claim':
          case 'reject':
            if (row.state !== 'open' || row.version !== seen.version || isClaimed(row, at))
              return refuse('stale');
            if (act === 'reject') return close('rejected');
            return (await setClaim(trx, row, { claimedBy: actor.userId, claimedAt: at }))
              ? unchanged
              : refuse('stale');
          case 'release':
            if (!isMine) return refuse('stale');
            return (await setClaim(trx, row, { claimedBy: null, claimedAt: null }))
              ? unchanged
              : refuse('stale');
          case 'accept':
            // Said again by a page that got no answer.
            if (row.state === 'accepted' && row.decidedBy === actor.userId) return unchanged;
            return isMine ? close('accepted') : refuse('stale');
          case 'lose':
            return isMine ? close('lost') : refuse('stale');
          case 'reopen': {
            if (row.state === 'open') {
              // The text was changed and changed back before its claim was closed.
              if (isMine) await setClaim(trx, row, { claimedBy: null, claimedAt: null });
              return unchanged;
            }
            const isOwnDecision =
              row.decidedBy === actor.userId && (row.state === 'accepted' || row.state === 'rejected');
            if (!isOwnDecision) return refuse('stale');
            const open = { state: 'open', decidedBy: null, decidedAt: null } as const;
            if (!(await changeSuggestion(trx, row, open))) return refuse('stale');
            await announce(context, authorized.value, location.section, {
              kind: 'suggestion.decided',
              act: 'open',
              author: row.userId,
              suggestion: row.id
            });
            return ok({ wasClaimed, version: row.version + 1 });
          }
        }
      })
  };
}

interface Announced {
  readonly kind: 'suggestion.changed' | 'suggestion.decided';
  readonly act: string;
  readonly author: string;
  /** Names the suggestion that was decided: a decision that is taken back takes its news back. */
  readonly suggestion?: string;
}

/** Appends the event: its readers are those who see the suggestions, and it holds no words. */
const announce = (
  { appendEvent }: CommandContext,
  { document, needs, acting }: AuthorizedSection & { readonly acting: Actor },
  section: string,
  { kind, act, author, suggestion }: Announced
): Promise<void> =>
  appendEvent(document.studyId, acting, {
    kind,
    needs,
    ...aboutText(document),
    payload: {
      document: document.kind,
      slug: document.slug,
      section,
      act,
      userId: author,
      ...(suggestion === undefined ? {} : { suggestion })
    }
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
