/** Checks that the server's files are sorted into areas and platforms, and that these import downwards. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { upwardImportsLeft } from '../scripts/boundaries/areas.ts';
import { pathFor, paths, upwardImports } from '../scripts/boundaries/upward-imports.ts';

const server = join(import.meta.dirname, '../server');
const files = new Map(
  globSync('**/*.ts', { cwd: server }).map((file) => [
    file.replaceAll('\\', '/'),
    readFileSync(join(server, file), 'utf8')
  ])
);

describe('the areas of the server', () => {
  it('have every file, and no path without one', () => {
    const used = new Map([...files.keys()].map((file) => [file, pathFor(file)]));
    expect([...used].filter(([, path]) => path === undefined).map(([file]) => file)).toEqual([]);
    expect(paths.filter((path) => ![...used.values()].includes(path))).toEqual([]);
  });

  it('import what stands below them, but for what is left to turn', () => {
    const upward = upwardImports(files);
    expect(upward.length, upward.join('\n')).toBeLessThanOrEqual(upwardImportsLeft);
  });

  it('are checked by values, in their order', () => {
    const upward = upwardImports(
      new Map([
        ['services/cities.ts', "import { a, type B } from '../store/panels.ts';\n"],
        ['services/people.ts', "import type { A } from '../store/panels.ts';\n"],
        ['services/panels/views.ts', "import { a } from '../../store/cities.ts';\n"],
        ['sync/sync.ts', "import {\n  a\n} from '../services/access.ts';\n"],
        ['store/cities.ts', "export { a } from './assessments.ts';\n"],
        ['store/assessments.ts', "import { type A, b } from './cities.ts';\n"]
      ])
    );
    expect(upward).toEqual([
      'services/cities.ts → store/panels.ts (cities → panels)',
      'sync/sync.ts → services/access.ts (sync → documents)',
      'store/assessments.ts → store/cities.ts (assessments → cities)'
    ]);
  });
});
