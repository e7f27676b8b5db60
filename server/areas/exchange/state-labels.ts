/** Defines how files name the states in which an answer can be left, and which names are read. */
import { withheldStates, type WithheldState } from '#rules/answers/answer.ts';
import type { Labelled } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';

const labels: Readonly<Record<WithheldState, Bilingual>> = {
  'not-applicable': { en: 'Not applicable', zh: '不适用' },
  'no-data': { en: 'No data held', zh: '无数据' },
  confidential: { en: 'Not disclosed (internal)', zh: '内部信息，不公开' }
};

/** An answer that is given, or not yet, needs no state. */
export const stateOptions: readonly Labelled[] = withheldStates.map((id) => ({ id, label: labels[id] }));

/** With every name under which a file may hold them: files written earlier had others. */
export const readableStates: readonly Labelled[] = [
  ...stateOptions,
  { id: 'no-data', label: { en: 'No data', zh: '' } },
  { id: 'confidential', label: { en: 'Held back as confidential', zh: '涉密不予公开' } },
  { id: 'confidential', label: { en: 'Confidential', zh: '涉密不公开' } }
];
