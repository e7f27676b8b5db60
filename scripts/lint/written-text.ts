/** A rule about words that users read: in a component each of them is a message, in both languages. */
import type { Rule } from 'eslint';

/** Attributes, and properties of our components, whose text a user sees or hears. */
const spoken = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'hint',
  'summary',
  'lead',
  'eyebrow',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-placeholder',
  'aria-valuetext'
]);

/** Names that are the same in both languages: the product, languages by their own names, formats and units. */
const sameInBoth = new Set([
  'Meridian',
  '子午',
  'Meridian 子午',
  'English',
  '中文',
  'EN',
  'ZH',
  'EU',
  'SHA-256',
  'CSV',
  'XLSX',
  'DOCX',
  'PDF',
  'JSON',
  'YAML',
  'TBX',
  'GDP',
  // What is typed, as it is typed.
  'https://',
  'IT',
  'Europe/Rome',
  'Ctrl',
  'Esc',
  'Enter',
  'Tab'
]);

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly expression?: Node;
  readonly consequent?: Node;
  readonly alternate?: Node;
  readonly left?: Node;
  readonly right?: Node;
  readonly operator?: string;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
  readonly parent?: Node;
  readonly key?: { readonly name?: string };
}

/** Returns the words of a text that are no message: letters beyond the names above. */
const wordsIn = (text: string): string | null => {
  const plain = text.replace(/&\w+;/g, ' ').replace(/\s+/g, ' ').trim();
  const isHarmless = plain
    .split(/[\s·–—:：,，.。/|()（）]+/)
    .every((word) => !/\p{L}{2}|\p{Script=Han}/u.test(word) || sameInBoth.has(word));
  return isHarmless || sameInBoth.has(plain) ? null : plain;
};

/** Returns the texts that an expression may show as they are written. */
function textsOf(node: Node | undefined): string[] {
  if (!node) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis ?? []).map(({ value }) => value.cooked ?? '');
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    case 'LogicalExpression':
      return textsOf(node.right);
    case 'BinaryExpression':
      return node.operator === '+' ? [...textsOf(node.left), ...textsOf(node.right)] : [];
    default:
      return [];
  }
}

/** Refuses text in the markup of a component that no message holds. */
export const writtenText: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      written: '“{{words}}” is written in one language: make it a message (messages/ of its area).'
    }
  },
  create: (context) => {
    const check = (node: Rule.Node, texts: readonly string[]): void => {
      for (const text of texts) {
        const words = wordsIn(text);
        if (words !== null)
          context.report({ node, messageId: 'written', data: { words: words.slice(0, 60) } });
      }
    };
    const isShown = ({ parent }: Node): boolean =>
      parent?.type === 'SvelteElement' ||
      parent?.type === 'SvelteIfBlock' ||
      parent?.type === 'SvelteElseBlock' ||
      parent?.type === 'SvelteEachBlock' ||
      parent?.type === 'SvelteSnippetBlock' ||
      parent?.type === 'SvelteAwaitThenBlock' ||
      parent?.type === 'SvelteAwaitPendingBlock' ||
      parent?.type === 'SvelteKeyBlock' ||
      parent?.type === 'Program';
    const isSpoken = ({ parent }: Node): boolean =>
      parent?.type === 'SvelteAttribute' && spoken.has(parent.key?.name ?? '');
    return {
      SvelteText: (node: Rule.Node) => {
        const text = node as unknown as Node;
        if (isShown(text)) check(node, [String(text.value)]);
      },
      SvelteLiteral: (node: Rule.Node) => {
        const literal = node as unknown as Node;
        if (isSpoken(literal)) check(node, [String(literal.value)]);
      },
      SvelteMustacheTag: (node: Rule.Node) => {
        const tag = node as unknown as Node;
        if (isShown(tag) || isSpoken(tag)) check(node, textsOf(tag.expression));
      }
    };
  }
};
