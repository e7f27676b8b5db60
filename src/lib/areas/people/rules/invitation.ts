/**
 * Defines an invitation to a role in a study. The bearer of its link may take the role, once, within two
 * weeks, unless the invitation was withdrawn or the inviter may no longer manage the study's people. Whether
 * the invitee may hold the role is checked on acceptance.
 */

export const invitationDays = 14;

/**
 * Limits the invitations that a study sends per day: more than that is a mistake, or a user who writes to
 * strangers.
 */
export const mostInvitationsADay = 200;

const day = 24 * 3600_000;

export const expiryFrom = (now: Date): string => new Date(now.getTime() + invitationDays * day).toISOString();
export const aDayBefore = (now: Date): string => new Date(now.getTime() - day).toISOString();

export interface InvitationFacts {
  readonly expiresAt: string;
  readonly acceptedAt: string | null;
  readonly withdrawnAt: string | null;
  /** Is true when the inviter may still give roles in the study. */
  readonly inviterIsAuthorized: boolean;
}

/** `lapsed`: it expired, or the inviter no longer has the right to invite. */
export type InvitationStatus = 'open' | 'accepted' | 'withdrawn' | 'lapsed';

/** `at` is a time in ISO form. */
export function statusOf(
  { expiresAt, acceptedAt, withdrawnAt, inviterIsAuthorized }: InvitationFacts,
  at: string
): InvitationStatus {
  if (acceptedAt !== null) return 'accepted';
  if (withdrawnAt !== null) return 'withdrawn';
  return at < expiresAt && inviterIsAuthorized ? 'open' : 'lapsed';
}

export const invitationPath = (token: string): string => `/invitation/${token}`;

/** 64 hexadecimal digits. No other text is looked up. */
export const isToken = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
