/** Shows that equal reports give equal bytes in every process, and that a process which fails harms nobody. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportLimits, runReport, type ReportOrder } from '#server/report/run.ts';
import { paragraph, pair, part, sample, wholeStudy } from '#kit/report-samples.ts';

const order = (more: Partial<ReportOrder> = {}): ReportOrder => ({
  content: sample(),
  outputs: [{ edition: 'en', format: 'pdf' }],
  pictures: new Map(),
  attachments: [],
  ...more
});

describe('equal reports', () => {
  const program = fileURLToPath(new URL('../kit/report-writing-process.ts', import.meta.url));
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
    expect(here).toHaveLength(18);
    expect(there).toEqual(here);
    const outputs = [
      { edition: 'facing', format: 'pdf' },
      { edition: 'zh', format: 'docx' },
      { edition: 'en', format: 'html' }
    ] as const;
    const result = await runReport(order({ outputs }));
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
    const result = await runReport(order({ outputs }), {
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
    const result = await runReport(order({ content }));
    expect(result.kind === 'failed' && result.failure).toEqual({ reason: 'dead-reference', subject: 'gone' });
  });
  it('ends at once when the build is cancelled, also before it begins', async () => {
    const controller = new AbortController();
    const result = await runReport(order({ content: wholeStudy({ cities: 4 }) }), {
      signal: controller.signal,
      onProgress: () => controller.abort()
    });
    expect(result.kind === 'failed' && result.failure.reason).toBe('cancelled');
    const again = await runReport(order(), { signal: controller.signal });
    expect(again.kind === 'failed' && again.failure.reason).toBe('cancelled');
  });
  it('is ended when it takes too long or too much memory', async () => {
    const content = wholeStudy({ cities: 30 });
    const outputs = [{ edition: 'facing', format: 'pdf' }] as const;
    const slow = await runReport(order({ content, outputs }), {
      limits: { ...reportLimits, milliseconds: 300 }
    });
    expect(slow.kind === 'failed' && slow.failure.reason).toBe('out-of-time');
    const large = await runReport(order({ content, outputs }), {
      limits: { ...reportLimits, megabytes: 60 }
    });
    expect(large.kind === 'failed' && large.failure.reason).toBe('out-of-memory');
    const heap = await runReport(order({ content, outputs }), {
      limits: { ...reportLimits, heapMegabytes: 12 }
    });
    expect(heap.kind === 'failed' && heap.failure.reason).toBe('out-of-memory');
  });
});
