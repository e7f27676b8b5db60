/**
 * Writes the e-mail that gives a draft to a person outside the study, in both languages, because their
 * language is unknown.
 */
import type { Deadline } from '#rules/assessments/deadline.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { deadlineZones, zonedText } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';

export interface ExternalReviewMail {
  readonly study: Bilingual;
  readonly city: Bilingual;
  readonly name: string;
  readonly givenBy: Bilingual;
  readonly deadline: Deadline;
  readonly address: string;
  readonly link: string;
  readonly origin: string;
  /** Names the language that comes first. */
  readonly locale: Locale;
}

export function externalReviewMail(mail: ExternalReviewMail): {
  readonly subject: string;
  readonly body: string;
} {
  const languages: readonly Locale[] = mail.locale === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const inEach = (write: (locale: Locale) => string): string[] => languages.map(write);
  const textIn = (locale: Locale): string => {
    const of = { locale };
    const [study, city, who] = [mail.study, mail.city, mail.givenBy].map(
      (text) => textFor(text, locale).text
    );
    const time = deadlineZones(mail.deadline.zone)
      .map((zone) => zonedText(mail.deadline.at, zone, locale))
      .join(locale === 'zh' ? '；' : ' · ');
    return [
      m.external_review_mail_greeting({ name: mail.name }, of),
      m.external_review_mail_text({ who: who ?? '', study: study ?? '', city: city ?? '' }, of),
      m.external_review_mail_until({ time }, of)
    ].join('\n\n');
  };
  const subject = inEach((locale) =>
    m.external_review_title({ city: textFor(mail.city, locale).text }, { locale })
  ).join(' / ');
  const footer = inEach((locale) =>
    m.external_review_mail_footer({ address: mail.address }, { locale })
  ).join('\n');
  return {
    subject,
    body: [...inEach(textIn), mail.link, `-- \n${footer}\n${mail.origin}\n`].join('\n\n')
  };
}
