/**
 * Refuses a form that edits stored values and has the plain `use:enhance`, which resets it once it is saved: a reset
 * empties what Svelte has set, and the next save would store that. Such a form sends the version that its writer has
 * seen, or shows boxes that are ticked already.
 */
import type { Rule } from 'eslint';

interface Node {
  readonly type: string;
  readonly kind?: string;
  readonly name?: { readonly name?: string };
  readonly startTag?: { readonly attributes: readonly Attribute[] };
}

interface Attribute {
  readonly type: string;
  readonly kind?: string;
  readonly key?: { readonly name?: string | { readonly name?: string } };
  readonly expression?: unknown;
  readonly value?: readonly { readonly value?: unknown }[];
}

const attributesOf = (node: Node): readonly Attribute[] => node.startTag?.attributes ?? [];
const find = (node: Node, name: string): Attribute | undefined =>
  attributesOf(node).find(({ type, key }) => type === 'SvelteAttribute' && key?.name === name);
const literalOf = (node: Node, name: string): unknown => find(node, name)?.value?.[0]?.value;

const isReset = (form: Node): boolean =>
  attributesOf(form).some(
    ({ kind, key, expression }) =>
      kind === 'Action' && typeof key?.name === 'object' && key.name.name === 'enhance' && expression === null
  );

/** Returns true for what a user can change; what a snippet renders counts as well. */
const isField = (node: Node): boolean =>
  node.type === 'SvelteRenderTag' ||
  (node.kind === 'component' && /(Field|Boxes)$/.test(node.name?.name ?? '')) ||
  ['textarea', 'select'].includes(node.name?.name ?? '') ||
  (node.name?.name === 'input' && !['hidden', 'file', 'password'].includes(String(literalOf(node, 'type'))));

const isVersion = (node: Node): boolean =>
  literalOf(node, 'type') === 'hidden' && literalOf(node, 'name') === 'version';
const isTicked = (node: Node): boolean =>
  find(node, 'checked') !== undefined || find(node, 'chosen') !== undefined;

export const keptFields: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      reset:
        'This form edits stored values and would be empty once it is saved: use VersionedForm, heldForm or use:enhance={keptFields}.'
    }
  },
  create(context) {
    /** Holds what the open form contains. */
    let inside: Node[] | null = null;
    const add = (node: Rule.Node): void => void inside?.push(node as unknown as Node);
    return {
      SvelteElement(node: Rule.Node) {
        add(node);
        const element = node as unknown as Node;
        if (element.name?.name === 'form' && isReset(element)) inside = [];
      },
      SvelteRenderTag: add,
      'SvelteElement:exit'(node: Rule.Node) {
        const element = node as unknown as Node;
        if (element.name?.name !== 'form' || inside === null) return;
        if (inside.some(isTicked) || (inside.some(isVersion) && inside.some(isField)))
          context.report({ node, messageId: 'reset' });
        inside = null;
      }
    };
  }
};
