/** Sends e-mails to the mail server that SMTP_URL names; no other module uses SMTP. */
import type { Transporter } from 'nodemailer';
import { isLoopback, type SmtpAddress } from '#server/process/config.ts';

export interface Envelope {
  /** Identifies the e-mail: the same at every try, so that a mailbox can recognize a duplicate. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly language: string;
}

export interface SmtpClient {
  /** Throws an Undelivered where the mail server does not accept it. */
  send(envelope: Envelope): Promise<void>;
  close(): void;
}

export class Undelivered extends Error {
  override readonly name = 'Undelivered';
  /**
   * Says whether no later try can succeed: the address is refused, whereas an unavailable server can come
   * back.
   */
  readonly isFinal: boolean;
  constructor(message: string, isFinal: boolean, cause: unknown) {
    super(message, { cause });
    this.isFinal = isFinal;
  }
}

const silenceMilliseconds = 20_000;
/** Less than the time for which an e-mail is claimed (outbox.ts). */
const sendMilliseconds = 60_000;

export function openSmtpClient(address: SmtpAddress): SmtpClient {
  const { host, from } = address;
  // Nodemailer is loaded with the first e-mail: most starts come before one.
  let transport: Promise<Transporter> | undefined;
  const domain = from.split('@')[1] ?? host;
  return {
    async send({ id, to, subject, text, language }) {
      const opened = await (transport ??= openTransport(address));
      const sent = opened.sendMail({
        from: { name: 'Meridian 子午', address: from },
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        headers: {
          'Content-Language': language,
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All'
        }
      });
      await inTime(sent).catch((error: unknown) => {
        throw undelivered(error);
      });
    },
    close: () => void transport?.then((opened) => opened.close())
  };
}

async function openTransport({ host, port, isSecure, account }: SmtpAddress): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: !isSecure && account !== null && !isLoopback(host),
    ...(account ? { auth: { user: account.user, pass: account.password } } : {}),
    connectionTimeout: silenceMilliseconds,
    greetingTimeout: silenceMilliseconds,
    socketTimeout: silenceMilliseconds,
    // E-mails are plain text: no file or address is read for them.
    disableFileAccess: true,
    disableUrlAccess: true
  });
}

async function inTime(sent: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The mail server did not answer in time')), sendMilliseconds);
    timer.unref();
  });
  await Promise.race([sent, late]).finally(() => clearTimeout(timer));
}

function undelivered(error: unknown): Undelivered {
  const {
    message = String(error),
    code = '',
    responseCode = 0
  } = error as { message?: string; code?: string; responseCode?: number };
  return new Undelivered(
    withoutAddresses(message.replaceAll(/\s+/g, ' ')).slice(0, 300),
    code === 'EENVELOPE' && responseCode >= 550,
    error
  );
}

/** Servers repeat the addressee, who belongs neither into the log nor onto the page of e-mails a second time. */
const withoutAddresses = (text: string): string => text.replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '…@…');
