/** Reads the framework that the installation brings, with its rubric, as JSON texts. */
import { readSeed } from '#server/seeds/read.ts';

export function standardFramework(): string {
  const { profile, recordTypes } = readSeed('profile');
  const nine = readSeed('framework');
  return JSON.stringify({ ...nine, recordTypes: [...nine.recordTypes, ...recordTypes], profile });
}

export const standardRubric = (): string => JSON.stringify(readSeed('rubric'));
