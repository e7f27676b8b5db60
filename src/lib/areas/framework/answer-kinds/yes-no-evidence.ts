import type { Locale } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { shownText } from './value-words.ts';
import { yesNoAnswers, type YesNo } from '#rules/framework/answer-kinds/yes-no-evidence.ts';

const labels: Readonly<Record<YesNo, typeof m.yes>> = {
  yes: m.yes,
  partly: m.partly,
  no: m.no,
  unknown: m.answers_unknown
};
export const yesNoLabel = (value: YesNo, language: Locale = locale()): string =>
  labels[value]({}, { locale: language });

export const shownYesNo: ShownKind = {
  label: m.framework_kind_yes_no_evidence,
  edited: { control: 'answers', answers: yesNoAnswers.map((one) => [one, () => yesNoLabel(one)]) },
  isInRow: true,
  pieces(value) {
    const known = yesNoAnswers.find((one) => one === value);
    return [known ? yesNoLabel(known) : shownText(value)];
  }
};
