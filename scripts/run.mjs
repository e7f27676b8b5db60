/**
 * Runs a program of Meridian on the Node that node-choice.mjs chooses: in this process where that is the Node at hand, else in a
 * child whose signals and exit code are passed on.
 * Usage: node scripts/run.mjs PROGRAM [ARGUMENT …]
 */
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chooseHere } from './node-choice.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [program, ...args] = process.argv.slice(2);
if (program === undefined) fail('run takes a program and its arguments');

const choice = chooseHere(root);
if ('sentence' in choice) fail(choice.sentence);
// Node caches compiled code and stripped types there. Worker threads and child processes take it from the
// environment.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled');

if (choice.path === process.execPath) {
  const file = resolve(root, program);
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
} else {
  const child = spawn(choice.path, [resolve(root, program), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${choice.path} could not be started (${error.message}).`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
