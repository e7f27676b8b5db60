/** Defines three rules about single expressions that are never right in this project. */
import type { Rule } from 'eslint';

/** Refuses a comparison of `key` with Enter: the Enter that ends a composition must not act. */
export const rawEnter: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { raw: 'Ask isComposing first: the Enter that ends a composition must not act.' }
  },
  create: (context) => ({
    "BinaryExpression[left.property.name='key'][right.value='Enter']": (node: Rule.Node) => {
      context.report({ node, messageId: 'raw' });
    }
  })
};

/** Refuses `sql.raw` and `sql.lit`, which put a text into SQL unescaped. */
export const rawSql: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { raw: 'Text put into SQL as it stands; pass it as a parameter.' }
  },
  create: (context) => ({
    "MemberExpression[object.name='sql'][property.name=/^(raw|lit)$/]": (node: Rule.Node) => {
      context.report({ node, messageId: 'raw' });
    }
  })
};

/** Refuses `new Y.Doc()` in the product: a plain document deletes formats by itself, and sends that. */
export const rawDoc: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { raw: 'Make it with newDoc: a plain Y.Doc writes by itself what nobody wrote.' }
  },
  create: (context) => ({
    "NewExpression[callee.object.name='Y'][callee.property.name='Doc']": (node: Rule.Node) => {
      context.report({ node, messageId: 'raw' });
    }
  })
};
