/**
 * Defines the pause of an account after others reset its password or changed its address: for seven days nothing is
 * signed, published or read in confidence with it (`pausedAbilities` in permissions.ts), unless somebody who knows
 * the person from the other side confirms that it is them.
 */
import type { Grant } from '#base/permissions.ts';
import { isRepresentative, represents, signsForSide } from '#base/grant-duties.ts';
import { hasDuty } from '#base/role-duties.ts';

export const pauseDays = 7;
const day = 24 * 3600_000;

export const pauseEndFrom = (now: Date): string => new Date(now.getTime() + pauseDays * day).toISOString();

/** Names the scope of a confirmation for the administration; others are the ids of studies. */
export const installationScope = 'installation';

type HeldRole = Pick<Grant, 'role' | 'sideId' | 'cityId' | 'pausedUntil'>;

interface PausedPerson {
  readonly userId: string;
  readonly roles: readonly HeldRole[];
  /** Names who began the reset: they cannot be who confirms it. */
  readonly pausedBy: string | null;
}

/**
 * The chair of the other side may confirm; for somebody who only represents a city, another representative of
 * that city or the secretariat.
 */
export function confirmsPause(
  confirmer: { readonly userId: string; readonly roles: readonly HeldRole[] },
  paused: PausedPerson
): boolean {
  const isApart = confirmer.userId !== paused.userId && confirmer.userId !== paused.pausedBy;
  const own = confirmer.roles.filter(({ pausedUntil }) => pausedUntil === null);
  if (!isApart || own.length === 0 || paused.roles.length === 0) return false;
  if (paused.roles.every(isRepresentative))
    return (
      own.some((one) => hasDuty('run-study', one)) ||
      paused.roles.every(({ cityId }) => own.some((one) => represents(one, cityId ?? '')))
    );
  const sides = new Set(paused.roles.map(({ sideId }) => sideId));
  return own.some((one) => signsForSide(one) && !sides.has(one.sideId));
}
