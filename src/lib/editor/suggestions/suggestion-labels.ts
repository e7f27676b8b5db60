/** Formats what the page says about suggestions, in the reader's language. */
import { textFor } from '#base/locale.ts';
import { insertedText, type SuggestionKind } from '#rules/suggestions/suggestion.ts';
import type { ShownPart } from '#document/suggestions/shown.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { SuggestionView } from '#areas/suggestions';
import type { NoSuggestion } from './prose-only.ts';

const kinds: Readonly<Record<SuggestionKind, () => string>> = {
  insert: m.suggest_kind_insert,
  delete: m.suggest_kind_delete,
  replace: m.suggest_kind_replace,
  move: m.suggest_kind_move
};

const refusals: Readonly<Record<NoSuggestion, () => string>> = {
  block: m.suggest_refused,
  cell: m.suggest_refused_cell,
  note: m.suggest_refused_note,
  format: m.suggest_refused_format,
  chip: m.suggest_refused_chip
};

/** Says why something cannot be suggested, and what to do instead. */
export const refusedSentence = (what: NoSuggestion): string => refusals[what]();

export const kindLabel = (kind: SuggestionKind): string => kinds[kind]();

export const authorName = ({ author }: Pick<SuggestionView, 'author'>): string =>
  textFor(author.name, locale()).text;

/** Names a suggestion: who wants to do what. */
export const suggestionTitle = (view: SuggestionView): string =>
  view.isOwn
    ? m.suggest_you({ kind: kindLabel(view.kind) })
    : m.suggest_of({ who: authorName(view), kind: kindLabel(view.kind) });

/** Says of marked words in a text who wants them inserted or deleted. */
export function labelOfPart({ kind, text }: ShownPart, view: SuggestionView | undefined): string {
  if (view?.kind === 'move') return suggestionTitle(view);
  const isInserted = kind === 'added' || kind === 'written';
  if (!view) return isInserted ? m.suggest_kind_insert() : m.suggest_kind_delete();
  const who = authorName(view);
  return isInserted
    ? m.suggest_inserted_by({ who, words: text === '' ? insertedText(view) : text })
    : m.suggest_deleted_by({ who, words: view.quote });
}
