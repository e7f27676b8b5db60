import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { permissionsPage } from '../../scripts/permissions.ts';

it('docs/permissions.md says what base/permissions says (else: npm run docs:permissions)', () => {
  expect(readFileSync(resolve(import.meta.dirname, '../../docs/permissions.md'), 'utf8')).toBe(
    permissionsPage()
  );
});
