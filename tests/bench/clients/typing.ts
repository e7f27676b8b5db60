/**
 * Simulates typing: each person at a rate of their own, a little unevenly, independent of the others; or as
 * fast as possible.
 */
import type { Company } from './company.ts';

/** Keys do not fall by the clock: each comes between half and one and a half times its due distance. */
const unevenness = 0.5;

/** Types `perSecond` edits in each client for so many seconds; `random` decides the moments. */
export async function typeSteadily(
  company: Company,
  perSecond: number,
  seconds: number,
  random: () => number
): Promise<void> {
  const distance = 1000 / perSecond;
  const start = performance.now();
  const end = start + seconds * 1000;
  const due = company.clients.map((_, index) => ({ index, at: start + random() * distance }));
  due.sort((a, b) => a.at - b.at);
  while (due.length > 0) {
    const next = due[0];
    if (!next) return;
    const wait = next.at - performance.now();
    if (wait > 0.5) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      continue;
    }
    const client = company.clients[next.index];
    if (client) company.type(client);
    due.shift();
    const at = next.at + distance * (1 - unevenness + 2 * unevenness * random());
    if (at < end) insert(due, { index: next.index, at });
  }
}

function insert(due: { index: number; at: number }[], one: { index: number; at: number }): void {
  let low = 0;
  let high = due.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((due[middle]?.at ?? 0) <= one.at) low = middle + 1;
    else high = middle;
  }
  due.splice(low, 0, one);
}

/**
 * Types with up to `ahead` edits in flight per client: as soon as the neighbour has received half of them, as
 * many more follow. Ends after so many seconds; what is in flight then still arrives.
 */
export async function typeFlatOut(company: Company, ahead: number, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  company.onNeighbour = (author, delivered) => {
    const client = company.clients[author];
    if (!client || performance.now() >= end) return;
    const room = ahead - (client.edits - delivered);
    if (room >= ahead / 2) company.type(client, room);
  };
  for (const client of company.clients) company.type(client, ahead);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  company.onNeighbour = null;
}
