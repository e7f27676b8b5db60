/** Makes the outline of a synopsis from what a page has loaded of the city's answers. */
import { answersOf } from '#document/answers.ts';
import { newBlockId } from '#document/block-id.ts';
import type { KnownFact } from '#rules/answers/fact.ts';
import type { Bilingual } from '#base/locale.ts';
import { outlineOf } from '#rules/pairs/outline.ts';
import type { AnswerPrints } from '#rules/pairs/source.ts';
import { pointsOf } from '#lib/areas/pairs/outline-points.ts';
import type { PageData } from './$types';

/** Null where the city has answered nothing. */
export function outlineFrom(
  { questions, cells, html }: NonNullable<PageData['shownAnswers']>,
  prints: AnswerPrints,
  facts: readonly KnownFact[]
): ReturnType<typeof outlineOf> | null {
  const answers = answersOf(cells);
  const passages = Object.fromEntries(
    Object.entries(html).map(([section, { en, zh }]): [string, Bilingual] => [
      section,
      { en: firstBlock(en), zh: firstBlock(zh) }
    ])
  );
  const parts = questions.map((question) => ({
    question,
    points: pointsOf(question, answers.get(question.id), passages, facts)
  }));
  return parts.some(({ points }) => points.length > 0) ? outlineOf(parts, prints, newBlockId) : null;
}

/** Returns the words of the first block that holds any; the HTML was made safe by the server, and is not shown. */
function firstBlock(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const note of body.querySelectorAll('.footnotes, .footnote-mark')) note.remove();
  const blocks = [...body.querySelectorAll('p, li, h2, h3, h4, h5')];
  return blocks.map(({ textContent }) => textContent.trim()).find((text) => text !== '') ?? '';
}
