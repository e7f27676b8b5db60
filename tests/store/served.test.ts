import { describe, expect, it, onTestFinished } from 'vitest';
import { isServed, markServed } from '#server/store/served.ts';
import { engines, migratedDatabase } from '#kit/databases.ts';

describe.each(engines)('the mark of a served database on %s', (engine) => {
  it('is seen while any server holds it, and by none afterwards', async () => {
    const database = await migratedDatabase(engine);
    expect(await isServed(database)).toBe(false);
    const [first, second] = [await markServed(database), await markServed(database)];
    onTestFinished(() => Promise.all([first.release(), second.release()]).then(() => undefined));
    expect(await isServed(database)).toBe(true);
    await first.release();
    expect(await isServed(database)).toBe(true);
    await second.release();
    // PostgreSQL ends a session a moment after its client has gone.
    await expect.poll(() => isServed(database)).toBe(false);
  });
});
