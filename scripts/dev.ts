/**
 * Runs the development server, and starts it anew when it requests that: after a change of what vite cannot replace in a running
 * process, such as the server's code. Each start is a process of its own, so that nothing of the one before stays in memory.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

let running: ChildProcess | undefined;
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    ending.abort();
    if (running) running.kill(signal);
    else process.exit(0);
  });

/** Runs one server to its end. It sends a message before it ends in order to be started again. */
function runOnce(): Promise<{ code: number; wantsRestart: boolean }> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'dev', ...process.argv.slice(2)], {
    cwd: root,
    // What rolldown has let go is given back: it bundles at the start, and its memory would stay for as long as the server runs.
    env: { MIMALLOC_PURGE_DELAY: '0', ...process.env },
    // By its channel the server also learns that this process has ended.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc']
  });
  running = child;
  let wantsRestart = false;
  child.once('message', () => (wantsRestart = true));
  return new Promise((resolveEnd, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      running = undefined;
      resolveEnd({ code: code ?? 1, wantsRestart });
    });
  });
}

/** Resolves once a source file changes. */
function sourceChange(): Promise<void> {
  return new Promise((resolveChange) => {
    const watchers = ['server', 'src'].map((folder) =>
      watch(join(root, folder), { recursive: true }, () => {
        for (const watcher of watchers) watcher.close();
        resolveChange();
      })
    );
  });
}

for (let isFirst = true; ; isFirst = false) {
  const { code, wantsRestart } = await runOnce();
  if (ending.signal.aborted || (!wantsRestart && (isFirst || code === 0))) process.exit(code);
  // A change has broken it: the next one may mend it.
  if (!wantsRestart) {
    console.error('The server could not start; it tries again after the next change of a file.');
    await sourceChange();
  }
}
