/** Documents as bytes that do not depend on how they came about: the same content gives the same bytes, in every installation. */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import { UnsoundDocumentError } from './errors.ts';

/** Encoding twice is nearly always enough; neighbours may merge once more after a reload. */
const mostRounds = 8;

export interface Examined {
  /** States whether a reload leaves these bytes unchanged. */
  readonly isSettled: boolean;
  readonly roots: readonly string[];
}

/** Loads, encodes and loads again until nothing changes any more. Throws where something is missing that the parts build on. */
export function settled(parts: readonly Uint8Array[]): Uint8Array {
  let bytes = encoded(parts);
  for (let round = 0; round < mostRounds; round += 1) {
    const again = encoded([bytes]);
    if (Buffer.compare(bytes, again) === 0) return bytes;
    bytes = again;
  }
  throw new UnsoundDocumentError('A document changes with every reload');
}

export function examined(parts: readonly Uint8Array[]): Examined {
  const [bytes = new Uint8Array()] = parts;
  return {
    isSettled: Buffer.compare(settled(parts), bytes) === 0,
    roots: [...assemble(null, parts).share.keys()]
  };
}

const encoded = (parts: readonly Uint8Array[]): Uint8Array => Y.encodeStateAsUpdate(assemble(null, parts));
