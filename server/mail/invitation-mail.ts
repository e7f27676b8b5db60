/**
 * Writes the e-mail that offers a role, in the language that the inviter chose. It carries the one link by
 * which the role is accepted.
 */
import type { Side } from '#rules/study/study.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Role } from '#base/permissions.ts';
import { offeredRoleLabel } from '#lib/i18n/role-labels.ts';
import { timeOfBothSides } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';

/** Describes the role that is offered, with the study's own terms. */
export interface OfferedRole {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly role: Role;
  /** Null for a role of both sides. */
  readonly side: Side | null;
  readonly city: Bilingual | null;
  readonly invitedBy: Bilingual;
  readonly expiresAt: string;
}

export interface InvitationMail extends OfferedRole {
  readonly address: string;
  readonly link: string;
  readonly origin: string;
  readonly locale: Locale;
}

export function invitationMail(mail: InvitationMail): {
  readonly subject: string;
  readonly body: string;
} {
  const { locale } = mail;
  const of = { locale };
  const study = textFor(mail.study.title, locale).text;
  const role = offeredRoleLabel(mail, locale);
  const until = timeOfBothSides(mail.expiresAt, locale);
  return {
    subject: m.mail_invitation_subject({ study, role }, of),
    body: [
      m.mail_invitation_text({ who: textFor(mail.invitedBy, locale).text, study, role }, of),
      m.mail_invitation_link({}, of),
      mail.link,
      m.mail_invitation_until({ time: until }, of),
      `-- \n${m.mail_invitation_footer({ address: mail.address }, of)}\n${mail.origin}\n`
    ].join('\n\n')
  };
}
