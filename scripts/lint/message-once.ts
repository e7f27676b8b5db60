/**
 * Refuses a message or the reader's language that is read once when a module or component begins: the language
 * is switched while the page is open, and such a text would stay in the language before.
 */
import type { Rule } from 'eslint';

/** Describes what is read of a node; the nodes of Svelte are of types that ESLint does not know. */
interface Step {
  readonly type: string;
  readonly callee?: { readonly name?: string };
  readonly parent?: Step | null;
}

const isRunAgain = ({ type, callee }: Step): boolean =>
  type.includes('Function') ||
  (type === 'CallExpression' && /^\$(derived|effect)$/.test(callee?.name ?? '')) ||
  // An expression of the template.
  /^Svelte(?!ScriptElement)/.test(type);

function isReadOnce(node: Step): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'Program' || at.type === 'SvelteScriptElement') return true;
    if (isRunAgain(at)) return false;
  }
  return true;
}

export const messageOnce: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { once: 'Put this into $derived or a function: the language may be switched on the open page.' }
  },
  create(context) {
    const check = (node: Rule.Node): void => {
      if (isReadOnce(node as Step)) context.report({ node, messageId: 'once' });
    };
    return { "CallExpression[callee.object.name='m']": check, "CallExpression[callee.name='locale']": check };
  }
};
