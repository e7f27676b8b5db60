/**
 * The node that says which goal of the framework a passage serves, as it is read, drawn and found again. Drawn without knowing any framework:
 * a place holder with the goal's id, which whoever shows the text fills with the goal's words.
 */
import { textOfGoal } from '#domain/version.ts';
import { allowedPartId } from './allowed.ts';

/** Null where it names none that could be one. */
export const goalOf = (attrs: Readonly<Record<string, unknown>>): string | null =>
  allowedPartId(attrs['goal']);

/** Ids need no escaping. */
export const goalSpan = (goal: string | null): string =>
  `<span class="goal" data-goal="${goal ?? ''}">${textOfGoal(goal)}</span>`;

const spans = /<span class="goal" data-goal="([A-Za-z0-9_-]{0,64})">[^<]*<\/span>/g;

/** Replaces the place holders in HTML that was drawn here. Words of a text cannot look like one: their signs are escaped. */
export const withGoalSpans = (html: string, render: (goal: string | null) => string): string =>
  html.replace(spans, (_, goal: string) => render(goal === '' ? null : goal));
