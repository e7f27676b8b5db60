/**
 * Tests a disk that answers with errors, run by hand: node tests/reliability/failing-disk.ts. Needs strace
 * and the right to trace, which returns an error to the server's own calls for a while; what was stored
 * before and what recovers afterwards are checked as for a full disk.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFixture } from './fixture.ts';
import { plainTextOf } from './oracle.ts';
import { readRoom } from './reader.ts';
import { readOptions } from './options.ts';
import { serve, type Served } from './served.ts';
import { typeThrough, type Trouble } from './typing-through.ts';

const options = readOptions({ runs: 3, port: 4742 });
const faults = [
  'fsync,fdatasync:error=EIO',
  'fsync,fdatasync:error=ENOSPC',
  'pwrite64:error=EIO',
  'pwrite64:error=ENOSPC',
  'fsync,fdatasync:error=EIO:when=1+2',
  'pwrite64:error=EIO:when=2+3'
] as const;

function injecting(served: Served, fault: string): Trouble & { readonly met: () => number } {
  let tracer: ReturnType<typeof spawn> | null = null;
  let met = 0;
  return {
    met: () => met,
    begin: async () => {
      const calls = fault.split(':')[0] ?? '';
      const started = spawn(
        'strace',
        ['-f', '-q', '-p', String(served.pid), '-e', `trace=${calls}`, '-e', `inject=${fault}`],
        { stdio: ['ignore', 'ignore', 'pipe'] }
      );
      tracer = started;
      await new Promise<void>((resolve, reject) => {
        started.stderr.setEncoding('utf8').on('data', (text: string) => {
          met += (text.match(/\(INJECTED\)/g) ?? []).length;
          if (text.includes('attached')) resolve();
        });
        started.once('exit', () => reject(new Error('strace could not trace the server')));
        // With -q it says nothing when all went well; the first call it sees is proof as well.
        setTimeout(resolve, 1_000);
      });
    },
    isMet: () => met > 0,
    end: async () => {
      const ending = tracer;
      tracer = null;
      if (!ending) return;
      const gone = once(ending, 'exit');
      ending.kill('SIGINT');
      await gone;
    }
  };
}

let failed = 0;
for (const fault of faults) {
  for (let run = 0; run < options.runs; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'meridian-eio-'));
    const fixture = await createFixture({ folder, port: options.port, rooms: 2, writers: 2 });
    const served = await serve(fixture.config);
    const trouble = injecting(served, fault);
    const sentences: string[] = [];
    try {
      const through = await typeThrough(fixture, served, trouble, 400_000);
      // An error now and then lets some through; that is no fault.
      sentences.push(
        ...through.faults.filter(
          (sentence) => !(fault.includes('when=') && sentence.startsWith('everything was acknowledged'))
        )
      );
      await served.end('SIGKILL');
      const again = await serve(fixture.config);
      const text = plainTextOf(
        await readRoom(again.endpoint, fixture.rooms[0]?.name ?? '', fixture.writers[0] ?? '')
      );
      const found = text.match(/~author-/g)?.length ?? 0;
      if (found !== 20 + through.writtenWithin)
        sentences.push(`after a kill ${found} of ${20 + through.writtenWithin} are there`);
      await again.end('SIGTERM');
      console.log(
        `${fault} run ${run}: ${trouble.met()} errors met, ${through.acknowledgedWithin} of ${through.writtenWithin} acknowledged within, healed in ${through.healedIn.toFixed(0)} ms`
      );
    } catch (error) {
      sentences.push(error instanceof Error ? error.message : String(error));
    }
    await trouble.end();
    await served.end('SIGKILL');
    if (sentences.length > 0) {
      failed += 1;
      console.log(
        `${fault} run ${run}: ${sentences.join('; ')}; the server said: ${served.output().slice(0, 400)}`
      );
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`${faults.length * options.runs} runs, ${failed} with faults`);
process.exit(failed === 0 ? 0 : 1);
