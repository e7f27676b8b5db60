import { m } from '#lib/paraglide/messages.js';
import type { MoneyStatus } from '#rules/framework/answer-kinds/money.ts';

const labels: Readonly<Record<MoneyStatus, () => string>> = {
  planned: m.answers_planned,
  committed: m.answers_committed,
  spent: m.answers_spent
};
export const moneyStatusLabel = (status: MoneyStatus): string => labels[status]();
