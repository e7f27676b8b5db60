import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { engines } from '#kit/databases.ts';
import { LiveSocketClient, LiveStreamClient, liveClientKinds, type LiveClient } from '#kit/live-client.ts';
import { numbersIn } from '#kit/log-numbers.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { attemptUpgrade } from '#kit/socket.ts';

const freeze = (stage: Stage): Promise<unknown> => stage.app.documents.freeze(null, stage.documentId);
const reopen = (stage: Stage): Promise<unknown> => stage.app.documents.reopen(null, stage.documentId);

const cases = engines.flatMap((engine) =>
  liveClientKinds.map(([clientKind, ClientClass]) => [engine, clientKind, ClientClass] as const)
);

describe.each(cases)('live events on %s over %s', (engine, _, ClientClass) => {
  it('are told in the order of the log, from the last one seen on', async () => {
    const stage = await openStage(engine);
    await freeze(stage);
    await reopen(stage);
    const [first] = await numbersIn(stage.app, stage.study.id);
    const whole = new ClientClass(stage.endpoint, 'study=small-study&after=0', stage.euCookie);
    const rest = new ClientClass(stage.endpoint, `study=small-study&after=${first}`, stage.euCookie);
    const fresh = new ClientClass(stage.endpoint, 'study=small-study', stage.euCookie);
    await fresh.opened();
    expect((await whole.events(2)).map(({ kind }) => kind)).toEqual(['document.frozen', 'document.reopened']);
    expect((await rest.events(1)).map(({ kind }) => kind)).toEqual(['document.reopened']);
    await freeze(stage);
    await reopen(stage);
    const numbers = await numbersIn(stage.app, stage.study.id);
    expect((await whole.events(4)).map(({ number }) => number)).toEqual(numbers);
    expect((await rest.events(3)).map(({ number }) => number)).toEqual(numbers.slice(1));
    expect((await fresh.events(2)).map(({ number }) => number)).toEqual(numbers.slice(2));
    expect((await fresh.events(2))[0]).toMatchObject({
      study: 'small-study',
      cityId: 'haidian',
      documentId: stage.documentId,
      payload: { generation: 2 }
    });
  });

  it('tell nobody of what they may not see', async () => {
    const stage = await openStage(engine);
    const other = await stage.addPerson({ role: 'city', city: 'bristol' });
    const liveClient = new ClientClass(stage.endpoint, 'study=small-study&after=0', other.cookie);
    const expert = new ClientClass(stage.endpoint, 'study=small-study&after=0', stage.euCookie);
    await liveClient.opened();
    await freeze(stage);
    await expert.events(1);
    // An event that they may see comes after it, and is the first they receive.
    await stage.app.people.give('operator', 'small-study', {
      email: stage.eu.email,
      role: 'observer',
      sideId: null,
      cityId: null
    });
    expect((await liveClient.events(1)).map(({ kind }) => kind)).toEqual(['grant.given']);
  });

  it('tell those who attend meetings that somebody began to lead while their page was on the way', async () => {
    const stage = await openStage(engine);
    const chair = await signedInAs(stage.app, { role: 'chair', side: 'cn', study: stage.study });
    const city = await stage.addPerson({ role: 'city', city: 'bristol' });
    const before = stage.app.now().getTime() - 1;
    expect(await stage.app.leading.start(chair, 'small-study', '/assessments', null)).toEqual({
      ok: true,
      value: null
    });
    const open = (cookie: string): LiveClient =>
      new ClientClass(stage.endpoint, `study=small-study&after=${before}`, cookie);
    const [expert, owner] = [open(stage.euCookie), open(city.cookie)];
    await Promise.all([owner.opened(), expert.heard()]);
    expect(expert.received).toEqual([{ type: 'lead-moved' }]);
    await stage.app.people.give('operator', 'small-study', {
      email: stage.eu.email,
      role: 'observer',
      sideId: null,
      cityId: null
    });
    await owner.events(1);
    expect(owner.received.map(({ type }) => type)).toEqual(['event']);
  });
});

describe.each(engines)('live events on %s', (engine) => {
  it('are for the people of the study only, over either transport, and go one way', async () => {
    const stage = await openStage(engine);
    const stranger = await stage.addPerson({ administrator: true });
    const { port } = stage.endpoint;
    const sendRequest = async (
      query: string,
      cookie: string,
      headers: Readonly<Record<string, string>> = {},
      method = 'GET'
    ): Promise<number> => {
      const { status, body } = await fetch(`http://127.0.0.1:${port}/live-http?${query}`, {
        method,
        headers: { cookie, ...headers }
      });
      await body?.cancel();
      return status;
    };
    expect(await attemptUpgrade(stage.endpoint, '/live?study=small-study', { cookie: stranger.cookie })).toBe(
      404
    );
    expect(await sendRequest('study=small-study', stranger.cookie)).toBe(404);
    for (const query of [
      'study=nowhere',
      '',
      'study=',
      'study=small-study&after=-1',
      'study=small-study&after=x'
    ]) {
      expect(await attemptUpgrade(stage.endpoint, `/live?${query}`, { cookie: stage.euCookie }), query).toBe(
        404
      );
      expect(await sendRequest(query, stage.euCookie), query).toBe(404);
    }
    expect(await sendRequest('study=small-study', '')).toBe(401);
    for (const [name, value] of [
      ['origin', 'https://evil.example'],
      ['origin', 'null'],
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-site']
    ] as const) {
      expect(await sendRequest('study=small-study', stage.euCookie, { [name]: value }), value).toBe(403);
    }
    const own = { origin: stage.endpoint.origin };
    expect(await sendRequest('study=small-study', stage.euCookie, own, 'POST')).toBe(405);
    expect(await sendRequest('study=small-study', stage.euCookie, own)).toBe(200);
    const liveClient = new LiveSocketClient(stage.endpoint, 'study=small-study', stage.euCookie);
    await liveClient.opened();
    liveClient.send('hello');
    expect(await liveClient.code()).toBe(4400);
  });
});

describe('an event stream of live events', () => {
  it('gives a sign of life within each lease, so that neither a proxy nor its page takes it for dead', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const stage = await openStage();
    const liveClient = new LiveStreamClient(stage.endpoint, 'study=small-study', stage.euCookie);
    await liveClient.opened();
    for (const pulses of [1, 2]) {
      vi.advanceTimersByTime(20_000);
      await expect.poll(() => liveClient.pulses).toBe(pulses);
    }
  });

  it('is shut with a restart, and counts among a person’s connections until it is left', async () => {
    const stage = await openStage();
    const liveClients = Array.from(
      { length: 100 },
      () => new LiveStreamClient(stage.endpoint, 'study=small-study', stage.euCookie)
    );
    await Promise.all(liveClients.map((liveClient) => liveClient.opened()));
    const sendRequest = (): Promise<number> =>
      attemptUpgrade(stage.endpoint, '/live?study=small-study', { cookie: stage.euCookie });
    expect(await sendRequest()).toBe(429);
    liveClients[0]?.leave();
    await expect.poll(sendRequest).toBe(101);
    await stage.app.live.close();
    expect(await Promise.all(liveClients.slice(1).map((liveClient) => liveClient.code()))).toEqual(
      Array(99).fill(1012)
    );
    expect(
      (
        await fetch(`http://127.0.0.1:${stage.endpoint.port}/live-http?study=small-study`, {
          headers: { cookie: stage.euCookie }
        })
      ).status
    ).toBe(503);
  });
});
