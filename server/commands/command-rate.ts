/**
 * Limits how many commands one person gives over time: whatever changes something by a form or an API request. A command
 * about many things counts once. The operator's tool, scheduled jobs and the founding of the demo call the services and
 * are not counted. Counted by each node for itself.
 */
import { ok, refuse, type Result } from '#base/refusal.ts';
import { openRates } from '#server/process/rates.ts';

export interface CommandRate {
  /** Refused with the seconds to wait. */
  admit(userId: string): Result<null>;
}

/**
 * Allows what people do by hand: to confirm pairs or to accept suggestions one after the other takes a second each, and
 * a scored panel is saved every few seconds meanwhile.
 */
export const commandAllowance = { burst: 60, perSecond: 1 };

export function openCommandRate({ now }: { readonly now: () => Date }): CommandRate {
  const rates = openRates(commandAllowance, now);
  return {
    admit: (userId) =>
      rates.take(userId)
        ? ok(null)
        : refuse('too-many-requests', { seconds: Math.ceil(rates.secondsUntil(userId)) })
  };
}
