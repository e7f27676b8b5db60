/**
 * Reads the integers and strings of a frame strictly: nothing beyond the bytes that are there, nothing over
 * its bound, no number written longer than necessary. Anything else throws Malformed, which scan.ts and
 * receive.ts turn into a value.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Limits the length up to which ASCII is joined by hand, which is faster than a call of the decoder. */
const shortLength = 24;

function decode(bytes: Uint8Array): string {
  try {
    return text.decode(bytes);
  } catch (cause) {
    throw new Malformed('not UTF-8', { cause });
  }
}

/** Checks for a key that could reach an object's prototype. */
export const isPrototypeKey = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype';

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
    if (this.at >= this.bytes.length) throw new Malformed('ends too early');
    return this.bytes[this.at++] ?? 0;
  }

  /** Reads a variable-length unsigned integer, at most `max` (itself at most 2^53-1). */
  uint(max: number): number {
    const first = this.byte();
    if (first < 128) {
      if (first > max) throw new Malformed('number over its bound');
      return first;
    }
    this.at--;
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

  /** Reads how many things follow, each of at least `size` bytes. */
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

  /** Reads a length and so many bytes. */
  buffer(): Uint8Array {
    return this.slice(this.uint(Number.MAX_SAFE_INTEGER));
  }

  string(): string {
    const length = this.uint(Number.MAX_SAFE_INTEGER);
    if (length <= shortLength && this.#isAscii(length)) {
      let string = '';
      for (const end = this.at + length; this.at < end; this.at++)
        string += String.fromCharCode(this.bytes[this.at] ?? 0);
      return string;
    }
    return decode(this.slice(length));
  }

  /** Steps over a string and returns its length in UTF-16 units, which is how Yjs counts. */
  stringLength(): number {
    const end = this.uint(Number.MAX_SAFE_INTEGER) + this.at;
    if (end > this.bytes.length) throw new Malformed('length beyond the frame');
    const start = this.at;
    while (this.at < end && (this.bytes[this.at] ?? 0) < 128) this.at++;
    const ascii = this.at - start;
    return this.at === end ? ascii : ascii + decode(this.slice(end - this.at)).length;
  }

  #isAscii(length: number): boolean {
    if (length > this.left) throw new Malformed('length beyond the frame');
    for (let at = this.at; at < this.at + length; at++) if ((this.bytes[at] ?? 0) >= 128) return false;
    return true;
  }

  /** Reads the name of an element, an attribute or a mark. */
  name(): string {
    const name = this.string();
    if (name === '' || name.length > 256 || isPrototypeKey(name)) throw new Malformed('name not allowed');
    return name;
  }

  end(): void {
    if (this.left !== 0) throw new Malformed('trailing bytes');
  }
}
