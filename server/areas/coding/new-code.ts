import { mostCodes, validateCode, validateParent, type CodeInput } from '#rules/coding/code-book.ts';
import { added, endOf } from '#rules/coding/coding-acts.ts';
import type { CodeRow } from '#rules/coding/coding-rows.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { ActContext, MadeAct } from './acting.ts';

type Making = Pick<ActContext<unknown>, 'deps' | 'actor' | 'subject' | 'at' | 'rows'>;

export const newCode = (
  { deps, actor, subject, at }: Making,
  { label, definition, colour }: CodeInput,
  place: Pick<CodeRow, 'parentId' | 'position'>
): CodeRow => ({
  id: deps.newId(),
  studyId: subject.study.id,
  ...place,
  labelEn: label.en,
  labelZh: label.zh,
  definitionEn: definition.en,
  definitionZh: definition.zh,
  colour,
  userId: actor.userId,
  at,
  version: 1
});

/** The code comes at the end of those below its parent. */
export function addedCode(
  context: Making,
  { parentId, ...input }: CodeInput & { readonly parentId: string | null }
): MadeAct<{ readonly id: string }> {
  const { codes } = context.rows;
  const checked = take(validateCode(input));
  take(validateParent(codes, null, parentId));
  if (codes.length >= mostCodes) throw refused('too-many');
  const code = newCode(context, checked, { parentId, position: endOf(codes, parentId) });
  return {
    kind: 'code-added',
    changes: [added('code', code)],
    codeId: code.id,
    result: { id: code.id }
  };
}
