/** Checks that the files of server and src/lib are sorted into areas and platforms, and that these import downwards. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { upwardImportsLeft } from '../scripts/boundaries/areas.ts';
import * as inLib from '../scripts/boundaries/lib-imports.ts';
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

const lib = join(import.meta.dirname, '../src/lib');
const libFiles = new Map(
  globSync('**/*.{ts,js,svelte}', { cwd: lib })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('paraglide/'))
    .map((file) => [file, readFileSync(join(lib, file), 'utf8')])
);

describe('the areas of the browser', () => {
  it('have every file, and no path without one', () => {
    const used = new Map([...libFiles.keys()].map((file) => [file, inLib.pathFor(file)]));
    expect([...used].filter(([, path]) => path === undefined).map(([file]) => file)).toEqual([]);
    expect(inLib.paths.filter((path) => ![...used.values()].includes(path))).toEqual([]);
  });

  it('import values and types of what stands below them alone', () => {
    expect(inLib.upwardImports(libFiles)).toEqual([]);
  });

  it('are checked by floors and, among areas, in their order', () => {
    const upward = inLib.upwardImports(
      new Map([
        ['base/states.ts', "import type { A } from '#domain/panel.ts';\n"],
        ['domain/answer.ts', "import { a } from './panel.ts';\n"],
        ['domain/panel.ts', "import { a } from './answer.ts';\n"],
        ['answers/A.svelte', "<script>\n  import type { B } from '#lib/panels/labels.ts';\n</script>\n"],
        ['panels/P.svelte', "<script>\n  import A from '#lib/answers/A.svelte';\n</script>\n"],
        ['ui/page.ts', "void import('#lib/panels/labels.ts');\n"],
        ['i18n/labels.ts', "import { a } from '#domain/panel.ts';\nexport { b } from '#base/states.ts';\n"]
      ])
    );
    expect(upward).toEqual([
      'base/states.ts → domain/panel.ts (base → rules of panels)',
      'domain/answer.ts → domain/panel.ts (rules of answers → rules of panels)',
      'answers/A.svelte → panels/labels.ts (answers → panels)',
      'ui/page.ts → panels/labels.ts (ui → panels)'
    ]);
  });
});
