import { describe, expect, it } from 'vitest';
import { boundaryIn, readMultipart, UnreadableFormError } from '#lib/server/multipart.ts';

/** Sends a form as the platform writes it, in chunks of an odd size. */
async function sent(form: FormData): Promise<{ readonly boundary: string; readonly chunks: Uint8Array[] }> {
  const response = new Response(form);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const boundary = boundaryIn(response.headers.get('content-type') ?? '') ?? '';
  const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) =>
    bytes.subarray(n * 7, n * 7 + 7)
  );
  return { boundary, chunks };
}

const bytesOf = async (value: FormDataEntryValue | null): Promise<number[]> =>
  value instanceof File ? [...new Uint8Array(await value.arrayBuffer())] : [];

describe('a large form', () => {
  it('is read as it was sent: text, files of any bytes, names with signs, nothing at all', async () => {
    const form = new FormData();
    form.append('title', '智慧城市\r\n"quoted"');
    form.append('empty', '');
    form.append(
      'file',
      new File([Uint8Array.of(13, 10, 45, 45, 0, 255)], 'a "b" 图.png', { type: 'image/png' })
    );
    form.append('file', new File([], 'none.bin'));
    const { boundary, chunks } = await sent(form);
    const read = await readMultipart(chunks, boundary);
    expect([...read.keys()]).toEqual(['title', 'empty', 'file', 'file']);
    expect(read.get('title')).toBe('智慧城市\r\n"quoted"');
    expect(read.get('empty')).toBe('');
    const [picture, none] = read.getAll('file');
    expect(picture).toMatchObject({ name: 'a "b" 图.png', type: 'image/png' });
    expect(await bytesOf(picture ?? null)).toEqual([13, 10, 45, 45, 0, 255]);
    expect(none).toMatchObject({ name: 'none.bin', size: 0 });
  });

  it.each([
    ['ends in the middle', (chunks: Uint8Array[]) => chunks.slice(0, -6)],
    ['begins with something else', (chunks: Uint8Array[]) => [Uint8Array.of(1), ...chunks]],
    ['is empty', () => []]
  ])('is refused where it %s', async (_, broken) => {
    const form = new FormData();
    form.append('title', 'A title that is long enough for several chunks');
    const { boundary, chunks } = await sent(form);
    await expect(readMultipart(broken(chunks), boundary)).rejects.toThrow(UnreadableFormError);
  });

  it('is told by its type alone', () => {
    expect(boundaryIn('multipart/form-data; boundary=----WebKitFormBoundaryAbc')).toBe(
      '----WebKitFormBoundaryAbc'
    );
    expect(boundaryIn('multipart/form-data; boundary="a b"')).toBe('a b');
    expect(boundaryIn('application/x-www-form-urlencoded')).toBeNull();
  });
});
