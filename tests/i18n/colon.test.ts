/** A label and its value are joined by the colon of the language: “：” in Chinese. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Finds a Latin colon between two values, in an attribute, in text and in a template of the script. */
const latinColon = /"[^"]*\}: \{|>[^<]*\}: \{|`[^`]*\}: \$\{/;

it('no component writes a Latin colon between two texts of the interface', () => {
  const components = globSync('src/**/*.svelte', { cwd: root });
  expect(components.length).toBeGreaterThan(400);
  expect(
    components.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          latinColon.test(line) && !line.includes('=>') ? [`${file}:${index + 1}`] : []
        )
    )
  ).toEqual([]);
});
