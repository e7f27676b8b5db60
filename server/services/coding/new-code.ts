/** Makes the row of a new code, and the act that adds it to the book. */
import { mostCodes, validateCode, validateParent, type CodeInput } from '#domain/code-book.ts';
import { added, endOf, type CodeRow } from '#domain/coding-acts.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import type { ActContext, MadeAct } from './acting.ts';

export const newCode = (
  { newId }: Pick<CommandDeps, 'newId'>,
  { userId }: Pick<Actor, 'userId'>,
  { study, at }: Pick<ActContext, 'study' | 'at'>,
  { label, definition, colour }: CodeInput,
  place: Pick<CodeRow, 'parentId' | 'position'>
): CodeRow => ({
  id: newId(),
  studyId: study.id,
  ...place,
  labelEn: label.en,
  labelZh: label.zh,
  definitionEn: definition.en,
  definitionZh: definition.zh,
  colour,
  userId,
  at,
  version: 1
});

/** Returns the act that adds a code at the end of those below its parent. */
export function addedCode(
  tools: Pick<CommandDeps, 'newId'>,
  actor: Pick<Actor, 'userId'>,
  context: ActContext,
  { parentId, ...input }: CodeInput & { readonly parentId: string | null }
): Result<MadeAct<{ readonly id: string }>> {
  const { codes } = context.rows;
  const checked = validateCode(input);
  if (!checked.ok) return checked;
  const placed = validateParent(codes, null, parentId);
  if (!placed.ok) return placed;
  if (codes.length >= mostCodes) return refuse('too-many');
  const code = newCode(tools, actor, context, checked.value, { parentId, position: endOf(codes, parentId) });
  return ok({
    kind: 'code-added',
    changes: [added('code', code)],
    codeId: code.id,
    result: { id: code.id }
  });
}
