/** Defines why a file that was sent is not read, and the limits of its content. */

export const fileFaults = [
  'empty',
  'too-large',
  /** The file is not of the type that its name or the sender says. */
  'wrong-type',
  'broken',
  /** The file unpacks to more than is allowed, or is packed in layers. */
  'unpacks-too-large',
  'too-many-rows',
  'too-many-cells',
  'encrypted',
  'macros',
  /** The file refers to something outside itself, such as an external entity or a linked workbook. */
  'external',
  'too-deep',
  'not-utf8',
  /** Reading the file took too long or too much memory. */
  'too-much'
] as const;
export type FileFault = (typeof fileFaults)[number];

/** The bytes are checked before anything is unpacked. */
export const fileLimits = {
  bytes: 20 * 1024 * 1024,
  unpackedBytes: 100 * 1024 * 1024,
  /** Limits one part of a package, in bytes. */
  partBytes: 60 * 1024 * 1024,
  parts: 2_000,
  rows: 20_000,
  cells: 400_000,
  depth: 200
} as const;
