/** Tests that a refusal of a form of the research names its field as that form shows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { m } from '#lib/paraglide/messages.js';
import { fieldLabel, type OwnForm } from '../../src/routes/(app)/studies/[study]/context/field-labels.ts';

const folder = join(import.meta.dirname, '../../src/routes/(app)/studies/[study]/context');
const forms: Readonly<Record<string, OwnForm>> = {
  'ImageForm.svelte': 'image',
  'SourceForm.svelte': 'source'
};
/** Lists the fields of a form with the messages that label them. */
const fieldsIn = (source: string): { readonly label: string; readonly name: string }[] =>
  [...source.matchAll(/label=\{m\.(\w+)\(\)\}\s+name="(\w+)"/g)].map(([, label = '', name = '']) => ({
    label,
    name
  }));

it('each field is called in the refusal as in its form', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('Form.svelte')
  );
  const messages = new Map(Object.entries(m).map(([name, message]) => [name, message as () => string]));
  const shown = files.flatMap((name) =>
    fieldsIn(readFileSync(join(folder, name), 'utf8')).map(({ label, name: field }) => [
      `${name} ${field}`,
      messages.get(label)?.()
    ])
  );
  expect(shown.length).toBeGreaterThan(20);
  const named = shown.map(([at = '']) => {
    const [form = '', field = ''] = at.split(/.*\/| /).filter(Boolean);
    return [at, fieldLabel(field, forms[form])];
  });
  expect(named).toEqual(shown);
});
