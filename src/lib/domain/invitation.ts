/**
 * An invitation to a role in a study. Whoever holds its link may take the role, once, within two weeks, unless it was withdrawn or
 * the one who invited keeps the study's people no longer. Who may hold the role is judged when it is accepted.
 */

export const invitationDays = 14;

/** Sent in a study within a day: more than that is a mistake, or somebody writing to strangers. */
export const mostInvitationsADay = 200;

const day = 24 * 3600_000;

export const expiryFrom = (now: Date): string => new Date(now.getTime() + invitationDays * day).toISOString();
export const aDayBefore = (now: Date): string => new Date(now.getTime() - day).toISOString();

export interface InvitationFacts {
  readonly expiresAt: string;
  readonly acceptedAt: string | null;
  readonly withdrawnAt: string | null;
  /** Whether the one who invited may still give roles in the study. */
  readonly inviterIsAuthorized: boolean;
}

/** `lapsed`: time, or the inviter's leaving, has ended it. */
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

/** Where the link leads, on this installation. */
export const invitationPath = (token: string): string => `/invitation/${token}`;

/** The form of every token: 64 hexadecimal digits. Nothing else is looked up. */
export const isToken = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
