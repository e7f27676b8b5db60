/** Defines the day of daily mail: it begins at 05:00 UTC, morning in Brussels and midday in Beijing. */

const turnHours = 5;
export const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Returns when the present mail day began, ISO-8601 in UTC: events from before that time are included in
 * today's mail.
 */
export function turnBefore(now: string): string {
  const shifted = new Date(Date.parse(now) - turnHours * 60 * 60 * 1000);
  shifted.setUTCHours(turnHours, 0, 0, 0);
  return shifted.toISOString();
}
