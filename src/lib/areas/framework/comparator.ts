/** Labels how a number is compared with what it says: exactly, about, more than. */
import type { Comparator } from '#rules/framework/record.ts';
import { m } from '#lib/paraglide/messages.js';

const labels: Readonly<Record<Comparator, () => string>> = {
  eq: m.answers_exactly,
  approx: m.answers_about,
  gt: m.answers_more_than,
  gte: m.answers_at_least,
  lt: m.answers_less_than,
  lte: m.answers_at_most
};
export const comparatorLabel = (comparator: Comparator): string => labels[comparator]();
