/**
 * Makes a checkout ready, doing only what is missing: packages, for tests also browser and servers, and what is built.
 * Plain JavaScript for the Node that is at hand (20 or newer); what it starts runs on the Node that node-choice.mjs chooses.
 * Usage: node scripts/prepare.mjs [install] [messages] [types] [server] [build] [test-tools]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUnreachable, sentenceFor } from './failed-preparation.mjs';
import { chooseHere, thisMachine } from './node-choice.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = join(root, 'node_modules/.bin');
const installStamp = join(root, 'node_modules/.meridian-install');
const messagesStamp = join(root, 'node_modules/.meridian-messages');
const typesStamp = join(root, '.svelte-kit/.meridian-types');
const buildStamp = join(root, 'build/.meridian-build');
const serverStamp = join(root, 'build/app/.meridian-server');

const hashOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => !name.includes(join('lib', 'paraglide') + sep) && statSync(join(root, name)).isFile())
    .sort();
}

function fail(sentence, status = 1) {
  console.error(sentence);
  process.exit(status);
}

/** Ends with one sentence where the cause of a failure is a known one, else with all that the command wrote. */
function run(command, args, title) {
  const { error, status, signal, stderr } = spawnSync(command, args, {
    cwd: root,
    // What goes on is announced by a line of this program; what fails is written to standard error.
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  });
  if (error) fail(`${title} could not be started (${error.message}).`);
  if (status === 0) {
    process.stderr.write(stderr.replace(/^Generated an empty chunk: .*\n/gm, ''));
    return;
  }
  const sentence = sentenceFor(stderr, root);
  if (sentence !== undefined) fail(sentence, status ?? 1);
  process.stderr.write(stderr);
  fail(`${title} failed with ${status ?? signal}; the lines above say why.`, status ?? 1);
}

function runNode(args, title) {
  const choice = chooseHere(root);
  if ('sentence' in choice) fail(choice.sentence);
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled');
  run(choice.path, args, title);
}

/**
 * Returns the command that runs npm on the Node that runs it now; without npm, by name, for which Windows needs a
 * shell.
 */
function npmCommand(args) {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  if (npm && /\.[cm]?js$/.test(npm)) return [node, [npm, ...args]];
  if (process.platform === 'win32') return ['cmd', ['/d', '/s', '/c', 'npm', ...args]];
  return ['npm', args];
}

/**
 * Asks the registry once. Without a network `npm ci` would ask three times for each of 400 packages, which takes
 * minutes where names are resolved slowly.
 */
function isRegistryAway() {
  const ping = ['ping', '--fetch-retries=0', '--fetch-timeout=10000', '--loglevel=error'];
  const { stderr } = spawnSync(...npmCommand(ping), { cwd: root, encoding: 'utf8' });
  return isUnreachable(stderr ?? '');
}

const stampHolds = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

/** Checks a stamp, and notes that what it is of is current: tests compare its time with those of the sources. */
function isBuilt(stamp, value) {
  if (!stampHolds(stamp, value)) return false;
  const now = new Date();
  utimesSync(stamp, now, now);
  return true;
}

/**
 * npm writes its own list last: if it is missing, or lacks a required package, the installation was
 * interrupted.
 */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(join(root, 'node_modules', name, 'package.json'))
  );
}

function install() {
  const { platform, arch, libc } = thisMachine();
  const wanted = [hashOf(['package-lock.json']), platform, arch, libc].join(' ').trim();
  if (!stampHolds(installStamp, wanted) || !isInstalled()) {
    console.error('Installing packages …');
    rmSync(installStamp, { force: true });
    // NODE_ENV=production would leave out the build's own tools, and omit=optional the Node that runs it.
    const kinds = ['--include=dev', '--include=optional'];
    // npm's cache may hold all packages.
    const source = isRegistryAway() ? ['--offline'] : [];
    run(...npmCommand(['ci', ...kinds, ...source, '--no-audit', '--no-fund', '--loglevel=error']), 'npm ci');
    writeFileSync(installStamp, wanted);
  }
  const choice = chooseHere(root);
  if ('sentence' in choice) fail(choice.sentence);
  // npm puts this folder first on the PATH of its scripts: `node` there is the system's Node unless that is too old.
  if (!choice.isBrought)
    for (const name of ['node', 'node.cmd', 'node.ps1']) rmSync(join(commands, name), { force: true });
  // `exec` makes the server npm's own child, which gets its signals; cmd.exe has no such command.
  if (platform === 'win32') writeFileSync(join(commands, 'exec.cmd'), '@%*\r\n');
}

/** Lists the files of the messages, which the settings of their project name. */
function messageFiles() {
  const { locales, ...settings } = JSON.parse(
    readFileSync(join(root, 'project.inlang/settings.json'), 'utf8')
  );
  return settings['plugin.inlang.messageFormat'].pathPattern.flatMap((path) =>
    locales.map((locale) => path.replace('./', '').replace('{locale}', locale))
  );
}

/**
 * Compiles the messages if they changed. E-mails use the same messages as the pages, also when sent by the
 * operator's tool, which needs no build, and by the server that vite's configuration creates.
 */
function messages() {
  const wanted = hashOf([
    'project.inlang/settings.json',
    'scripts/messages.ts',
    'package-lock.json',
    ...messageFiles()
  ]);
  const made = ['src/lib/paraglide/messages.js', '.cache/messages.js'];
  if (stampHolds(messagesStamp, wanted) && made.every((file) => existsSync(join(root, file)))) return;
  runNode(['scripts/messages.ts'], 'The compiler of messages');
  writeFileSync(messagesStamp, wanted);
}

/**
 * Writes what the types of pages and the settings of the compiler extend, if a route changed. The bundler of the server and
 * the type check, linter and tests read these settings too, so that none of them works on a new checkout without it.
 */
function types() {
  const wanted = hashOf([...filesBelow('src/routes'), 'svelte.config.js', 'package-lock.json']);
  if (stampHolds(typesStamp, wanted)) return;
  runNode(['node_modules/@sveltejs/kit/svelte-kit.js', 'sync'], 'svelte-kit sync');
  writeFileSync(typesStamp, wanted);
}

/**
 * Notes the commit for what says the version: /metrics, pages, backups. COMMIT names it where there is no repository, as in an
 * image.
 */
function noteCommit() {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=12', 'HEAD'], {
    cwd: root,
    encoding: 'utf8'
  });
  const commit = process.env.COMMIT?.slice(0, 12) || (status === 0 ? stdout.trim() : '');
  const file = join(root, '.cache/commit');
  if (commit === '' || stampHolds(file, commit)) return;
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, commit);
}

/** Bundles the server's programs if they changed. Starting from the sources takes twice as long. */
function server() {
  messages();
  types();
  noteCommit();
  const inputs = ['server', 'src/lib'].flatMap(filesBelow).filter((name) => !name.endsWith('.svelte'));
  const wanted = hashOf([
    ...inputs,
    'project.inlang/settings.json',
    'package-lock.json',
    'scripts/bundle-server.ts'
  ]);
  if (isBuilt(serverStamp, wanted)) return;
  runNode(['scripts/bundle-server.ts'], 'The bundler of the server');
  writeFileSync(serverStamp, wanted);
}

/** Builds pages and server. */
function build() {
  buildPages();
  server();
}

function buildPages() {
  messages();
  types();
  // Of the messages' project only its settings count: the compiler writes files of its own next to them.
  const inputs = ['src', 'static']
    .flatMap(filesBelow)
    .concat([
      'project.inlang/settings.json',
      'package-lock.json',
      'svelte.config.js',
      'vite.config.ts',
      'tsconfig.json',
      'scripts/messages.ts',
      'scripts/join-files.ts'
    ]);
  const wanted = hashOf(inputs);
  if (isBuilt(buildStamp, wanted)) return;
  console.error('Building …');
  rmSync(join(root, 'build'), { recursive: true, force: true });
  runNode(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], 'The build');
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(buildStamp, wanted);
}

/**
 * Installs browser and servers for the tests: with apt as root on Debian, else prints one line that says what
 * to do.
 */
function testTools() {
  const missing = [];
  if (!existsSync('/usr/bin/chromium') && !process.env.CHROMIUM) missing.push('chromium');
  // Without a window the same engine starts and draws quicker.
  if (!existsSync('/usr/lib/chromium/chromium-headless-shell') && !process.env.CHROMIUM)
    missing.push('chromium-headless-shell');
  if (!existsSync('/usr/lib/postgresql')) missing.push('postgresql');
  if (!['/usr/bin/valkey-server', '/usr/bin/redis-server'].some((path) => existsSync(path)))
    missing.push('redis-server');
  if (!existsSync('/usr/sbin/nginx')) missing.push('nginx');
  if (!existsSync('/usr/bin/pdfinfo')) missing.push('poppler-utils');
  if (!hasHanFont()) missing.push('fonts-noto-cjk');
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    fail(`The tests need ${missing.join(', ')}. On Debian, as root: apt-get update && ${command}`);
  console.error(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  execFileSync('apt-get', command.split(' ').slice(1), { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function hasHanFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return Boolean(stdout?.trim());
}

/** Limits the compiled code that Node stores, in bytes; each build leaves its own behind, and nobody else removes it. */
const mostCompiled = 200 * 2 ** 20;

/** Removes the oldest compiled code beyond the limit, so that half of it is free again. */
function trimCompiled() {
  const folder = join(root, 'node_modules/.cache/compiled');
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true })
    .map((name) => ({ path: join(folder, name), ...fileAt(join(folder, name)) }))
    .sort((one, other) => one.time - other.time);
  let size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= mostCompiled) return;
  for (const file of files) {
    if (size <= mostCompiled / 2) return;
    if (file.size > 0) rmSync(file.path, { force: true });
    size -= file.size;
  }
}

/** Returns size and time of a file; of a folder, and of what another process has removed, no size. */
function fileAt(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { size: found.size, time: found.mtimeMs } : { size: 0, time: 0 };
}

const steps = { install, messages, types, server, build, 'test-tools': testTools };
try {
  for (const step of process.argv.slice(2)) {
    if (!(step in steps)) fail(`prepare takes ${Object.keys(steps).join(', ')}; not ${step}`, 2);
    steps[step]();
  }
  trimCompiled();
} catch (error) {
  const sentence = sentenceFor(String(error), root);
  if (sentence === undefined) throw error;
  fail(sentence);
}
