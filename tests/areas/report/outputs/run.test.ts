/** Shows that equal reports give equal bytes in every process, and that a process which fails harms nobody. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { reportFailureSentence } from '#lib/areas/report/report-failure.ts';
import { reportLimits } from '#server/areas/report/writing/run.ts';
import { figure, paragraph, pair, part, sample, wholeStudy } from '#kit/report-samples.ts';
import { writtenReport, type ContentOrder } from '#kit/written-report.ts';

const order = (more: Partial<ContentOrder> = {}): ContentOrder => ({
  content: sample(),
  outputs: [{ edition: 'en', format: 'pdf' }],
  ...more
});

describe('equal reports', () => {
  const program = fileURLToPath(new URL('../../../kit/report-writing-process.ts', import.meta.url));
  const hashesIn = async (env: Record<string, string>): Promise<string[]> => {
    const { stdout } = await promisify(execFile)(process.execPath, [program], {
      env: { PATH: process.env['PATH'] ?? '', ...env }
    });
    return stdout.trim().split('\n');
  };

  it('have equal bytes whatever the zone, the language and the process', async () => {
    const [here, there] = await Promise.all([
      hashesIn({ TZ: 'America/Anchorage', LANG: 'C' }),
      hashesIn({ TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8' })
    ]);
    expect(here).toHaveLength(24);
    expect(there).toEqual(here);
    const outputs = [
      { edition: 'facing', format: 'pdf' },
      { edition: 'zh', format: 'docx' },
      { edition: 'en', format: 'html' }
    ] as const;
    const result = await writtenReport(order({ outputs }));
    if (result.kind === 'failed') throw new Error(result.detail);
    expect(
      result.outputs
        .map(({ edition, format, sha256 }) => `${format} ${edition} ${sha256}`)
        .filter((line) => !here.includes(line))
    ).toEqual([]);
  });
});

describe('the process that writes', () => {
  it('says what it writes, and answers with all outputs in their order', async () => {
    const seen: string[] = [];
    const outputs = [
      { edition: 'en', format: 'json' },
      { edition: 'zh', format: 'html' }
    ] as const;
    const result = await writtenReport(order({ outputs }), {
      onProgress: (written, { edition, format }) => seen.push(`${written} ${edition} ${format}`)
    });
    expect(seen).toEqual(['0 en json', '1 zh html']);
    expect(
      result.kind === 'written' && result.outputs.map(({ edition, format }) => `${edition} ${format}`)
    ).toEqual(['en json', 'zh html']);
  });
  it('reports content that cannot be written by its reason', async () => {
    const content = sample({
      parts: [
        part('one', 'One', '一', { pairs: [pair(paragraph('p', { kind: 'reference', target: 'gone' }), [])] })
      ]
    });
    const result = await writtenReport(order({ content }));
    expect(result.kind === 'failed' && result.failure).toEqual({
      reason: 'dead-reference',
      subject: { en: 'gone', zh: 'gone' },
      part: 'one'
    });
  });
  it('names a figure that cannot be read, and its part, in both languages', async () => {
    const broken = (language: 'en' | 'zh') => figure(`${language}-f`, language, '<svg><rect');
    const content = sample({
      parts: [part('one', 'One', '一', { pairs: [pair(broken('en'), broken('zh'))] })]
    });
    const result = await writtenReport(order({ content, outputs: [{ edition: 'zh', format: 'pdf' }] }));
    if (result.kind !== 'failed') throw new Error('It was written');
    expect(result.failure.part).toBe('one');
    expect(reportFailureSentence(result.failure, 'en')).toBe(
      'The figure “Cities at each level” cannot be read as a drawing or picture.'
    );
    expect(reportFailureSentence(result.failure, 'zh')).toMatch(
      /^图“\p{Script=Han}+”无法作为图形或图片读取。$/u
    );
  });
  it('says that the disk is full, and nothing is written', async () => {
    const result = await writtenReport(
      order({
        outputs: [{ edition: 'en', format: 'html' }],
        // All that is written there meets a disk without room.
        prepare: (folder) => symlink('/dev/full', join(folder, 'output-0'))
      })
    );
    expect(result.kind === 'failed' && result.failure.reason).toBe('disk-full');
  });
  it('reads and writes nothing outside of its folder and the program', async () => {
    const result = await writtenReport(order(), {
      program: new URL('../../../kit/curious-process.ts', import.meta.url)
    });
    expect(result.kind === 'failed' && JSON.parse(result.detail)).toEqual({
      refused: [
        'read a file of the machine',
        'write a file',
        'write into the program',
        'run a program',
        'start a thread'
      ],
      environment: []
    });
  });
  it('ends at once when the build is cancelled, also before it begins', async () => {
    const controller = new AbortController();
    const result = await writtenReport(order({ content: wholeStudy({ cities: 4 }) }), {
      signal: controller.signal,
      onProgress: () => controller.abort()
    });
    expect(result.kind === 'failed' && result.failure.reason).toBe('cancelled');
    const again = await writtenReport(order(), { signal: controller.signal });
    expect(again.kind === 'failed' && again.failure.reason).toBe('cancelled');
  });
  it('leaves a sentence and no output when it is killed from outside', async () => {
    const result = await writtenReport(order(), {
      program: new URL('../../../kit/killed-build.ts', import.meta.url)
    });
    expect(result.kind === 'failed' && result.failure.reason).toBe('interrupted');
  });
  it('is ended when it takes too long or too much memory', async () => {
    const content = wholeStudy({ cities: 30 });
    const outputs = [{ edition: 'facing', format: 'pdf' }] as const;
    const slow = await writtenReport(order({ content, outputs }), {
      limits: { ...reportLimits, milliseconds: 300 }
    });
    expect(slow.kind === 'failed' && slow.failure.reason).toBe('out-of-time');
    const large = await writtenReport(order({ content, outputs }), {
      limits: { ...reportLimits, megabytes: 60 }
    });
    expect(large.kind === 'failed' && large.failure.reason).toBe('out-of-memory');
    const heap = await writtenReport(order({ content, outputs }), {
      limits: { ...reportLimits, heapMegabytes: 12 }
    });
    expect(heap.kind === 'failed' && heap.failure.reason).toBe('out-of-memory');
  });
});
