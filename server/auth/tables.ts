import { z } from 'zod';
import { passwordChanges } from '#rules/people/password.ts';
import { roles } from '#base/permissions.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, generated, type ColumnsOf } from '#server/store/tables/columns.ts';

export const user = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    /** Lower case, NFC; unique. */
    email: column.text,
    /** argon2id in PHC form; null until the person has chosen a password. */
    passwordHash: column.textOrNull,
    nameEn: column.text,
    nameZh: column.text,
    locale: column.language.nullable(),
    isAdministrator: column.truth,
    suspendedAt: column.timeOrNull,
    createdAt: column.time,
    /** Names why the person has to set another password, or is asked to; null where the present one is fine. */
    passwordChange: z.enum(passwordChanges).nullable(),
    /**
     * Holds since when and until when the account is paused, after its password was reset by others or its
     * address was changed; null where it is not.
     */
    pausedAt: column.timeOrNull,
    pauseEndsAt: column.timeOrNull,
    /** Names who began that: a user, or `operator`. */
    pausedBy: column.textOrNull
  }
);

/** Stores a name under which a person went until they changed it; events name it by its id. */
export const formerName = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    userId: column.text,
    nameEn: column.text,
    nameZh: column.text,
    until: column.time
  }
);

export const grant = table(
  { key: ['id'], copies: 'archive' },
  {
    id: column.text,
    studyId: column.text,
    userId: column.text,
    role: z.enum(roles),
    sideId: column.textOrNull,
    cityId: column.textOrNull,
    /** Marks the one of a city's representatives who speaks for it; a city has one. */
    isSenior: generated(column.truth),
    /** Lists the ids of the characteristics that a city's contributor may write; null for all. */
    characteristics: generated(column.json.nullable()),
    createdAt: column.time
  }
);

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

export type UserTable = ColumnsOf<typeof user>;
export type GrantTable = ColumnsOf<typeof grant>;
export type PasswordResetTable = ColumnsOf<typeof passwordReset>;
export type SessionTable = ColumnsOf<typeof session>;
