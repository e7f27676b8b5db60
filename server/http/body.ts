/** How much a request may bring: as much as a form of ours holds, and to the addresses that take a scan as much as a scan. */
import type { IncomingMessage } from 'node:http';

const largestForm = 2 ** 20;
/** A scan of 10 MB, and the form around it. */
export const largestBody = 11 * 2 ** 20;

const takesScan = /^\/studies\/[^/?]+\/(?:(?:assessments|chapters)\/[^/?]+\/approval|approvals\/(?:framework|pilots))\?\/seal$/;

/** By what the request says of itself, before any of it is read. */
export function isTooLarge({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): boolean {
  const announced = headers['content-length'];
  // Browsers say how long a form is; a body in pieces of unknown number would be read up to the largest of all.
  if (announced === undefined) return headers['transfer-encoding'] !== undefined;
  return !(Number(announced) <= (takesScan.test(url) ? largestBody : largestForm));
}
