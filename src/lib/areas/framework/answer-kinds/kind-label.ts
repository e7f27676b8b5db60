import type { Framework } from '#rules/framework/framework.ts';
import { textFor } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import { shownKinds } from './shown.ts';

/**
 * Returns the framework's own name of the kind, which the study agreed on; where it has none, the app's
 * label.
 */
export function kindLabel(kind: AnswerKind, framework?: Pick<Framework, 'answerKinds'>): string {
  const named = framework?.answerKinds.find(({ id }) => id === kind);
  return named ? textFor(named.label, locale()).text : shownKinds[kind].label();
}
