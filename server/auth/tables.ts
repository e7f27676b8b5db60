import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

/** Stores a link by which a person sets a password. A used one is deleted. */
export const passwordReset = table(
  { key: ['id'], copies: 'none' },
  {
    id: column.text,
    userId: column.text,
    /** Holds the address to which it was sent. */
    email: column.text,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: column.text,
    /** Names who asked for it: the person, another user, or `operator`. */
    begunBy: column.text,
    at: column.time,
    expiresAt: column.time
  }
);

/** Stores that others vouch for a paused account: in one study, or in the administration of the installation. */
export const pauseConfirmation = table(
  { key: ['userId', 'scope'], copies: 'backup' },
  {
    userId: column.text,
    /** Holds the id of the study, or `installation`. */
    scope: column.text,
    confirmedBy: column.text,
    at: column.time
  }
);

export const session = table(
  { key: ['id'], copies: 'none' },
  {
    /** SHA-256 (hex) of the bearer token in the cookie; the token itself is never stored. */
    id: column.text,
    userId: column.text,
    createdAt: column.time,
    /** Moves with use, up to `endsAt`. */
    expiresAt: column.time,
    /** Holds the absolute end, whatever the traffic. */
    endsAt: column.time,
    /** Holds when the password was given again last; null where only at the sign-in. */
    confirmedAt: column.timeOrNull
  }
);

/** Stores failed sign-ins of one account or one address in the present window. */
export const signInAttempt = table(
  { key: ['key'], copies: 'none' },
  {
    key: column.text,
    failures: column.count,
    windowStartedAt: column.time
  }
);

export type PasswordResetTable = ColumnsOf<typeof passwordReset>;
export type SessionTable = ColumnsOf<typeof session>;
