import type { Locale } from '#base/locale.ts';
import type { SuggestedChange, SuggestionState } from '#rules/suggestions/suggestion.ts';
import { readsOf } from '#server/commands/read.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listOpenSuggestions, type SuggestionRow } from './store/suggestions.ts';
import { namedPeople, type NamedPerson } from '#areas/people';
import { sectionSubject } from './suggestion-subject.ts';

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
  /** The oldest first. */
  readonly list: readonly SuggestionView[];
}

/** Describes a suggestion that was decided or withdrawn, as it was then. */
export interface ClosedSuggestion {
  readonly id: string;
  readonly state: SuggestionState;
  readonly change: SuggestedChange;
}

export const list = readsOf<CommandDeps>()(
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

export const changeOf = (row: SuggestionRow): SuggestedChange => ({
  kind: row.kind,
  blockId: row.blockId,
  from: row.anchorFrom,
  to: row.anchorTo,
  quote: row.quote,
  deleted: JSON.parse(row.deleted) as SuggestedChange['deleted'],
  content: JSON.parse(row.content) as SuggestedChange['content'],
  target: row.target
});

export const closedOf = (row: SuggestionRow): ClosedSuggestion => ({
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
