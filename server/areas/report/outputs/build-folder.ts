/**
 * Names the files of the folder in which a report is built: the inputs or the content, the pictures, and each
 * output. The process that writes sees no other folder except the program's.
 */
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportContent } from '#rules/report/report-content.ts';
import { stableText, type ReportInputs } from '#rules/report/report-inputs.ts';
import type { Pictures } from './pictures.ts';

export const folderFiles = {
  inputs: 'inputs.json',
  manifest: 'manifest.json',
  content: 'content.json',
  pictures: 'pictures.json',
  picture: (hash: string): string => `picture-${hash}`,
  output: (at: number): string => `output-${at}`
} as const;

/** Prepares a build that begins with the composition. Text by text, so that the server has pauses in between. */
export async function writeInputs(folder: string, inputs: ReportInputs): Promise<void> {
  const file = await open(join(folder, folderFiles.inputs), 'w');
  try {
    for (const piece of piecesOf(inputs)) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

/** Serialises the inputs in pieces: a field at a time, and each entry of a field by itself. */
function* piecesOf(inputs: ReportInputs): Generator<string> {
  let before = '{';
  for (const [name, value] of inOrder(inputs)) {
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      yield JSON.stringify(value);
      continue;
    }
    let inner = '{';
    for (const [key, entry] of inOrder(value)) {
      yield `${inner}${JSON.stringify(key)}:${JSON.stringify(entry)}`;
      inner = ',';
    }
    yield inner === '{' ? '{}' : '}';
  }
  yield '}';
}

const inOrder = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Prepares a build of content that is composed already; the composition leaves the same files. */
export async function writeContent(
  folder: string,
  content: ReportContent,
  pictures: Pictures,
  manifest: string | null
): Promise<void> {
  await writeFile(join(folder, folderFiles.content), stableText(content));
  if (manifest !== null) await writeFile(join(folder, folderFiles.manifest), manifest);
  for (const [hash, bytes] of pictures) await writeFile(join(folder, folderFiles.picture(hash)), bytes);
  await writeFile(join(folder, folderFiles.pictures), JSON.stringify([...pictures.keys()].sort()));
}

export async function readContent(folder: string): Promise<{
  readonly content: ReportContent;
  readonly pictures: Pictures;
  readonly manifest: Uint8Array | null;
}> {
  const read = (name: string): Promise<Buffer> => readFile(join(folder, name));
  const content = JSON.parse((await read(folderFiles.content)).toString('utf8')) as ReportContent;
  const hashes = JSON.parse((await read(folderFiles.pictures)).toString('utf8')) as string[];
  const pictures = new Map<string, Uint8Array>();
  for (const hash of hashes) pictures.set(hash, new Uint8Array(await read(folderFiles.picture(hash))));
  const manifest = await read(folderFiles.manifest).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return { content, pictures, manifest };
}
