/** The operator has a report written from the present state: marked as draft, in the same bytes for the same state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '#server/cli/run.ts';
import { temporaryFolder } from '#kit/databases.ts';
import { demoDatabase } from '#kit/demo-database.ts';
import { plainTextOf } from '#kit/pdf-reading.ts';

async function workplace() {
  const database = await demoDatabase('sqlite');
  const folder = temporaryFolder();
  const url = database.engine === 'sqlite' ? `sqlite:${database.file}` : database.url;
  return async (file: string, ...options: readonly string[]) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const path = join(folder, file);
    const code = await run(['report', 'build', 'eu-china-2013', ...options, path], {
      env: { DATA_DIR: folder, DATABASE_URL: url },
      print: write,
      complain: write,
      readInput: () => Promise.resolve('')
    });
    return { code, said: lines.join('\n'), bytes: () => readFileSync(path) };
  };
}

describe('the command that builds a report', () => {
  it('writes a draft that says so, in the same bytes for the same state, though nobody has begun the report', async () => {
    const build = await workplace();
    const first = await build('one.html', '--language', 'en', '--format', 'html');
    expect(first).toMatchObject({
      code: 0,
      said: expect.stringMatching(/draft 0\.1, .* findings$/) as string
    });
    expect(first.bytes().toString()).toContain('Draft: this part is not approved');
    const again = await build('two.html', '--report', 'main', '--language', 'en', '--format', 'html');
    expect(again.bytes().equals(first.bytes())).toBe(true);
    const pdf = await build('zh.pdf', '--language', 'zh', '--format', 'pdf');
    expect(plainTextOf(pdf.bytes())).toContain('草案');
    const sheets = await build('tables.xlsx', '--language', 'facing', '--format', 'xlsx');
    expect([...sheets.bytes().subarray(0, 2)]).toEqual([0x50, 0x4b]);
  });

  it('names what an option takes, and a study that is not there', async () => {
    const build = await workplace();
    expect(await build('x', '--language', 'fr', '--format', 'pdf')).toMatchObject({
      code: 2,
      said: '--language takes en, zh, facing'
    });
    expect(await build('x', '--language', 'en', '--format', 'csv')).toMatchObject({
      code: 2,
      said: '--format takes pdf, docx, html, xlsx'
    });
  });
});
