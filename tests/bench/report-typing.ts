/**
 * Measures whether a build of a report slows live editing: twenty people type in ten texts of the demo study, and each
 * letter is timed until a colleague has it. In turn a report is built, and nothing else happens for as long. A build is
 * the demo's report through the queue, in all editions and formats, and then an invented study of thirty cities by the
 * processes that write. With `--own` a build has only what the server itself does for it: large outputs are there at
 * once. Only the ratio of both means something. Run by itself: `node tests/bench/report-typing.ts [turns] [--own]`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { formatsOf } from '#rules/report/report-build.ts';
import { reportEditions } from '#rules/report/report-content.ts';
import { openBuildRunner } from '#server/areas/report/build-runner.ts';
import { openUnstoredFailures } from '#server/areas/report/unstored-failures.ts';
import { openCitedContent } from '#server/areas/practices/supports/cited-content.ts';
import { demoPassword } from '#server/areas/demo/store/demo-people.ts';
import { wholeStudy } from '#kit/report-samples.ts';
import { must } from '#kit/reports.ts';
import { writtenReport } from '#kit/written-report.ts';
import { printRatios, serveTypingDemo } from './typing-demo.ts';

const turns = Number(process.argv[2] ?? 3);
const isOwn = process.argv.includes('--own');
const slug = 'eu-china-2013';
const { app, type, taken, remove } = await serveTypingDemo('report-typing', isOwn ? null : 3_600_000);
const { actor } = must(
  await app.sessions.signIn({ email: 'secretariat@demo.local', password: demoPassword, address: '127.0.0.1' })
);
must(await app.reports.composing.begin(actor, slug, 'report'));
const whole = wholeStudy();
const runner = isOwn
  ? openBuildRunner({
      ...app,
      storage: { hasRoom: () => Promise.resolve(true) },
      citedContent: openCitedContent(app),
      quotable: () => Promise.resolve(new Map()),
      unstoredFailures: openUnstoredFailures(),
      everyMilliseconds: null,
      program: new URL('../kit/instant-build.ts', import.meta.url)
    })
  : app.buildRunner;
await type(10);
await wait(3_000);

async function build(): Promise<void> {
  must(
    await app.reports.builds.request(actor, slug, 'report', {
      purpose: 'draft',
      editions: reportEditions,
      formats: formatsOf('report')
    })
  );
  await runner.run();
  const { builds } = must(await app.reports.builds.list(actor, slug, 'report'));
  if (builds[0]?.state !== 'done') throw new Error(`The build has ${builds[0]?.fault ?? 'no end'}`);
  if (isOwn) return;
  const formats = ['pdf', 'docx', 'html'] as const;
  const outputs = reportEditions.flatMap((edition) => formats.map((format) => ({ edition, format })));
  const written = await writtenReport({ content: whole, outputs }, { isBackground: true });
  if (written.kind === 'failed') throw new Error(written.detail);
}

const measured: Record<'on' | 'off', number[]> = { on: [], off: [] };
for (let turn = 0; turn < turns; turn += 1) {
  taken();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await build();
  const took = performance.now() - start;
  const longest = delay.max;
  delay.disable();
  measured.on.push(...taken());
  await wait(2_000);
  taken();
  await wait(took);
  measured.off.push(...taken());
  console.log(
    `build ${turn + 1}: ${(took / 1_000).toFixed(1)} s, longest turn of the event loop ${(longest / 1e6).toFixed(0)} ms`
  );
}
printRatios('a build', measured.on, measured.off);
remove();
process.exit(0);
