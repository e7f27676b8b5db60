/** A page that is open requests its data until it gets it; every other failure is handled as before. */
import { describe, expect, it } from 'vitest';
import { fetchWithRetry, isDataOf } from '#lib/collab/own-data.ts';

const own = 'https://study.example/studies/a/inbox/__data.json?x-sveltekit-invalidated=01';

function openRetrying(answers: readonly (number | 'gone')[], isOwn: (tries: number) => boolean = () => true) {
  const waits: number[] = [];
  let tries = 0;
  const retryingFetch = fetchWithRetry(
    () => {
      const answer = answers[tries] ?? 200;
      tries += 1;
      return answer === 'gone'
        ? Promise.reject(new TypeError('Failed to fetch'))
        : Promise.resolve(new Response(null, { status: answer }));
    },
    { isOwn: () => isOwn(tries), wait: (count) => (waits.push(count), Promise.resolve()) }
  );
  return { retryingFetch, waits, tries: () => tries };
}

describe('a page that asks for its own data', () => {
  it('asks until the network and the server are back', async () => {
    const { retryingFetch, waits } = openRetrying(['gone', 'gone', 502, 503]);
    expect((await retryingFetch(own)).status).toBe(200);
    expect(waits).toEqual([1, 2, 3, 4]);
  });

  it.each([200, 401, 403, 404, 500])('takes %i as the answer', async (status) => {
    const { retryingFetch, tries } = openRetrying([status]);
    expect((await retryingFetch(own)).status).toBe(status);
    expect(tries()).toBe(1);
  });

  it('stops when the reader has gone elsewhere', async () => {
    const { retryingFetch, tries } = openRetrying(['gone', 'gone', 'gone'], (count) => count < 2);
    await expect(retryingFetch(own)).rejects.toThrow('Failed to fetch');
    expect(tries()).toBe(2);
  });

  it('leaves every other request alone', async () => {
    const { retryingFetch, tries } = openRetrying(['gone'], () => false);
    await expect(retryingFetch('/login')).rejects.toThrow('Failed to fetch');
    expect(tries()).toBe(1);
    expect((await openRetrying([503], () => false).retryingFetch('/login')).status).toBe(503);
  });
});

describe('the data of a page', () => {
  const page = { origin: 'https://study.example', pathname: '/studies/a/inbox' };
  it.each([
    own,
    '/studies/a/inbox/__data.json',
    'https://study.example/studies/a/inbox/__data.json?section=governance'
  ])('is at %s', (address) => {
    expect(isDataOf(page, address)).toBe(true);
  });
  it.each([
    'https://study.example/studies/a/__data.json',
    'https://other.example/studies/a/inbox/__data.json',
    '/studies/a/inbox'
  ])('is not at %s', (address) => {
    expect(isDataOf(page, address)).toBe(false);
  });
});
