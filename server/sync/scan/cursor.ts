/**
 * Reads the integers and strings of a frame strictly: nothing beyond the bytes that are there, nothing over its bound, no
 * number written longer than it need be. What is not so throws Malformed, which scan.ts and receive.ts turn into a value.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Keys by which an object of JavaScript can be turned against its reader. */
export const isPrototypeKey = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';

export class Cursor {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Malformed('ends too early');
    return byte;
  }

  /** A variable-length unsigned integer, at most `max` (itself at most 2^53-1). */
  uint(max: number): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * weight;
      if (value > max) throw new Malformed('number over its bound');
      if (byte < 128) {
        if (byte === 0 && weight > 1) throw new Malformed('over-long number');
        return value;
      }
      weight *= 128;
      if (weight > 2 ** 49) throw new Malformed('over-long number');
    }
  }

  /** How many things follow, each of at least `size` bytes. */
  count(size: number): number {
    const count = this.uint(Number.MAX_SAFE_INTEGER);
    if (count * size > this.left) throw new Malformed('count beyond the frame');
    return count;
  }

  slice(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('length beyond the frame');
    const slice = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return slice;
  }

  /** Length and bytes. */
  buffer(): Uint8Array {
    return this.slice(this.uint(Number.MAX_SAFE_INTEGER));
  }

  string(): string {
    const bytes = this.buffer();
    try {
      return text.decode(bytes);
    } catch (cause) {
      throw new Malformed('not UTF-8', { cause });
    }
  }

  /** The name of an element, an attribute or a mark. */
  name(): string {
    const name = this.string();
    if (name === '' || name.length > 256 || isPrototypeKey(name)) throw new Malformed('name not allowed');
    return name;
  }

  end(): void {
    if (this.left !== 0) throw new Malformed('trailing bytes');
  }
}
