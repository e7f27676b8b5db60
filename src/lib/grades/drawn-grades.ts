/** Fills the places of levels and goals in HTML that was drawn from a text, with what its reader may know; on the server as in the browser. */
import { withGoalPlaces } from '#document/goal.ts';
import { gradeAttributes, withGradePlaces } from '#document/grade.ts';
import { escapeHtml } from '#document/html.ts';
import type { GradeNames, Grades } from '#domain/grade.ts';
import { languageTag, type Locale } from '#domain/locale.ts';
import { goalSign, goalWords } from './goal-words.ts';
import { gradeWords } from './grade-words.ts';

/** Without any grades the neutral words stay. */
export function withGrades(html: string, language: Locale, grades: Grades | null): string {
  if (!grades) return html;
  const levelled = withGradePlaces(html, (cell) => {
    const { sign, text, standing } = gradeWords(grades, cell, language);
    // The city is written out, so that what is copied from here says in any text of which city it is.
    const attributes = gradeAttributes({ ...cell, city: cell.city ?? grades.city });
    const mark = sign ? `<span class="grade-sign" aria-hidden="true">${escapeHtml(sign)}</span>` : '';
    return `<span class="grade grade-${standing}" ${attributes} lang="${languageTag(language)}">${mark}${escapeHtml(text)}</span>`;
  });
  return withGoals(levelled, language, grades.names);
}

const withGoals = (html: string, language: Locale, names: GradeNames): string =>
  withGoalPlaces(html, (goal) => {
    const { text, isKnown } = goalWords(names, goal, language);
    const words = escapeHtml(text);
    const sign = `<span class="goal-sign" aria-hidden="true">${goalSign}</span>`;
    return `<span class="goal${isKnown ? '' : ' goal-unknown'}" data-goal="${goal ?? ''}" lang="${languageTag(language)}" title="${words}">${sign}<span class="goal-words">${words}</span></span>`;
  });
