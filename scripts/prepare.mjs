/**
 * Makes a checkout ready, doing only what is missing: packages, for tests also browser and servers, and the build.
 * Plain JavaScript for the Node that is at hand (20 or newer); everything after it runs on the Node that npm brought.
 * Usage: node scripts/prepare.mjs [install] [messages] [build] [test-tools]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const node = join(root, 'node_modules/.bin/node');
const installStamp = join(root, 'node_modules/.meridian-install');
const messagesStamp = join(root, 'node_modules/.meridian-messages');
const buildStamp = join(root, 'build/.meridian-build');

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
    .filter((name) => !name.includes('lib/paraglide/') && statSync(join(root, name)).isFile())
    .sort();
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    console.error(`${command} ${args.join(' ')} ended with ${status}`);
    process.exit(status ?? 1);
  }
}

const stampHolds = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value;

function install() {
  const wanted = hashOf(['package-lock.json']);
  if (stampHolds(installStamp, wanted) && existsSync(node)) return;
  console.error('Installing packages …');
  // NODE_ENV=production would leave out the build's own tools, and omit=optional the Node that runs it.
  run('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!existsSync(node)) {
    console.error(
      `npm brought no Node for ${process.platform}-${process.arch}; install Node 24 and start again.`
    );
    process.exit(1);
  }
  writeFileSync(installStamp, wanted);
}

/** Letters are written in the words of the pages, also by the operator's tool, which needs no build, and by the house that vite's configuration names. */
function messages() {
  const wanted = hashOf([
    'project.inlang/settings.json',
    'scripts/messages.ts',
    'package-lock.json',
    ...filesBelow('src/lib/i18n/messages')
  ]);
  if (stampHolds(messagesStamp, wanted) && existsSync(join(root, 'src/lib/paraglide/messages.js'))) return;
  run(node, ['scripts/messages.ts']);
  writeFileSync(messagesStamp, wanted);
}

function build() {
  messages();
  // Of the messages' project only its settings: the compiler writes notes of its own beside them.
  const inputs = ['src', 'static']
    .flatMap(filesBelow)
    .concat([
      'project.inlang/settings.json',
      'package-lock.json',
      'svelte.config.js',
      'vite.config.ts',
      'tsconfig.json',
      'scripts/messages.ts'
    ]);
  const wanted = hashOf(inputs);
  if (stampHolds(buildStamp, wanted)) return;
  console.error('Building …');
  rmSync(join(root, 'build'), { recursive: true, force: true });
  run(node, ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync']);
  run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(buildStamp, wanted);
}

/** Browser and servers for the tests: by apt as root on Debian, else one line says what to do. */
function testTools() {
  const missing = [];
  if (!existsSync('/usr/bin/chromium') && !process.env.CHROMIUM) missing.push('chromium');
  if (!existsSync('/usr/lib/postgresql')) missing.push('postgresql');
  if (!['/usr/bin/valkey-server', '/usr/bin/redis-server'].some((path) => existsSync(path)))
    missing.push('redis-server');
  if (!hasHanFont()) missing.push('fonts-noto-cjk');
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error(`The tests need ${missing.join(', ')}. On Debian, as root: apt-get update && ${command}`);
    process.exit(1);
  }
  console.error(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  execFileSync('apt-get', command.split(' ').slice(1), { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function hasHanFont() {
  const { stdout } = spawnSync('fc-list', [':lang=zh-cn', 'family'], { encoding: 'utf8' });
  return Boolean(stdout?.trim());
}

const steps = { install, messages, build, 'test-tools': testTools };
for (const step of process.argv.slice(2)) {
  if (!(step in steps)) {
    console.error(`prepare takes ${Object.keys(steps).join(', ')}; not ${step}`);
    process.exit(2);
  }
  steps[step]();
}
