/** Defines the tables of people and of their roles. */
import { z } from 'zod';
import { passwordChanges } from '#rules/people/password.ts';
import { roles } from '#base/permissions.ts';
import {
  json,
  language,
  text,
  textOrNull,
  time,
  timeOrNull,
  truth,
  table,
  generated,
  type ColumnsOf
} from '#server/store/tables/columns.ts';

export const user = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    /** Lower case, NFC; unique. */
    email: text,
    /** argon2id in PHC form; null until the person has chosen a password. */
    passwordHash: textOrNull,
    nameEn: text,
    nameZh: text,
    locale: language.nullable(),
    isAdministrator: truth,
    suspendedAt: timeOrNull,
    createdAt: time,
    /** Names why the person has to set another password, or is asked to; null where the present one is fine. */
    passwordChange: z.enum(passwordChanges).nullable(),
    /**
     * Holds since when and until when the account is paused, after its password was reset by others or its
     * address was changed; null where it is not.
     */
    pausedAt: timeOrNull,
    pauseEndsAt: timeOrNull,
    /** Names who began that: a user, or `operator`. */
    pausedBy: textOrNull
  }
);

/** Stores a name under which a person went until they changed it; events name it by its id. */
export const formerName = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    userId: text,
    nameEn: text,
    nameZh: text,
    until: time
  }
);

export const grant = table(
  { key: ['id'], copies: 'archive' },
  {
    id: text,
    studyId: text,
    userId: text,
    role: z.enum(roles),
    sideId: textOrNull,
    cityId: textOrNull,
    /** Marks the one of a city's representatives who speaks for it; a city has one. */
    isSenior: generated(truth),
    /** Lists the ids of the characteristics that a city's contributor may write; null for all. */
    characteristics: generated(json.nullable()),
    createdAt: time
  }
);

export const invitation = table(
  { key: ['id'], copies: 'backup' },
  {
    id: text,
    studyId: text,
    email: text,
    role: z.enum(roles),
    sideId: textOrNull,
    cityId: textOrNull,
    /** SHA-256 (hex) of the token in the link. */
    tokenHash: text,
    userId: text,
    at: time,
    expiresAt: time,
    acceptedAt: timeOrNull,
    acceptedBy: textOrNull,
    withdrawnAt: timeOrNull,
    /** Names a user with another address who followed the link, and waits for the inviter's confirmation. */
    claimedBy: textOrNull,
    claimedAt: timeOrNull
  }
);

export type UserTable = ColumnsOf<typeof user>;
export type GrantTable = ColumnsOf<typeof grant>;
export type InvitationTable = ColumnsOf<typeof invitation>;
