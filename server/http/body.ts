/** How much a request may bring: as much as a form of ours holds, and to the addresses that take a scan or evidence as much as that. */
import type { IncomingMessage } from 'node:http';

const largestForm = 2 ** 20;
/** A scan of 10 MiB, and the form around it. */
const largestScan = 11 * 2 ** 20;
/** Evidence of 20 MiB, and the form around it. */
export const largestBody = 21 * 2 ** 20;

const takesScan =
  /^\/studies\/[^/?]+\/(?:(?:assessments|chapters)\/[^/?]+\/approval|approvals\/(?:framework|pilots))\?\/seal$/;
const takesEvidence =
  /^\/studies\/[^/?]+\/assessments\/[^/?]+\/evidence(?:\?\/(?:file|link)|\/[^/?]+\?\/revise)$/;

const largest = (url: string): number =>
  takesEvidence.test(url) ? largestBody : takesScan.test(url) ? largestScan : largestForm;

/** By what the request says of itself, before any of it is read. */
export function isTooLarge({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): boolean {
  const announced = headers['content-length'];
  // Browsers say how long a form is; a body in pieces of unknown number would be read up to the largest of all.
  if (announced === undefined) return headers['transfer-encoding'] !== undefined;
  return !(Number(announced) <= largest(url));
}
