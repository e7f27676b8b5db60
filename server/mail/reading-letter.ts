/** The letter that gives a draft to somebody outside, in both languages: nobody knows which of them they read. */
import type { Deadline } from '#domain/deadline.ts';
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import { deadlineZones, zonedText } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';

export interface ReadingLetter {
  readonly study: Bilingual;
  readonly city: Bilingual;
  readonly name: string;
  readonly givenBy: Bilingual;
  readonly deadline: Deadline;
  readonly address: string;
  readonly link: string;
  readonly origin: string;
  /** The language that comes first. */
  readonly locale: Locale;
}

export function readingLetter(letter: ReadingLetter): { readonly subject: string; readonly body: string } {
  const languages: readonly Locale[] = letter.locale === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const inEach = (write: (locale: Locale) => string): string[] => languages.map(write);
  const words = (locale: Locale): string => {
    const of = { locale };
    const [study, city, who] = [letter.study, letter.city, letter.givenBy].map(
      (text) => textFor(text, locale).text
    );
    const time = deadlineZones(letter.deadline.zone)
      .map((zone) => zonedText(letter.deadline.at, zone, locale))
      .join(locale === 'zh' ? '；' : ' · ');
    return [
      m.reading_letter_greeting({ name: letter.name }, of),
      m.reading_letter_text({ who: who ?? '', study: study ?? '', city: city ?? '' }, of),
      m.reading_letter_until({ time }, of)
    ].join('\n\n');
  };
  const subject = inEach((locale) =>
    m.reading_letter_subject({ city: textFor(letter.city, locale).text }, { locale })
  ).join(' / ');
  const footer = inEach((locale) => m.reading_letter_footer({ address: letter.address }, { locale })).join(
    '\n'
  );
  return {
    subject,
    body: [...inEach(words), letter.link, `-- \n${footer}\n${letter.origin}\n`].join('\n\n')
  };
}
