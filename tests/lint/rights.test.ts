import { Linter, type Rule } from 'eslint';
import { describe, expect, it } from 'vitest';
import { rawCommand, rawRole } from '../../scripts/lint/rights.ts';

const linter = new Linter();

const linesIn = (rule: Rule.RuleModule, ...lines: readonly string[]): (string | undefined)[] =>
  linter
    .verify(lines.join('\n'), [{ plugins: { own: { rules: { rule } } }, rules: { 'own/rule': 'error' } }])
    .map(({ line }) => lines[line - 1]);

describe('a change of rows', () => {
  it('is begun, and rows are locked, by commands alone', () => {
    const refused = [
      "import { runCommand } from '../commands/run-command.js';",
      "import { lockStudy as held } from '../store/grants.js';",
      "export { lockDocument } from '../store/documents.js';",
      'await documents.lockVersionsOf(trx, id);',
      'await locks.takeLocks(trx, engine, []);'
    ];
    expect(linesIn(rawCommand, ...refused)).toEqual(refused);
  });

  it('may name what is blocked, timed or declared', () => {
    expect(
      linesIn(
        rawCommand,
        "import { command } from '../commands/command.js';",
        'const locked = clock.now(doc.blockId);',
        "export const act = command({ locks: ['study'] }, unlock.run);"
      )
    ).toEqual([]);
  });
});

describe('a role', () => {
  it('is compared in no way', () => {
    const refused = [
      "if (grant.role === 'chair') act();",
      "if (grant?.actorRole !== 'city') act();",
      "if ('expert' == one['role']) act();",
      'if (held === `secretariat`) act();',
      'if (expertRoles.includes(grant.role)) act();',
      "if (roles.has('city')) act();",
      "if (own.includes('observer')) act();"
    ];
    expect(linesIn(rawRole, ...refused)).toEqual(refused);
    expect(linesIn(rawRole, 'switch (role) {', "  case 'city': act();", '}')).toHaveLength(1);
  });

  it('may be compared with another one, and a city is not always one', () => {
    expect(
      linesIn(
        rawRole,
        'if (row.role === role) act();',
        'if (role === null) act();',
        "if (row.origin === 'city' || place === 'supports') act();",
        "if (kinds.has('city') || role === 'supports') act();",
        "switch (place.kind) { case 'city': act(); }",
        "send({ role: 'chair' });"
      )
    ).toEqual([]);
  });
});
