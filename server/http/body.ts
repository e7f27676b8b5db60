/**
 * Limits the size of a request body: as much as one of our forms holds, and more for the addresses that take
 * a scan or evidence.
 */
import type { IncomingMessage } from 'node:http';

const largestForm = 2 ** 20;
/** Limits a request with a scan: 10 MiB, and the form around it. */
const largestScan = 11 * 2 ** 20;
/** Limits a request with a framework: a million characters of three bytes each, and the form around them. */
const largestFrameworkForm = 4 * 2 ** 20;
/** Limits a request with evidence, or with answers in a file: 20 MiB, and the form around it. */
export const largestBody = 21 * 2 ** 20;

const takesScan =
  /^\/studies\/[^/?]+\/(?:(?:assessments|chapters)\/[^/?]+\/approval|approvals\/(?:framework|pilots))\?\/seal$/;
const takesEvidence =
  /^\/studies\/[^/?]+\/assessments\/[^/?]+\/evidence(?:\?\/(?:file|link)|\/[^/?]+\?\/revise)$/;
const takesAnswers = /^\/studies\/[^/?]+\/assessments\/[^/?]+\/files\?\/(?:read|imported)$/;
const takesFramework = /^\/studies\/[^/?]+\/framework(?:\?\/(?:publish|rubric)|\/edit\?\/take)$/;

function largest(url: string): number {
  if (takesEvidence.test(url) || takesAnswers.test(url)) return largestBody;
  if (takesScan.test(url)) return largestScan;
  return takesFramework.test(url) ? largestFrameworkForm : largestForm;
}

/** Checks the size that the request announces, before any of it is read. */
export function isTooLarge({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): boolean {
  const announced = headers['content-length'];
  // Browsers announce the length of a form; a chunked body of unknown length would be read up to the largest
  // limit.
  if (announced === undefined) return headers['transfer-encoding'] !== undefined;
  return !(Number(announced) <= largest(url));
}
