/**
 * What a zip says of itself: its central directory, and nothing else. No entry is ever inflated here, so that a file which claims to be
 * small and is not costs nobody any memory.
 */

export interface ZipEntry {
  readonly name: string;
  /** 0 where the bytes stand as they are, 8 where they are deflated. */
  readonly method: number;
  readonly crc: number;
  /** As declared: how many bytes stand in the zip, and how many they unpack to. */
  readonly packed: number;
  readonly unpacked: number;
  /** Where its own header begins. */
  readonly offset: number;
}

export interface ZipListing {
  readonly names: readonly string[];
  readonly entries: readonly ZipEntry[];
  /** Where the directory begins: no entry reaches into it. */
  readonly directory: number;
  /** Bytes of all entries together, as declared. */
  readonly inflated: number;
  readonly isEncrypted: boolean;
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const endLength = 22;
const longestComment = 0xffff;
const mostEntries = 20_000;

/** Undefined where the directory is missing, damaged, cut short, or of a kind (several disks, zip64) that no office file has. */
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

/** Where the record that ends the zip begins; a comment may follow it. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endLength - longestComment);
  for (let at = view.byteLength - endLength; at >= first; at -= 1) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  return undefined;
}
