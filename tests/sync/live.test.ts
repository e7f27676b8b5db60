import { describe, expect, it } from 'vitest';
import { engines } from '#kit/databases.ts';
import { Line } from '#kit/live-line.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { knock } from '#kit/socket.ts';

const freeze = (stage: Stage): Promise<unknown> => stage.house.documents.freeze(null, stage.documentId);
const reopen = (stage: Stage): Promise<unknown> => stage.house.documents.reopen(null, stage.documentId);

describe.each(engines)('live events on %s', (engine) => {
  it('are told in the order of the log, from the last one seen on', async () => {
    const stage = await openStage(engine);
    await freeze(stage);
    await reopen(stage);
    const whole = new Line(stage.door, 'study=small-study&after=0', stage.euCookie);
    const rest = new Line(stage.door, 'study=small-study&after=1', stage.euCookie);
    const fresh = new Line(stage.door, 'study=small-study', stage.euCookie);
    await fresh.opened();
    expect((await whole.events(2)).map(({ seq, kind }) => [seq, kind])).toEqual([[1, 'document.frozen'], [2, 'document.reopened']]);
    expect((await rest.events(1)).map(({ seq }) => seq)).toEqual([2]);
    await freeze(stage);
    await reopen(stage);
    expect((await whole.events(4)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect((await rest.events(3)).map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect((await fresh.events(2)).map(({ seq }) => seq)).toEqual([3, 4]);
    expect((await fresh.events(2))[0]).toMatchObject({ study: 'small-study', cityId: 'haidian', documentId: stage.documentId, payload: { generation: 2 } });
  });

  it('tell nobody of what they may not see', async () => {
    const stage = await openStage(engine);
    const other = await stage.enter({ role: 'city', city: 'bristol' });
    const line = new Line(stage.door, 'study=small-study&after=0', other.cookie);
    const expert = new Line(stage.door, 'study=small-study&after=0', stage.euCookie);
    await line.opened();
    await freeze(stage);
    await expert.events(1);
    // An event that they may see comes after it, and is the first they hear of.
    await stage.house.people.give('operator', 'small-study', { email: stage.eu.email, role: 'observer', sideId: null, cityId: null });
    expect((await line.events(1)).map(({ kind, seq }) => [kind, seq])).toEqual([['grant.given', 2]]);
  });

  it('are for the people of the study only, and the line goes one way', async () => {
    const stage = await openStage(engine);
    const stranger = await stage.enter({ administrator: true });
    expect(await knock(stage.door, '/live?study=small-study', { cookie: stranger.cookie })).toBe(404);
    for (const query of ['study=nowhere', '', 'study=', 'study=small-study&after=-1', 'study=small-study&after=x']) {
      expect(await knock(stage.door, `/live?${query}`, { cookie: stage.euCookie }), query).toBe(404);
    }
    const line = new Line(stage.door, 'study=small-study', stage.euCookie);
    await line.opened();
    line.send('hello');
    expect(await line.code()).toBe(4400);
  });
});
