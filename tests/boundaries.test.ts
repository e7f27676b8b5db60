/** Checks which file of src and server may import which, by the rooms of scripts/boundaries/rooms.ts. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Services } from '#server/app.ts';
import {
  circlesOfFolders,
  emptyRooms,
  foreignPackages,
  pastTheIndex,
  roomOf,
  unusedPackages,
  upwardImports,
  wrongCrossings
} from '../scripts/boundaries/check.ts';
import { importsOf, readSources } from '../scripts/boundaries/imports.ts';

const root = join(import.meta.dirname, '..');
const sources = readSources(root);
const files = [...sources.keys()];
const all = importsOf(sources);
const written = (...sourceFiles: readonly (readonly [string, string])[]) => importsOf(new Map(sourceFiles));

describe('the rooms of the code', () => {
  it('have every file, and none is empty', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
    expect(emptyRooms(files)).toEqual([]);
  });

  it('import what stands below them alone', () => {
    expect(upwardImports(all)).toEqual([]);
  });

  it('reach an area of the server through its index', () => {
    expect(pastTheIndex(all)).toEqual([]);
  });

  it('keep the browser and the server apart', () => {
    expect(wrongCrossings(all)).toEqual([]);
  });

  it('import the packages that are listed for them, and each entry is used', () => {
    expect(foreignPackages(all)).toEqual([]);
    expect(unusedPackages(all)).toEqual([]);
  });

  it('are in no circle of folders', () => {
    expect(circlesOfFolders(all)).toEqual([]);
  });

  it('have an alias for the rules of each area', () => {
    const withRules = files.flatMap((file) => /^src\/lib\/areas\/([^/]+)\/rules\//.exec(file)?.[1] ?? []);
    const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly imports: Readonly<Record<string, unknown>>;
    };
    const aliases = Object.entries(imports).filter(([alias]) => alias.startsWith('#rules/'));
    expect(new Map(aliases)).toEqual(
      new Map(withRules.map((area) => [`#rules/${area}/*`, `./src/lib/areas/${area}/rules/*`]))
    );
  });
});

describe('the check of the rooms', () => {
  it('finds values and types that go upwards on the server', () => {
    const upward = upwardImports(
      written(
        ['server/areas/cities/cities.ts', "import { a, type B } from '#areas/panels';\n"],
        ['server/areas/people/people.ts', "import type { A } from '#areas/panels';\n"],
        ['server/areas/panels/views.ts', "import { a } from '#areas/cities';\n"],
        ['server/sync/sync.ts', "import {\n  a\n} from '#areas/documents';\n"],
        ['server/areas/cities/store/cities.ts', "export { a } from '#areas/assessments';\n"],
        ['server/areas/assessments/store/documents.ts', "import { type A, b } from '#areas/cities';\n"],
        ['server/events/append.ts', "import { a } from '#server/commands/command.ts';\n"],
        ['server/http/server.ts', "import type { A } from '#server/app.ts';\n"],
        ['server/mail/mails.ts', "import { type A } from '#areas/inbox';\n"],
        ['server/store/rows.ts', "import type { A } from './schema.ts';\n"]
      )
    );
    expect(upward).toEqual([
      'server/areas/cities/cities.ts → server/areas/panels/index.ts (cities → panels)',
      'server/areas/people/people.ts → server/areas/panels/index.ts (people → panels)',
      'server/sync/sync.ts → server/areas/documents/index.ts (sync/ → documents)',
      'server/areas/assessments/store/documents.ts → server/areas/cities/index.ts (assessments → cities)',
      'server/events/append.ts → server/commands/command.ts (events/ → commands/)',
      'server/http/server.ts → server/app.ts (http/ → composition)',
      'server/mail/mails.ts → server/areas/inbox/index.ts (mail/ → inbox)'
    ]);
  });

  it('finds values and types that go upwards in src/lib, by floors and among areas in their order', () => {
    const upward = upwardImports(
      written(
        ['src/lib/base/states.ts', "import type { A } from '#rules/panels/panel.ts';\n"],
        ['src/lib/areas/answers/rules/answer.ts', "import { a } from '#rules/panels/panel.ts';\n"],
        ['src/lib/areas/panels/rules/panel.ts', "import { a } from '#rules/answers/answer.ts';\n"],
        [
          'src/lib/areas/answers/A.svelte',
          "<script>\n  import type { B } from '#lib/areas/panels/labels.ts';\n</script>\n"
        ],
        [
          'src/lib/areas/panels/P.svelte',
          "<script>\n  import A from '#lib/areas/answers/A.svelte';\n</script>\n"
        ],
        ['src/lib/ui/page.ts', "void import('#lib/areas/panels/labels.ts');\n"],
        [
          'src/lib/i18n/labels.ts',
          "import { a } from '#rules/panels/panel.ts';\nexport { b } from '#base/states.ts';\n"
        ]
      )
    );
    expect(upward).toEqual([
      'src/lib/base/states.ts → src/lib/areas/panels/rules/panel.ts (base/ → rules of panels)',
      'src/lib/areas/answers/rules/answer.ts → src/lib/areas/panels/rules/panel.ts (rules of answers → rules of panels)',
      'src/lib/areas/answers/A.svelte → src/lib/areas/panels/labels.ts (answers → panels)',
      'src/lib/ui/page.ts → src/lib/areas/panels/labels.ts (ui/ → panels)'
    ]);
  });

  it('finds who reaches past an index', () => {
    const past = pastTheIndex(
      written(
        ['server/areas/panels/views.ts', "import { a } from '#server/areas/cities/store/cities.ts';\n"],
        ['server/areas/panels/leading.ts', "import type { A } from '../cities/cities.ts';\n"],
        [
          'server/areas/panels/levels.ts',
          "import { a } from './store/scores.ts';\nimport { b } from '#areas/cities';\n"
        ],
        ['server/app.ts', "import { a } from './areas/panels/levels.ts';\n"],
        ['server/store/schema.ts', "import { a } from '../areas/panels/store/tables.ts';\n"]
      )
    );
    expect(past).toEqual([
      'server/areas/panels/views.ts → server/areas/cities/store/cities.ts (panels → cities)',
      'server/areas/panels/leading.ts → server/areas/cities/cities.ts (panels → cities)',
      'server/app.ts → server/areas/panels/levels.ts (composition → panels)'
    ]);
  });

  it('finds what crosses between server and pages, and packages in the wrong room', () => {
    const imports = written(
      ['src/routes/+page.server.ts', "import { createApp } from '#server/app.ts';\n"],
      ['src/hooks.server.ts', "import type { Services } from '#server/app.ts';\n"],
      ['server/mail/mails.ts', "import Notice from '#lib/ui/Notice.svelte';\n"],
      ['server/mail/labels.ts', "import { a } from '#lib/areas/report/compose.ts';\n"],
      ['server/areas/report/composing.ts', "import { a } from '#lib/areas/report/compose.ts';\n"],
      ['server/areas/people/sessions.ts', "import { Lucia } from 'lucia';\n"],
      ['src/lib/areas/panels/rules/panel.ts', "import { z } from 'zod';\nimport 'node:fs';\n"]
    );
    expect(wrongCrossings(imports)).toEqual([
      'src/routes/+page.server.ts → server/app.ts (routes → composition)',
      'server/mail/mails.ts → src/lib/ui/Notice.svelte (mail/ → ui/)',
      'server/mail/labels.ts → src/lib/areas/report/compose.ts (mail/ → report)'
    ]);
    expect(foreignPackages(imports)).toEqual([
      'server/areas/people/sessions.ts → lucia',
      'src/lib/areas/panels/rules/panel.ts → zod',
      'src/lib/areas/panels/rules/panel.ts → node:fs'
    ]);
  });

  it('finds a circle of folders, and a part may import what it is a part of', () => {
    const circles = circlesOfFolders(
      written(
        ['src/lib/document/tree/a.ts', "import { b } from '../sequence/b.ts';\n"],
        ['src/lib/document/sequence/b.ts', "import { c } from '../suggestions/c.ts';\n"],
        ['src/lib/document/suggestions/c.ts', "import { a } from '../tree/a.ts';\n"],
        ['src/lib/document/d.ts', "import { a } from './tree/a.ts';\nimport type { E } from '../ui/e.ts';\n"],
        ['src/lib/document/tree/f.ts', "import { d } from '../d.ts';\n"],
        ['src/lib/ui/e.ts', "import { d } from '../document/d.ts';\n"]
      )
    );
    expect(circles).toEqual([
      ['src/lib/document/sequence', 'src/lib/document/suggestions', 'src/lib/document/tree']
    ]);
  });
});

describe('single rules', () => {
  it('nothing imports the entry', () => {
    expect(all.filter(({ to }) => to === 'server/main.ts')).toEqual([]);
  });

  it('only threads build documents on the server, but for those that the server seeds', () => {
    const building =
      /\bnew Y\.Doc\b|\bY\.(applyUpdate|encodeStateAsUpdate|mergeUpdates|cloneDoc)\w*\(|\bassemble\(|\btextsOf\(/;
    const builders = files.filter(
      (file) => file.startsWith('server/') && building.test(sources.get(file) ?? '')
    );
    expect(builders.filter((file) => !file.startsWith('server/workers/')).sort()).toEqual([
      'server/areas/demo/demo-documents.ts',
      'server/areas/demo/demo-stage.ts',
      'server/areas/demo/demo-steps.ts',
      'server/areas/demo/sample-study/texts.ts',
      'server/areas/roadmap/seed.ts',
      'server/areas/search/index-reader.ts'
    ]);
    const reading = all.filter(({ to, values }) => to.endsWith('/index-reader.ts') && values);
    expect(reading.map(({ from }) => from)).toEqual(['server/search-index-worker.ts']);
    const made = ['src/lib/document/texts.ts', 'src/lib/base/plain.ts', 'prosemirror-model'];
    const importers = all.filter(
      ({ from, to, values }) =>
        from.startsWith('server/') && !from.startsWith('server/workers/') && values && made.includes(to)
    );
    expect(importers.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('of the app, src knows what routes need, and neither the store nor the rooms', () => {
    const named = files
      .filter((file) => file.startsWith('src/'))
      .flatMap((file) => [...(sources.get(file) ?? '').matchAll(/\{([^}]*)\} from '#server\/app\.ts'/g)])
      .map(([, names = '']) => names.trim());
    expect(new Set(named)).toEqual(new Set(['Services']));
    expectTypeOf<keyof Services & ('store' | 'sync' | 'signals' | 'close')>().toBeNever();
  });
});
