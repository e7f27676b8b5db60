import { z } from 'zod';
import { roles } from '#base/permissions.ts';
import * as column from '#server/store/tables/columns.ts';
import { table, type ColumnsOf } from '#server/store/tables/columns.ts';

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

export type InvitationTable = ColumnsOf<typeof invitation>;
