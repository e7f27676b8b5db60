/** Defines the marks of letters: how they are rendered and read, their keys, and the Markdown that makes them. */
import { markInputRule, type MarkConfig } from '@tiptap/core';
import { flatMark } from './flat-nodes.ts';

interface Typed {
  readonly tags: readonly string[];
  readonly styles?: readonly [string, RegExp];
  readonly keys: readonly string[];
  /** The last group is the text that takes the mark. */
  readonly typed?: readonly RegExp[];
}

const marks = {
  bold: {
    tags: ['strong', 'b'],
    styles: ['font-weight', /^(?:bold(?:er)?|[5-9]\d{2})$/],
    keys: ['Mod-b'],
    typed: [/(?:^|\s)(\*\*(?!\s+\*\*)((?:[^*]+))\*\*)$/, /(?:^|\s)(__(?!\s+__)((?:[^_]+))__)$/]
  },
  italic: {
    tags: ['em', 'i'],
    styles: ['font-style', /^(?:italic|oblique)/],
    keys: ['Mod-i'],
    typed: [/(?:^|\s)(\*(?!\s+\*)((?:[^*]+))\*)$/, /(?:^|\s)(_(?!\s+_)((?:[^_]+))_)$/]
  },
  underline: { tags: ['u'], styles: ['text-decoration', /^underline/], keys: ['Mod-u'] },
  strike: {
    tags: ['s', 'del', 'strike'],
    styles: ['text-decoration', /^line-through/],
    keys: ['Mod-Shift-s'],
    typed: [/(?:^|\s)(~~(?!\s+~~)((?:[^~]+))~~)$/]
  },
  superscript: { tags: ['sup'], styles: ['vertical-align', /^super$/], keys: ['Mod-.'] },
  subscript: { tags: ['sub'], styles: ['vertical-align', /^sub$/], keys: ['Mod-,'] },
  code: { tags: ['code'], keys: ['Mod-e'], typed: [/(?:^|\s)(`(?!\s+`)((?:[^`]+))`)$/] }
} as const satisfies Readonly<Record<string, Typed>>;

export type FlagMark = keyof typeof marks;

function configOf({ tags, styles, keys, typed = [] }: Typed): Partial<MarkConfig> {
  return {
    parseHTML: () => [
      ...tags.map((tag) => ({ tag })),
      ...(styles ? [{ style: styles[0], getAttrs: (value: string) => styles[1].test(value) && null }] : [])
    ],
    addKeyboardShortcuts() {
      return Object.fromEntries(
        keys.map((key) => [
          key,
          () => !this.editor.view.composing && this.editor.commands.toggleMark(this.name)
        ])
      );
    },
    addInputRules() {
      return typed.map((find) => markInputRule({ find, type: this.type }));
    }
  };
}

export const flagMarkExtensions = Object.entries<Typed>(marks).map(([name, mark]) =>
  flatMark(name, configOf(mark))
);
