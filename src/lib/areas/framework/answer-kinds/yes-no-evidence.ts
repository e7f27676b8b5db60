import type { Locale } from '#base/locale.ts';
import { labelFrom, type LabelTable } from '#lib/i18n/label-table.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { shownText } from './value-words.ts';
import { yesNoAnswers, type YesNo } from '#rules/framework/answer-kinds/yes-no-evidence.ts';

const labels: LabelTable<YesNo> = {
  yes: m.yes,
  partly: m.partly,
  no: m.no,
  unknown: m.answers_unknown
};
export const yesNoLabel = (value: YesNo, language?: Locale): string => labelFrom(labels, value, language);

export const shownYesNo: ShownKind = {
  label: m.framework_kind_yes_no_evidence,
  edited: { control: 'answers', answers: yesNoAnswers.map((one) => [one, () => yesNoLabel(one)]) },
  isInRow: true,
  pieces(value) {
    const known = yesNoAnswers.find((one) => one === value);
    return [known ? yesNoLabel(known) : shownText(value)];
  }
};
