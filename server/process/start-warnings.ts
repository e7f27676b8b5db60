/** Lists what an operator should know at the start, one line each, although the server can serve. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isLoopback, type Config } from './config.ts';

export async function startWarnings(config: Config): Promise<string[]> {
  const warnings: string[] = [];
  const { smtp, database, origin } = config;
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'http:' && !isLoopback(hostname))
    warnings.push(
      `ORIGIN is ${origin}: without https everybody on the way reads passwords and session cookies`
    );
  if (config.isDemoByHand && !(isLoopback(hostname) && isLoopback(config.host)))
    warnings.push(
      'DEMO=1 lets everybody who reaches this server sign in with the demo accounts, as administrator too: their password is known to all'
    );
  if (smtp && !smtp.isSecure && smtp.account === null && !isLoopback(smtp.host))
    warnings.push(
      `SMTP_URL names ${smtp.host} without an account: e-mails may go there unencrypted; smtps:// or an account requires TLS`
    );
  if (database.engine === 'sqlite') {
    const open = await findOpen(dirname(database.file));
    if (open !== null)
      warnings.push(
        `Other accounts of this machine can look into ${open.path} (mode ${open.mode}): chmod 700 ${open.path}`
      );
  }
  return warnings;
}

/** Returns the folder where its mode admits group or others; null where it does not, and on Windows. */
async function findOpen(path: string): Promise<{ path: string; mode: string } | null> {
  if (process.platform === 'win32') return null;
  const { mode } = await stat(path);
  return (mode & 0o077) === 0 ? null : { path, mode: (mode & 0o777).toString(8).padStart(4, '0') };
}
