/**
 * Reads the central directory of a zip, and nothing else. No entry is inflated here, so a file that declares
 * a false small size cannot exhaust memory.
 */

export interface ZipEntry {
  readonly name: string;
  /** Is 0 where the entry is stored, 8 where it is deflated. */
  readonly method: number;
  readonly crc: number;
  /** Hold the declared sizes: the bytes in the zip, and the bytes after unpacking. */
  readonly packed: number;
  readonly unpacked: number;
  /** Gives the offset of its own header. */
  readonly offset: number;
}

export interface ZipListing {
  readonly names: readonly string[];
  readonly entries: readonly ZipEntry[];
  /** Gives the offset of the directory: no entry reaches into it. */
  readonly directory: number;
  /** Holds the sum of the declared unpacked sizes of all entries, in bytes. */
  readonly inflated: number;
  readonly isEncrypted: boolean;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const endLength = 22;
const longestComment = 0xffff;
const mostEntries = 20_000;

/**
 * Returns undefined where the directory is missing, damaged, cut short, or of a kind (several disks, zip64)
 * that no office file has.
 */
export function listZip(bytes: Uint8Array): ZipListing | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  if (
    count === 0 ||
    count > mostEntries ||
    view.getUint16(end + 4, true) !== 0 ||
    view.getUint16(end + 8, true) !== count
  )
    return undefined;
  const entries: ZipEntry[] = [];
  const directory = view.getUint32(end + 16, true);
  let inflated = 0;
  let isEncrypted = false;
  let at = directory;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== centralSignature) return undefined;
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return undefined;
    isEncrypted ||= (view.getUint16(at + 8, true) & 1) === 1;
    inflated += view.getUint32(at + 24, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true)
    });
    at = next;
  }
  return { names: entries.map(({ name }) => name), entries, directory, inflated, isEncrypted };
}

/** Returns the offset of the end-of-central-directory record; a comment may follow it. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endLength - longestComment);
  for (let at = view.byteLength - endLength; at >= first; at -= 1) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  return undefined;
}
