/**
 * Reads large forms with files. The parser of the platform walks through a file's bytes one by one: for 20 MB that is a third
 * of a second in which nobody else is served. Here the native search of buffers finds the parts.
 */

/** Marks the end of the head of a part. */
const endOfHead = '\r\n\r\n';
const mostParts = 1_000;
/** Sets from how many bytes of a part others are served before the next. */
const largePart = 1024 * 1024;

export class UnreadableFormError extends Error {
  override readonly name = 'UnreadableFormError';
}

/** Null for any other type. */
export function boundaryIn(contentType: string): string | null {
  const found =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(
      contentType
    );
  return found?.[1] ?? found?.[2] ?? null;
}

/** Reads a form from the chunks of its body, which are let go on the way. */
export async function readMultipart(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  boundary: string
): Promise<FormData> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  chunks.length = 0;
  await othersServed();
  return formIn(bytes, boundary);
}

/** Settles after others were served: each copy of a large file takes some tens of milliseconds. */
const othersServed = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function formIn(bytes: Buffer<ArrayBuffer>, boundary: string): Promise<FormData> {
  const form = new FormData();
  const first = Buffer.from(`--${boundary}`);
  const between = Buffer.from(`\r\n--${boundary}`);
  if (bytes.indexOf(first) !== 0) throw new UnreadableFormError('The form does not begin with a part');
  let at = first.length;
  for (let parts = 0; bytes.toString('latin1', at, at + 2) !== '--'; parts++) {
    const begins = bytes.indexOf(endOfHead, at);
    const ends = begins === -1 ? -1 : bytes.indexOf(between, begins + endOfHead.length);
    if (ends === -1 || parts === mostParts || bytes.toString('latin1', at, at + 2) !== '\r\n')
      throw new UnreadableFormError('A part of the form has no end');
    const content = bytes.subarray(begins + endOfHead.length, ends);
    addPart(form, bytes.toString('utf8', at + 2, begins), content);
    if (content.length > largePart) await othersServed();
    at = ends + between.length;
  }
  return form;
}

function addPart(form: FormData, head: string, content: Buffer<ArrayBuffer>): void {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) throw new UnreadableFormError('A part of the form has no name');
  const fileName = parameter(disposition, 'filename');
  if (fileName === null) return form.append(name, content.toString('utf8'));
  const type = /^content-type:\s*(.*?)\s*$/im.exec(head)?.[1] ?? 'text/plain';
  form.append(name, new File([content], fileName, { type }));
}

/** Returns a parameter of a head, with the signs that browsers escape; null where it has none. */
function parameter(disposition: string, name: 'name' | 'filename'): string | null {
  const found = new RegExp(`(?:^|;)\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return (
    found?.replace(/%0A|%0D|%22/gi, (escaped) => String.fromCharCode(parseInt(escaped.slice(1), 16))) ?? null
  );
}
