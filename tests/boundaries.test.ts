/** Checks that the files of server and src/lib stand in areas and platforms, and that these import downwards. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as inLib from '../scripts/boundaries/lib-imports.ts';
import { pastTheIndex, pathFor, paths, upwardImports } from '../scripts/boundaries/upward-imports.ts';

const server = join(import.meta.dirname, '../server');
const files = new Map(
  globSync('**/*.ts', { cwd: server }).map((file) => [
    file.replaceAll('\\', '/'),
    readFileSync(join(server, file), 'utf8')
  ])
);

describe('the areas of the server', () => {
  it('have every file, and none is without one', () => {
    const used = new Map([...files.keys()].map((file) => [file, pathFor(file)]));
    expect([...used].filter(([, path]) => path === undefined).map(([file]) => file)).toEqual([]);
    expect(paths.filter((path) => ![...used.values()].includes(path))).toEqual([]);
  });

  it('import values of what stands below them alone', () => {
    expect(upwardImports(files)).toEqual([]);
  });

  it('are reached through their index', () => {
    expect(pastTheIndex(files)).toEqual([]);
  });

  it('are checked by values, in their order', () => {
    const upward = upwardImports(
      new Map([
        ['areas/cities/cities.ts', "import { a, type B } from '#areas/panels';\n"],
        ['areas/people/people.ts', "import type { A } from '#areas/panels';\n"],
        ['areas/panels/views.ts', "import { a } from '#areas/cities';\n"],
        ['sync/sync.ts', "import {\n  a\n} from '#areas/documents';\n"],
        ['areas/cities/store/cities.ts', "export { a } from '#areas/assessments';\n"],
        ['areas/assessments/store/documents.ts', "import { type A, b } from '#areas/cities';\n"],
        ['http/server.ts', "import { a } from '#server/app.ts';\n"]
      ])
    );
    expect(upward).toEqual([
      'areas/cities/cities.ts → areas/panels/index.ts (cities → panels)',
      'sync/sync.ts → areas/documents/index.ts (sync → documents)',
      'areas/assessments/store/documents.ts → areas/cities/index.ts (assessments → cities)',
      'http/server.ts → app.ts (http → composition)'
    ]);
  });

  it('are found where somebody reaches past an index', () => {
    const past = pastTheIndex(
      new Map([
        ['areas/panels/views.ts', "import { a } from '#server/areas/cities/store/cities.ts';\n"],
        ['areas/panels/leading.ts', "import type { A } from '../cities/cities.ts';\n"],
        [
          'areas/panels/levels.ts',
          "import { a } from './store/scores.ts';\nimport { b } from '#areas/cities';\n"
        ],
        ['app.ts', "import { a } from './areas/panels/levels.ts';\n"],
        ['store/schema.ts', "import { a } from '../areas/panels/store/tables.ts';\n"]
      ])
    );
    expect(past).toEqual([
      'areas/panels/views.ts → areas/cities/store/cities.ts (panels → cities)',
      'areas/panels/leading.ts → areas/cities/cities.ts (panels → cities)',
      'app.ts → areas/panels/levels.ts (composition → panels)'
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
  it('have every file', () => {
    expect([...libFiles.keys()].filter((file) => inLib.roomOf(file) === undefined)).toEqual([]);
  });

  it('have an alias for their rules', () => {
    const withRules = [...libFiles.keys()].flatMap(
      (file) => /^areas\/([^/]+)\/rules\//.exec(file)?.[1] ?? []
    );
    const { imports } = JSON.parse(readFileSync(join(lib, '../../package.json'), 'utf8')) as {
      readonly imports: Readonly<Record<string, unknown>>;
    };
    const aliases = Object.entries(imports).filter(([alias]) => alias.startsWith('#rules/'));
    expect(new Map(aliases)).toEqual(
      new Map(withRules.map((area) => [`#rules/${area}/*`, `./src/lib/areas/${area}/rules/*`]))
    );
  });

  it('import values and types of what stands below them alone', () => {
    expect(inLib.upwardImports(libFiles)).toEqual([]);
  });

  it('are checked by floors and, among areas, in their order', () => {
    const upward = inLib.upwardImports(
      new Map([
        ['base/states.ts', "import type { A } from '#rules/panels/panel.ts';\n"],
        ['areas/answers/rules/answer.ts', "import { a } from '#rules/panels/panel.ts';\n"],
        ['areas/panels/rules/panel.ts', "import { a } from '#rules/answers/answer.ts';\n"],
        [
          'areas/answers/A.svelte',
          "<script>\n  import type { B } from '#lib/areas/panels/labels.ts';\n</script>\n"
        ],
        ['areas/panels/P.svelte', "<script>\n  import A from '#lib/areas/answers/A.svelte';\n</script>\n"],
        ['ui/page.ts', "void import('#lib/areas/panels/labels.ts');\n"],
        [
          'i18n/labels.ts',
          "import { a } from '#rules/panels/panel.ts';\nexport { b } from '#base/states.ts';\n"
        ]
      ])
    );
    expect(upward).toEqual([
      'base/states.ts → areas/panels/rules/panel.ts (base → rules of panels)',
      'areas/answers/rules/answer.ts → areas/panels/rules/panel.ts (rules of answers → rules of panels)',
      'areas/answers/A.svelte → areas/panels/labels.ts (answers → panels)',
      'ui/page.ts → areas/panels/labels.ts (ui → panels)'
    ]);
  });
});
