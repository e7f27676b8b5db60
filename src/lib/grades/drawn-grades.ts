/** Fills the places of levels in HTML that was drawn from a text, with what its reader may know; on the server as in the browser. */
import { gradeAttributes, withGradePlaces } from '#document/grade.ts';
import { escapeHtml } from '#document/html.ts';
import type { Grades } from '#domain/grade.ts';
import { languageTag, type Locale } from '#domain/locale.ts';
import { gradeWords } from './grade-words.ts';

/** Without any grades the neutral words stay. */
export function withGrades(html: string, language: Locale, grades: Grades | null): string {
  if (!grades) return html;
  return withGradePlaces(html, (cell) => {
    const { sign, text, standing } = gradeWords(grades, cell, language);
    // The city is written out, so that what is copied from here says in any text of which city it is.
    const attributes = gradeAttributes({ ...cell, city: cell.city ?? grades.city });
    const mark = sign ? `<span class="grade-sign" aria-hidden="true">${escapeHtml(sign)}</span>` : '';
    return `<span class="grade grade-${standing}" ${attributes} lang="${languageTag(language)}">${mark}${escapeHtml(text)}</span>`;
  });
}
