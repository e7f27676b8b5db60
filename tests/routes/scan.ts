/**
 * Lists every route that src/routes offers: pages, form actions, methods of endpoints; read from the source
 * itself.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../../src/routes', import.meta.url));

/** Returns the address of a file's folder, without the groups that only sort files. */
const addressOf = (file: string): string =>
  `/${dirname(file)}`.replace(/\/\([^)]*\)/g, '').replace(/\/\.$/, '/') || '/';

/**
 * Has the form `GET /studies/[study]` or `POST /login?/default`.
 */
export function listRoutes(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const routes = files.flatMap((file) => {
    const address = addressOf(file);
    if (file.endsWith('+page.svelte')) return [`GET ${address}`];
    if (file.endsWith('+page.server.ts')) {
      return [`GET ${address}`, ...namesIn(file, 'actions').map((action) => `POST ${address}?/${action}`)];
    }
    if (file.endsWith('+server.ts')) return exportsOf(file).map((method) => `${method} ${address}`);
    return [];
  });
  return [...new Set(routes)].sort();
}

/**
 * Maps the address of each page to the folder of the layout that it is rendered in; the addresses are as those of
 * listRoutes.
 */
export function layoutsOfPages(): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const layouts = files.filter((file) => file.endsWith('+layout.svelte')).map((file) => dirname(file));
  return new Map(
    files
      .filter((file) => file.endsWith('+page.svelte'))
      .map((file) => {
        const around = layouts.filter((layout) => layout === '.' || file.startsWith(`${layout}/`));
        return [
          addressOf(file),
          around.reduce((one, other) => (other.length > one.length ? other : one), '.')
        ];
      })
  );
}

const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(resolve(folder, file), 'utf8'), ts.ScriptTarget.Latest, true);

const declarationsIn = (file: string): ts.VariableDeclaration[] =>
  parsed(file)
    .statements.filter(ts.isVariableStatement)
    .filter((statement) =>
      statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
    )
    .flatMap((statement) => [...statement.declarationList.declarations]);

const exportsOf = (file: string): string[] =>
  declarationsIn(file)
    .flatMap(({ name }) =>
      ts.isObjectBindingPattern(name)
        ? name.elements.map((element) => element.name.getText())
        : [name.getText()]
    )
    .filter((name) => /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|fallback)$/.test(name));

function namesIn(file: string, variable: string): string[] {
  const value = declarationsIn(file).find(
    (declaration) => declaration.name.getText() === variable
  )?.initializer;
  if (!value) return [];
  const object = ts.isSatisfiesExpression(value) ? value.expression : value;
  // Actions that are put together elsewhere could hide one from the table.
  if (!ts.isObjectLiteralExpression(object)) throw new Error(`${file}: ${variable} is not written out`);
  return object.properties.flatMap((property) => {
    if (property.name) return [property.name.getText()];
    if (!ts.isSpreadAssignment(property)) throw new Error(`${file}: ${variable} takes over another's`);
    const shared = property.expression.getText();
    const names = namesIn(sharedFile(file, shared), shared);
    if (names.length === 0) throw new Error(`${file}: ${shared} is not written out`);
    return names;
  });
}

/** Returns the file of src/lib/server from which a page takes the actions that it shares with others. */
function sharedFile(file: string, name: string): string {
  const [, from = ''] =
    new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '#lib/server/([\\w-]+\\.ts)'`).exec(
      parsed(file).text
    ) ?? [];
  if (from === '') throw new Error(`${file}: where ${name} comes from is not known`);
  return join(folder, '../lib/server', from);
}
