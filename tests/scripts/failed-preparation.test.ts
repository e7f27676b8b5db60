import { describe, expect, it } from 'vitest';
import { sentenceFor } from '../../scripts/failed-preparation.mjs';

const said = (text: string) => sentenceFor(text, '/srv/meridian');

describe('a checkout that cannot be made ready', () => {
  it.each([
    [
      'npm error code ENOTFOUND\nnpm error network request to https://… failed',
      /registry \(ENOTFOUND\): connect/
    ],
    ['npm error code EAI_AGAIN', /registry \(EAI_AGAIN\)/],
    ['npm error code ECONNREFUSED', /registry \(ECONNREFUSED\)/],
    [
      'npm error code ENOSPC\nnpm error nospc no space left on device, write',
      /disk is full: free about 1 GB/
    ],
    ["Error: EACCES: permission denied, mkdir '/srv/meridian/build'", /may not write to \/srv\/meridian/],
    ["Error: EROFS: read-only file system, open '/srv/meridian/build/x'", /may not write to \/srv\/meridian/],
    ['npm error code EUSAGE', /does not match package\.json: run npm install/]
  ])('%s', (text, sentence) => {
    expect(said(text)).toMatch(sentence);
    expect(said(text)).not.toContain('\n');
  });

  it('an unknown cause has no sentence: what the command wrote is shown', () => {
    expect(said('RollupError: Unexpected token')).toBeUndefined();
  });
});
