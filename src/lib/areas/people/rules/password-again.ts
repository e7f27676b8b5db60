/**
 * Defines what a session alone must not allow: everything in the administration, giving and taking roles, and taking
 * the study's data out as files. The password must have been given within the last ten minutes.
 */

export const freshMinutes = 10;

/** Returns for how many milliseconds the password still counts; zero or less where it must be given again. */
export const freshFor = (confirmedAt: string, now: Date): number =>
  Date.parse(confirmedAt) + freshMinutes * 60_000 - now.getTime();

/** Actions of the page of a study's people that give or take a role, or vouch for somebody. */
const appointing = new Set([
  'give',
  'withdraw',
  'senior',
  'join',
  'invite',
  'confirmInvitation',
  'confirmAccount'
]);

const administration = /^\/(?:admin(?:\/|$)|studies\/new$)/;
const peoplePage = /^\/studies\/[^/]+\/people$/;
/** Files made of what a study holds. The empty form of the framework and the editor's own lists are none. */
const exported =
  /^\/studies\/[^/]+\/(?:.*\.(?:csv|xlsx|docx|txt|tbx|yaml|qdc|qdpx)|.*\/(?:export|answers)\.json|.*\/builds\/[^/]+\/[^/]+)$/;
const emptyForm = /\/framework\/form\.[a-z]+$/;

export const isExport = (pathname: string): boolean => exported.test(pathname) && !emptyForm.test(pathname);

/** `search` names the action of a form, as `?/give`. */
export function asksPasswordAgain({
  method,
  pathname,
  search
}: {
  readonly method: string;
  readonly pathname: string;
  readonly search: string;
}): boolean {
  if (administration.test(pathname)) return true;
  if (method !== 'POST') return isExport(pathname);
  const action = /^\?\/([A-Za-z]+)/.exec(search)?.[1];
  return action !== undefined && peoplePage.test(pathname) && appointing.has(action);
}

/** Returns the path of the page that takes the password again, and returns to where the person was. */
export const confirmPath = (next: string): string => `/confirm?next=${encodeURIComponent(next)}`;
/** Names the page on which a password of one's own is set before anything else. */
export const ownPasswordPath = '/account/password';
