/**
 * Writes the e-mail that carries the head of a study's log to one person of each side: a recipient who keeps
 * it can detect a log that was rewritten.
 */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Head {
  readonly day: string;
  readonly seq: number;
  readonly hash: string;
}

export function headText(
  study: Bilingual,
  { day, seq, hash }: Head,
  locale: Locale,
  page: string
): { readonly subject: string; readonly body: string } {
  const of = { locale };
  return {
    subject: m.mail_subject(
      { study: textFor(study, locale).text, what: m.mail_head_subject({ day }, of) },
      of
    ),
    body: [
      m.mail_head_text({}, of),
      `${seq}:${hash}`,
      m.mail_head_how({ head: `${seq}:${hash}` }, of),
      page
    ].join('\n\n')
  };
}
