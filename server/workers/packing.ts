/**
 * Packs many byte arrays into one, which is transferred to the worker without another copy, however many
 * small ones there are. The caller retains its own: a job is started again with them when the worker has
 * died.
 */

export interface Packed {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
}

export function pack(parts: readonly Uint8Array[]): Packed {
  const lengths = new Uint32Array(parts.length);
  const bytes = new Uint8Array(sizeOf(parts));
  let [index, at] = [0, 0];
  for (const part of parts) {
    lengths[index++] = part.length;
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, lengths };
}

/** Views of the packed bytes, in order. */
export function unpack({ bytes, lengths }: Packed): Uint8Array[] {
  let end = 0;
  return Array.from(lengths, (length) => bytes.subarray(end, (end += length)));
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  let size = 0;
  for (const part of parts) size += part.length;
  return size;
}
