/**
 * Recognizes the browsers from which a person has signed in before (OWASP: "device cookies"), so that
 * somebody who guesses at an account elsewhere does not lock its owner out. The cookie opens nothing: it
 * exempts from the limits of the account and of the address, and has a limit of its own.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Config } from '#server/process/config.ts';
import { addressForm } from './users.ts';

export interface Devices {
  /** The browser's id for this account; null where it has not signed in to it before. */
  recognize(cookieHeader: string | null, email: string): Promise<string | null>;
  /** Returns the Set-Cookie value after a sign-in: accounts that were remembered before stay, the newest four. */
  remember(cookieHeader: string | null, email: string): Promise<string>;
}

interface DeviceTools {
  readonly config: Pick<Config, 'origin'>;
  /** Loads a secret that all nodes of this installation share. */
  readonly loadSecret: () => Promise<Uint8Array>;
}

const mostAccounts = 4;
const maxAgeSeconds = 180 * 24 * 3600;
const idBytes = 16;
/** An entry is an id and the signature that binds it to an account, both in base64url. */
const entryPattern = /^([\w-]{22})([\w-]{43})$/;

export function openDevices({ config, loadSecret }: DeviceTools): Devices {
  const isSecure = config.origin.startsWith('https:');
  const name = isSecure ? '__Host-device' : 'device';
  let loading: Promise<Uint8Array> | undefined;
  /** Loads the key once; where that failed, the next call tries again. */
  const loadKey = async (): Promise<Uint8Array> => {
    loading ??= loadSecret().then(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'device cookies', 32))
    );
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  const signature = (key: Uint8Array, id: string, email: string): Buffer =>
    createHmac('sha256', key)
      .update(`${id} ${addressForm(email)}`)
      .digest();

  const entriesIn = (cookieHeader: string | null): string[] =>
    (cookieHeader ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${name}=`))
      .flatMap((pair) => pair.slice(name.length + 1).split('.'))
      .filter((entry) => entryPattern.test(entry))
      .slice(0, 2 * mostAccounts);

  async function findEntry(entries: readonly string[], email: string): Promise<string | undefined> {
    if (entries.length === 0) return undefined;
    const key = await loadKey();
    return entries.find((entry) => {
      const [, id = '', signed = ''] = entryPattern.exec(entry) ?? [];
      return timingSafeEqual(Buffer.from(signed, 'base64url'), signature(key, id, email));
    });
  }

  return {
    recognize: async (cookieHeader, email) =>
      (await findEntry(entriesIn(cookieHeader), email))?.slice(0, 22) ?? null,

    remember: async (cookieHeader, email) => {
      const entries = entriesIn(cookieHeader);
      const known = await findEntry(entries, email);
      const id = randomBytes(idBytes).toString('base64url');
      const own = known ?? id + signature(await loadKey(), id, email).toString('base64url');
      const value = [own, ...entries.filter((entry) => entry !== own)].slice(0, mostAccounts).join('.');
      return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    }
  };
}
