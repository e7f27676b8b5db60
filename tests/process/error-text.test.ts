/** The log holds no text of documents and no secrets, also where an error quotes what it failed on. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { errorText } from '#server/process/error-text.ts';
import { migratedDatabase } from '#kit/databases.ts';
import { openAppOver } from '#kit/app.ts';

async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('an error in the log', () => {
  it('says where it happened and of which kind it is', () => {
    const text = errorText(new TypeError('undefined is not a room'));
    expect(text).toMatch(/^TypeError: undefined is not a room\n\s+at .*error-text\.test\.ts/);
  });

  it.each(['the findings of Haidian', '{"a":"the findings of Haidian"', '["the findings", of "Haidian"]'])(
    'holds nothing of the JSON %s that could not be read',
    async (sent) => {
      const text = errorText(await thrownBy(() => JSON.parse(sent)));
      expect(text).toMatch(/^SyntaxError: /);
      expect(text).not.toMatch(/findings|Haidian/);
    }
  );

  it('holds no value that PostgreSQL refused, but its code', async () => {
    const app = await openAppOver(await migratedDatabase('postgres'));
    const error = await thrownBy(() => sql`select ${'the findings'}::text::int`.execute(app.store.db));
    const text = errorText(error);
    expect(text).toContain('22P02');
    expect(text).not.toContain('findings');
  });
});
