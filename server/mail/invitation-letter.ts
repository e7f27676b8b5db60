/** The letter that offers a role, in the language that the inviter chose. It carries the one link by which the role is taken. */
import type { Side } from '#domain/city.ts';
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Role } from '#domain/permissions.ts';
import { offeredRoleWord } from '#lib/i18n/offered-role.ts';
import { zonedText } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';

/** The role that is offered, in the words of the study. */
export interface OfferedRole {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly role: Role;
  /** Null for a role of both sides. */
  readonly side: Side | null;
  readonly city: Bilingual | null;
  readonly invitedBy: Bilingual;
  readonly expiresAt: string;
}

export interface InvitationLetter extends OfferedRole {
  readonly address: string;
  readonly link: string;
  readonly origin: string;
  readonly locale: Locale;
}

export function invitationLetter(letter: InvitationLetter): {
  readonly subject: string;
  readonly body: string;
} {
  const { locale } = letter;
  const of = { locale };
  const study = textFor(letter.study.title, locale).text;
  const role = offeredRoleWord(letter, locale);
  const until = [
    zonedText(letter.expiresAt, 'Europe/Brussels', locale),
    zonedText(letter.expiresAt, 'Asia/Shanghai', locale)
  ].join(locale === 'zh' ? '；' : ' · ');
  return {
    subject: m.record_letter_subject({ study, role }, of),
    body: [
      m.record_letter_text({ who: textFor(letter.invitedBy, locale).text, study, role }, of),
      m.record_letter_link({}, of),
      letter.link,
      m.record_letter_until({ time: until }, of),
      `-- \n${m.record_letter_footer({ address: letter.address }, of)}\n${letter.origin}\n`
    ].join('\n\n')
  };
}
