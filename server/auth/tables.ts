/** Defines the tables of sessions, of failed sign-ins and of passwords that are reset. */
import { count, text, time, timeOrNull, table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores a link by which a person sets a password. A used one is deleted. */
export const passwordReset = table(
  { key: ['id'], copies: 'none' },
  {
    id: text,
    userId: text,
    /** Holds the address to which it was sent. */
    email: text,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: text,
    /** Names who asked for it: the person, another user, or `operator`. */
    begunBy: text,
    at: time,
    expiresAt: time
  }
);

/** Stores that others vouch for a paused account: in one study, or in the administration of the installation. */
export const pauseConfirmation = table(
  { key: ['userId', 'scope'], copies: 'backup' },
  {
    userId: text,
    /** Holds the id of the study, or `installation`. */
    scope: text,
    confirmedBy: text,
    at: time
  }
);

export const session = table(
  { key: ['id'], copies: 'none' },
  {
    /** SHA-256 (hex) of the bearer token in the cookie; the token itself is never stored. */
    id: text,
    userId: text,
    createdAt: time,
    /** Holds the expiry, which moves with use, up to `endsAt`. */
    expiresAt: time,
    /** Holds the absolute end, whatever the traffic. */
    endsAt: time,
    /** Holds when the password was given again last; null where only at the sign-in. */
    confirmedAt: timeOrNull
  }
);

/** Stores failed sign-ins of one account or one address in the present window. */
export const signInAttempt = table(
  { key: ['key'], copies: 'none' },
  {
    key: text,
    failures: count,
    windowStartedAt: time
  }
);

export type PasswordResetTable = ColumnsOf<typeof passwordReset>;
export type SessionTable = ColumnsOf<typeof session>;
