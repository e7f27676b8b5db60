/**
 * Writes e-mails into the outbox, in the transaction of the decision that they report; they are sent
 * afterwards (outbox.ts). An e-mail says what happened and where, in its reader's language, and never repeats
 * what a user wrote. Its links lead to pages; none of them performs an action.
 */
import type { Transaction } from 'kysely';
import { textFor, type Locale } from '#base/locale.ts';
import { deadlineZones, zonedText } from '#lib/i18n/deadline.ts';
import { m } from '#lib/paraglide/messages.js';
import { insertMail } from './stored-mail.ts';
import type { Schema } from '#server/store/schema.ts';
import type { MailTable } from './tables.ts';
import { listUsersOf, type UserRow } from '#server/auth/users.ts';
import { loadNamedStudy, nameOf, locationLabel, type About } from './locations.ts';

export const urgentKinds = [
  'consultation-opened',
  'approval-asked',
  'approval-voided',
  'reopening-requested',
  'returned',
  'deadline-moved',
  'reminder',
  'clarification-asked',
  'clarification-returned'
] as const;
export type UrgentKind = (typeof urgentKinds)[number];

/**
 * Describes what cannot wait for the digest: a step requires something of these people before a date, or
 * gives it back to them.
 */
export interface UrgentMatter {
  readonly kind: UrgentKind;
  readonly studyId: string;
  /** A user who is listed twice gets one e-mail; suspended users get none. */
  readonly userIds: readonly string[];
  readonly about: About;
  /** The page of the task, within the study: `/assessments/bristol/consultation`. */
  readonly path: string;
  readonly deadline?: { readonly at: string; readonly zone: string | null } | undefined;
  /** The days left, for a reminder; negative where the deadline has passed. */
  readonly days?: number;
}

/** Describes an e-mail whose text is complete except for the footer, which is added here. */
export interface MailMessage {
  readonly studyId: string | null;
  readonly userId: string | null;
  readonly address: string;
  readonly kind: MailTable['kind'];
  readonly locale: Locale;
  readonly subject: string;
  readonly body: string;
}

export interface MailContext {
  readonly trx: Transaction<Schema>;
  /** The time of the decision. */
  readonly at: string;
}

export interface Mailer {
  write(context: MailContext, messages: readonly MailMessage[]): Promise<void>;
  writeUrgent(context: MailContext, matter: UrgentMatter): Promise<void>;
  /** Returns the address of a page, for e-mails composed elsewhere. */
  readonly link: (path: string) => string;
}

export const localeOf = (reader: Pick<UserRow, 'locale'>): Locale => reader.locale ?? 'en';

export function openMailer({
  newId,
  config: { origin }
}: {
  readonly newId: () => string;
  readonly config: { readonly origin: string };
}): Mailer {
  const link = (path: string): string => origin + path;

  const write: Mailer['write'] = ({ trx, at }, messages) =>
    insertMail(
      trx,
      messages.map(({ body, ...message }) => ({
        ...message,
        body: `${body}\n\n-- \n${m.mail_footer({ address: message.address }, { locale: message.locale })}\n${origin}\n`,
        id: newId(),
        sealedLink: null,
        at,
        nextTryAt: at,
        sentAt: null,
        givenUpAt: null,
        tries: 0,
        lastError: ''
      }))
    );

  return {
    link,
    write,
    async writeUrgent(context, matter) {
      const readers = (await listUsersOf(context.trx, [...new Set(matter.userIds)])).filter(
        (reader) => reader.suspendedAt === null
      );
      if (readers.length === 0) return;
      const { studyId, about } = matter;
      const study = await loadNamedStudy(context.trx, studyId);
      const name = await nameOf(context.trx, studyId, about);
      await write(
        context,
        readers.map((reader): MailMessage => {
          const locale = localeOf(reader);
          const content = urgentText(matter, locationLabel(about, name, locale), locale);
          const until = matter.deadline ? [untilText(matter.deadline, locale, (matter.days ?? 0) < 0)] : [];
          return {
            studyId,
            userId: reader.id,
            address: reader.email,
            kind: 'urgent',
            locale,
            subject: m.mail_subject(
              { study: textFor(study.name, locale).text, what: content.subject },
              { locale }
            ),
            body: [content.text, ...until, link(`/studies/${study.slug}${matter.path}`)].join('\n\n')
          };
        })
      );
    }
  };
}

function urgentText(
  { kind, days = 0 }: UrgentMatter,
  location: string,
  locale: Locale
): { readonly subject: string; readonly text: string } {
  const of = { locale };
  switch (kind) {
    case 'consultation-opened':
      return {
        subject: m.mail_consultation_subject({ location }, of),
        text: m.mail_consultation_text({ location }, of)
      };
    case 'approval-asked':
      return {
        subject: m.mail_approval_subject({ location }, of),
        text: m.mail_approval_text({ location }, of)
      };
    case 'approval-voided':
      return { subject: m.mail_voided_subject({ location }, of), text: m.mail_voided_text({ location }, of) };
    case 'reopening-requested':
      return {
        subject: m.mail_reopening_subject({ location }, of),
        text: m.mail_reopening_text({ location }, of)
      };
    case 'returned':
      return {
        subject: m.mail_returned_subject({ location }, of),
        text: m.mail_returned_text({ location }, of)
      };
    case 'clarification-asked':
      return { subject: m.mail_asked_subject({ location }, of), text: m.mail_asked_text({ location }, of) };
    case 'clarification-returned':
      return {
        subject: m.mail_answered_subject({ location }, of),
        text: m.mail_answered_text({ location }, of)
      };
    case 'deadline-moved':
      return { subject: m.mail_moved_subject({ location }, of), text: m.mail_moved_text({ location }, of) };
    case 'reminder':
      if (days < 0)
        return {
          subject: m.mail_overdue_subject({ location }, of),
          text: m.mail_overdue_text({ location }, of)
        };
      return {
        subject: m.mail_reminder_subject({ location, left: m.mail_days({ count: days }, of) }, of),
        text: m.mail_reminder_text({ location }, of)
      };
  }
}

/** Returns the deadline in the zone in which it was set, in Brussels and in Beijing. */
const untilText = (
  { at, zone }: { readonly at: string; readonly zone: string | null },
  locale: Locale,
  hasPassed: boolean
): string =>
  deadlineZones(zone)
    .map((one, index) => {
      const time = zonedText(at, one, locale);
      return index > 0
        ? time
        : hasPassed
          ? m.mail_was_due({ time }, { locale })
          : m.mail_until({ time }, { locale });
    })
    .join(locale === 'zh' ? '；' : ' · ');
