/** Numbers the sources of a report in the order in which they are cited first, and writes their entries. */
import { textFor, type Locale } from '#base/locale.ts';
import type { CitedSource } from '#rules/report/report-blocks.ts';
import type { ReportSource } from '#rules/report/report-content.ts';
import type { ReportInputs } from '#rules/report/report-inputs.ts';
import { sourceLinkOf } from '#rules/bibliography/source-link.ts';
import { m } from '#lib/paraglide/messages.js';
import { withoutStop } from './block-parts.ts';
import type { Composing } from './composing.ts';

/** A source that is cited for the first time is the next in the list. */
function numberOf(key: string, { sources }: Composing, make: (number: number) => ReportSource): number {
  const known = sources.get(key);
  if (known) return known.number;
  const cited = make(sources.size + 1);
  sources.set(key, cited);
  return cited.number;
}

export const citeAnswer = (city: string, question: string, composing: Composing): number =>
  numberOf(`${city} ${question}`, composing, (number) => sourceOfAnswer(city, question, composing, number));

/** Null where the study has it no more. */
export function citeSource(id: string, composing: Composing): number | null {
  const { bibliography } = composing.inputs;
  const source = Object.hasOwn(bibliography, id) ? bibliography[id] : undefined;
  return source
    ? numberOf(`bibliography ${id}`, composing, (number) => sourceOfBibliography(source, number))
    : null;
}

function sourceOfBibliography(
  { title, author, publisher, date, address }: CitedSource,
  number: number
): ReportSource {
  // Who published it stands behind the title, unless it is the author; an author has one name, a publisher one in each language.
  const titleIn = (locale: Locale): string => {
    const own = textFor(title, locale).text;
    const by = textFor(publisher, locale).text;
    return by === '' || by === author ? own : `${own}${locale === 'zh' ? '，' : ', '}${by}`;
  };
  return {
    number,
    title: { en: titleIn('en'), zh: titleIn('zh') },
    author,
    date: date ?? '',
    address
  };
}

/** Undefined for any other address. */
export function citedSource(href: string, { manifest }: ReportInputs): string | undefined {
  const link = sourceLinkOf(href);
  return link?.studySlug === manifest.study.slug && new URL(href).origin === manifest.origin
    ? link.source
    : undefined;
}

function sourceOfAnswer(
  cityId: string,
  question: string,
  { inputs: { names, manifest } }: Composing,
  number: number
): ReportSource {
  const found = names.questions?.find(({ id }) => id === question);
  const city = names.cities.find(({ id }) => id === cityId)?.name ?? { en: cityId, zh: cityId };
  const titleIn = (locale: Locale): string =>
    found
      ? m.report_answer(
          {
            city: textFor(city, locale).text,
            code: found.code,
            question: withoutStop(textFor(found.text, locale).text)
          },
          { locale }
        )
      : m.report_answer_unknown({ city: textFor(city, locale).text, question }, { locale });
  return {
    number,
    title: { en: titleIn('en'), zh: titleIn('zh') },
    // The title names the city, in its own language.
    author: '',
    date: manifest.date.slice(0, 4),
    address: ''
  };
}
