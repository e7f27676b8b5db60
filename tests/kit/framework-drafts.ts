import { editFramework } from '#rules/framework/framework-edit.ts';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import type { AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { Framework } from '#rules/framework/framework.ts';

export function edited(framework: Framework, ...commands: DraftCommand[]): Framework {
  return commands.reduce((now, command) => {
    const result = editFramework(now, command);
    if (!result.ok) throw new Error(`${command.kind}: ${result.refusal.code}`);
    return result.value;
  }, framework);
}

/** Adds a question whose code and text are its id. */
export const questionAdded =
  (answerKind: AnswerKind) =>
  (id: string, parentId: string | null = null): DraftCommand => ({
    kind: 'add-question',
    characteristic: 'stakeholders',
    parentId,
    id,
    code: id,
    answerKind,
    text: { en: id, zh: id }
  });
