/**
 * Reads, renders and finds the node that says which goal of the framework a passage serves. It is rendered
 * without knowing any framework: as a placeholder with the goal's id, which the code that shows the text
 * fills with the goal's label.
 */
import { textOfGoal } from '#domain/version.ts';
import { allowedPartId } from './allowed.ts';

/** Returns the goal's id; null where it cannot be one. */
export const goalOf = (attrs: Readonly<Record<string, unknown>>): string | null =>
  allowedPartId(attrs['goal']);

/** Returns the placeholder of a goal in HTML. Ids need no escaping. */
export const goalSpan = (goal: string | null): string =>
  `<span class="goal" data-goal="${goal ?? ''}">${textOfGoal(goal)}</span>`;

const spans = /<span class="goal" data-goal="([A-Za-z0-9_-]{0,64})">[^<]*<\/span>/g;

/**
 * Replaces the placeholders in HTML that was rendered here. A text cannot imitate one: its special characters
 * are escaped.
 */
export const withGoalSpans = (html: string, render: (goal: string | null) => string): string =>
  html.replace(spans, (_, goal: string) => render(goal === '' ? null : goal));
