/**
 * Writes the e-mails about accounts: the link that sets a password, and the notices to the person and to those who
 * have to know when a password or an address is another.
 */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { timeOfBothSides } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';

export interface MailText {
  readonly subject: string;
  readonly body: string;
}

const nameIn = (name: Bilingual, locale: Locale): string => textFor(name, locale).text;

/** `link` is the mark that stands for it until it is sent. */
export function resetMail(mail: {
  readonly link: string;
  readonly expiresAt: string;
  /** Names the administrator who began it; null where the person asked. */
  readonly by: Bilingual | null;
  readonly address: string;
  readonly origin: string;
  readonly locale: Locale;
}): MailText {
  const { locale, by } = mail;
  const of = { locale };
  return {
    subject: m.reset_title({}, of),
    body: [
      by ? m.mail_reset_by({ who: nameIn(by, locale) }, of) : m.mail_reset_asked({}, of),
      m.mail_reset_link({}, of),
      mail.link,
      m.mail_invitation_until({ time: timeOfBothSides(mail.expiresAt, locale) }, of),
      `-- \n${m.mail_invitation_footer({ address: mail.address }, of)}\n${mail.origin}\n`
    ].join('\n\n')
  };
}

export interface AccountChange {
  readonly kind: 'password-changed' | 'password-reset' | 'address-changed';
  readonly isByOthers: boolean;
  /** Null where it is not paused. */
  readonly pausedUntil: string | null;
}

/** Tells the person, also at the address that was theirs before. */
export function ownAccountMail({ kind, isByOthers, pausedUntil }: AccountChange, locale: Locale): MailText {
  const of = { locale };
  const what = {
    'password-changed': () => m.mail_account_password_changed({}, of),
    'password-reset': () =>
      isByOthers ? m.mail_account_reset_by_others({}, of) : m.mail_account_reset({}, of),
    'address-changed': () => m.mail_account_address_changed({}, of)
  }[kind]();
  return {
    subject: m.mail_account_subject({}, of),
    body: [
      what,
      ...(pausedUntil === null
        ? []
        : [m.mail_account_paused({ time: timeOfBothSides(pausedUntil, locale) }, of)]),
      m.mail_account_not_you({}, of)
    ].join('\n\n')
  };
}

/** Tells those who have to know: the secretariat and both chairs of a study, or the other administrators. */
export function othersAccountMail(
  { kind, isByOthers, pausedUntil }: AccountChange,
  about: { readonly person: Bilingual; readonly study: Bilingual | null; readonly link: string },
  locale: Locale
): MailText {
  const of = { locale };
  const person = nameIn(about.person, locale);
  const what =
    kind === 'address-changed'
      ? m.mail_account_other_address({ person }, of)
      : isByOthers
        ? m.mail_account_other_reset_by_others({ person }, of)
        : m.mail_account_other_reset({ person }, of);
  return {
    subject: about.study
      ? m.mail_account_other_subject_study({ person, study: nameIn(about.study, locale) }, of)
      : m.mail_account_other_subject({ person }, of),
    body: [
      what,
      ...(pausedUntil === null
        ? []
        : [m.mail_account_other_paused({ time: timeOfBothSides(pausedUntil, locale) }, of)]),
      about.link
    ].join('\n\n')
  };
}

/** Tells the other side that a chair was appointed, or is chair no longer. */
export function chairMail(
  about: {
    readonly person: Bilingual;
    readonly side: Bilingual;
    readonly study: Bilingual;
    readonly isAppointed: boolean;
    readonly link: string;
  },
  locale: Locale
): MailText {
  const facts = {
    person: nameIn(about.person, locale),
    side: nameIn(about.side, locale),
    study: nameIn(about.study, locale)
  };
  const of = { locale };
  return {
    subject: m.mail_chair_subject(facts, of),
    body: [
      about.isAppointed ? m.mail_chair_appointed(facts, of) : m.mail_chair_withdrawn(facts, of),
      about.link
    ].join('\n\n')
  };
}

/** Tells the inviter that somebody wants to accept with another address than the invited one. */
export function claimMail(
  about: {
    readonly person: Bilingual;
    readonly email: string;
    /** The address to which the invitation was sent. */
    readonly invited: string;
    readonly study: Bilingual;
    readonly link: string;
  },
  locale: Locale
): MailText {
  const { email, invited, link } = about;
  const facts = { person: nameIn(about.person, locale), study: nameIn(about.study, locale), email, invited };
  return {
    subject: m.mail_claim_subject(facts, { locale }),
    body: [m.mail_claim_text(facts, { locale }), link].join('\n\n')
  };
}
