/** Opens the schema of the editor without a screen, to parse and copy one kind of chip. */
import { getSchema } from '@tiptap/core';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { LevelChipBoard } from '#lib/editor/level-chip-board.ts';
import { textExtensions } from '#lib/editor/extensions.ts';

/** Returns what parses and copies chips of a kind in a text of this language, where these facts are known. */
export const chipSchema = (kind: string) => (language: 'en' | 'zh', shown: LevelChips | null) => {
  const board = new LevelChipBoard();
  board.show(shown);
  const schema = getSchema(
    textExtensions({
      editFootnote: () => {},
      footnoteLabel: String,
      chip: { board, language, edit: () => {} }
    })
  );
  const parse = (attributes: Record<string, string>): unknown => {
    const element = { getAttribute: (name: string) => attributes[name] ?? null };
    const [rule] = schema.nodes[kind]?.spec.parseDOM ?? [];
    return rule && 'tag' in rule && rule.tag === `span[data-${kind}]`
      ? rule.getAttrs?.(element as unknown as HTMLElement)
      : undefined;
  };
  const copied = (attrs: Record<string, unknown>): unknown =>
    schema.nodes[kind]?.spec.toDOM?.(schema.node(kind, attrs));
  return { board, schema, parse, copied };
};
