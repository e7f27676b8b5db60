/**
 * Runs a real nginx with a configuration that docs/operations.md prints: only addresses, ports and
 * certificates are replaced, so that the document and what is tested cannot drift apart.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quickFolder } from './scratch-folder.ts';

const binary = '/usr/sbin/nginx';
const operations = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));

/** Lists the configurations that the document prints, in its order: for one node, then for several. */
export const documentedConfigurations = (): string[] =>
  [...readFileSync(operations, 'utf8').matchAll(/^```nginx\n(.*?)^```$/gms)].map(([, block = '']) => block);

export interface Nginx {
  stop(): Promise<void>;
}

/** Starts nginx on `port` before the nodes on `upstreams`, the last of which stands for all others; resolves once it listens. */
export async function startNginx(
  configuration: string,
  { port, upstreams }: { readonly port: number; readonly upstreams: readonly number[] }
): Promise<Nginx> {
  if (!existsSync(binary)) throw new Error('nginx is not installed; on Debian: apt-get install nginx');
  const folder = mkdtempSync(join(quickFolder(), 'meridian-nginx-'));
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, whole(folder, localized(configuration, port, upstreams)));
  const child = spawn(binary, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'exit');
  while (!(await listens(port)))
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${output}`);
  return {
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** Replaces what a test machine does not have; throws where the document no longer names it. */
function localized(configuration: string, port: number, upstreams: readonly number[]): string {
  const replaced = (text: string, from: RegExp, to: string): string => {
    if (!from.test(text)) throw new Error(`The configuration in docs/operations.md has no ${from}`);
    return text.replaceAll(from, to);
  };
  const here = replaced(configuration, /listen 443 ssl;/g, `listen 127.0.0.1:${port};`);
  const plain = replaced(here, /^ *ssl_certificate(?:_key)? .*\n/gm, '');
  const node = /(?:10\.0\.0\.(\d)|127\.0\.0\.1):3000/g;
  if (!node.test(plain)) throw new Error(`The configuration in docs/operations.md has no ${node}`);
  return plain.replaceAll(node, (_, number: string | undefined) => {
    const upstream = upstreams[Number(number ?? '1') - 1] ?? upstreams.at(-1);
    return `127.0.0.1:${upstream}`;
  });
}

const whole = (folder: string, server: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n  ')}
  ${server}
}
`;

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
