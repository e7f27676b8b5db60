/** A rule about `at`: it is the time of something, and no index of a list. */
import type { Rule } from 'eslint';

type Callback = Parameters<NonNullable<Rule.NodeListener['ArrowFunctionExpression']>>[0];
type Pattern = Callback['params'][number];

/** Maps the methods of lists whose callback is given an index to the place of the index among its parameters. */
const places: Readonly<Record<string, number>> = {
  ...{ map: 1, flatMap: 1, forEach: 1, from: 1, filter: 1, some: 1, every: 1 },
  ...{ find: 1, findIndex: 1, findLast: 1, findLastIndex: 1, reduce: 2 }
};

/** Refuses `at` as the name of an index: of a callback, of a loop that counts, of entries, and of an each block. */
export const indexName: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { time: '`at` is the time of something: call an index `index`.' }
  },
  create: (context) => {
    const check = (node: Pattern | null | undefined): void => {
      if (node?.type === 'Identifier' && node.name === 'at') context.report({ node, messageId: 'time' });
    };
    const checkCallback = ({ parent: call, params }: Pick<Callback, 'parent' | 'params'>): void => {
      if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return;
      const { property } = call.callee;
      const place = property.type === 'Identifier' ? places[property.name] : undefined;
      if (place !== undefined) check(params[place]);
    };
    return {
      ArrowFunctionExpression: checkCallback,
      FunctionExpression: checkCallback,
      ForStatement: ({ init, update }) => {
        if (init?.type !== 'VariableDeclaration' || !update) return;
        for (const { id, init: first } of init.declarations)
          if (first?.type === 'Literal' && typeof first.value === 'number') check(id);
      },
      ForOfStatement: ({ left, right }) => {
        if (left.type !== 'VariableDeclaration' || right.type !== 'CallExpression') return;
        const { callee } = right;
        if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
        const id = left.declarations[0]?.id;
        if (callee.property.name === 'entries' && id?.type === 'ArrayPattern') check(id.elements[0]);
      },
      SvelteEachBlock: (node: object) => check((node as { readonly index: Pattern | null }).index)
    };
  }
};
