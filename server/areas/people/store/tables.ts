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

export const invitation = table(
  { key: ['id'], copies: 'backup' },
  {
    id: column.text,
    studyId: column.text,
    email: column.text,
    role: z.enum(roles),
    sideId: column.textOrNull,
    cityId: column.textOrNull,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: column.text,
    userId: column.text,
    at: column.time,
    expiresAt: column.time,
    acceptedAt: column.timeOrNull,
    acceptedBy: column.textOrNull,
    withdrawnAt: column.timeOrNull,
    /** Names a user with another address who followed the link, and waits for the inviter's confirmation. */
    claimedBy: column.textOrNull,
    claimedAt: column.timeOrNull
  }
);

export type UserTable = ColumnsOf<typeof user>;
export type GrantTable = ColumnsOf<typeof grant>;
export type InvitationTable = ColumnsOf<typeof invitation>;
