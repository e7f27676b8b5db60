/** Refuses what would change rows, or decide about rights, in a second place. */
import type { Rule } from 'eslint';
import { roles } from '../../src/lib/base/permissions.ts';

const takenByCommands = '/^(?:runCommand|takeLocks|lock[A-Z]\\w*)$/';

/** Refuses to begin a change, or to lock a row, by oneself: `command` does both, for all in one order. */
export const rawCommand: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      raw: 'Make it a command, and declare what it locks: server/commands does it in one order for all.'
    }
  },
  create: (context) => {
    const report = (node: Rule.Node): void => context.report({ node, messageId: 'raw' });
    return {
      [`ImportSpecifier[imported.name=${takenByCommands}]`]: report,
      [`ExportSpecifier[local.name=${takenByCommands}]`]: report,
      [`MemberExpression[property.name=${takenByCommands}]`]: report
    };
  }
};

/** Is a node as far as these rules look at it; of TypeScript too, which ESLint's types do not know. */
interface Looked {
  readonly type: string;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly computed?: boolean;
  readonly property?: Looked;
  readonly expression?: Looked;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
}

const bare = (node: Looked): Looked => (node.expression ? bare(node.expression) : node);

/** Returns the name of a variable or of a member, also of one in brackets. */
function nameOf(node: Looked): string {
  const { type, name, property, value } = bare(node);
  if (type === 'MemberExpression' && property) return nameOf(property);
  return String(type === 'Identifier' ? name : (value ?? ''));
}

function textOf(node: Looked): unknown {
  const { type, value, quasis = [] } = bare(node);
  return type === 'TemplateLiteral' && quasis.length === 1 ? quasis[0]?.value.cooked : value;
}

const isRole = (node: Looked): boolean => /(?:^r|R)ole$/.test(nameOf(node));
const areRoles = (node: Looked): boolean => /(?:^r|R)oles$/.test(nameOf(node));

/** Checks whether a text names a role. A city is other things too: it is one where it stands next to a role. */
const namesRole = (node: Looked, isNextToRole: boolean): boolean => {
  const text = textOf(node);
  return roles.some((role) => role === text) && (text !== 'city' || isNextToRole);
};

/** Refuses to compare a role: which of them allows something is said in the rules of rights alone. */
export const rawRole: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      raw: 'Ask the rules of rights (base/permissions): an ability, or a function that says what the role is compared for.'
    }
  },
  create: (context) => {
    const report = (node: Rule.Node): void => context.report({ node, messageId: 'raw' });
    return {
      BinaryExpression: (node) => {
        const [left, right] = [node.left as Looked, node.right as Looked];
        const isComparison = /^[!=]==?$/.test(node.operator);
        if (isComparison && (namesRole(right, isRole(left)) || namesRole(left, isRole(right)))) report(node);
      },
      SwitchCase: (node) => {
        const { discriminant } = node.parent as unknown as { readonly discriminant: Looked };
        if (node.test && namesRole(node.test as Looked, isRole(discriminant))) report(node);
      },
      'CallExpression[callee.property.name=/^(?:has|includes)$/]': (node: Rule.Node) => {
        const {
          callee,
          arguments: [sought]
        } = node as unknown as {
          readonly callee: { readonly object: Looked };
          readonly arguments: readonly Looked[];
        };
        if (sought && (isRole(sought) || namesRole(sought, areRoles(callee.object)))) report(node);
      }
    };
  }
};
