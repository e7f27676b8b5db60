/** The day of letters that go out once a day: it turns at 05:00 in UTC, morning in Brussels and midday in Beijing. */

const turnHours = 5;
export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** When the present day of letters began, ISO-8601 in UTC: what happened before then is told today. */
export function turnBefore(now: string): string {
  const shifted = new Date(Date.parse(now) - turnHours * 60 * 60 * 1000);
  shifted.setUTCHours(turnHours, 0, 0, 0);
  return shifted.toISOString();
}
