import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#kit/databases.ts';
import { freePort } from '#kit/server.ts';
import { chanceOf } from '#base/chance.ts';
import { floodFrames, roomsForFlood } from './flooding.ts';
import { createFixture } from './fixture.ts';

/** Each refused frame costs a socket; many more are sent by hand (frames.ts). */
const frames = 1_000;

describe('hostile frames through real sockets', () => {
  it(`${frames} of them close their own sockets, and the others in the room and elsewhere get every word`, async () => {
    const fixture = await createFixture({
      folder: temporaryFolder(),
      port: await freePort(),
      rooms: roomsForFlood(frames),
      writers: 40,
      readers: 20
    });
    const flood = await floodFrames(fixture, { frames, chance: chanceOf(2013) });
    expect(flood.faults).toEqual([]);
    expect([...flood.codes.keys()].filter((code) => code !== 1000 && code !== 4400 && code !== 4403)).toEqual(
      []
    );
    expect(flood.checked).toBeGreaterThanOrEqual(frames);
    expect(flood.besides.length).toBeGreaterThan(0);
    expect(flood.elsewhere.length).toBeGreaterThan(0);
    // What a burst of sockets leaves behind is tens of megabytes at most; a leak of the frames themselves would be more with each.
    expect(flood.memory[1] - flood.memory[0]).toBeLessThan(150);
  }, 180_000);
});
