import { expect, it } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { startWarnings } from '#server/process/start-warnings.ts';

const warned = (env: Record<string, string>): Promise<string[]> =>
  startWarnings(readConfig({ DATABASE_URL: 'postgres://localhost/meridian', ...env }));

it('demo accounts that strangers can use are named at the start, and those of this machine alone are not', async () => {
  const open = [expect.stringMatching(/^DEMO=1 lets everybody who reaches this server sign in/)];
  expect(await warned({ DEMO: '1', ORIGIN: 'https://meridian.example' })).toEqual(open);
  expect(await warned({ DEMO: '1', HOST: '0.0.0.0' })).toEqual(open);
  expect(await warned({ DEMO: '1' })).toEqual([]);
  expect(await warned({ HOST: '0.0.0.0' })).toEqual([]);
});
