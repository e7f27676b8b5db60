/**
 * No other file reads the environment. A wrong value stops the start with one line: the name, its value, the values it
 * accepts.
 */
import { isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { isLoopback } from '#base/loopback.ts';

export { isLoopback };

export type DatabaseAddress =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string };

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /**
   * States whether TLS is used from the first byte; otherwise by STARTTLS, without which no password leaves
   * this machine.
   */
  readonly isSecure: boolean;
  readonly account: { readonly user: string; readonly password: string } | null;
  /** Sets the sender of e-mails. */
  readonly from: string;
}

export const translationKinds = ['libretranslate', 'deepl'] as const;
export type TranslationKind = (typeof translationKinds)[number];

export interface TranslationAddress {
  /** Sets the shape of requests and answers. */
  readonly kind: TranslationKind;
  /** Sets the address below which the service's paths are, without a slash at its end. */
  readonly url: string;
  readonly key: string | null;
}

/** States which proxies may say in `X-Forwarded-For` whose request they pass on. */
export type TrustedProxy =
  | { readonly kind: 'none' }
  /** Lists addresses and networks, such as `10.0.0.0/8`. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** Counts the proxies that every request passes, where their addresses change. */
  | { readonly kind: 'hops'; readonly count: number };

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  /** The public origin, such as `http://localhost:3000`. */
  readonly origin: string;
  readonly trustedProxy: TrustedProxy;
  readonly dataDir: string;
  readonly database: DatabaseAddress;
  readonly redisUrl: string | null;
  readonly demo: boolean;
  /** Says that the operator switched the demo on by hand: then its accounts sign in from other machines too. */
  readonly isDemoByHand: boolean;
  /** Says whether the sample study is founded next to the demo study. */
  readonly sampleStudy: boolean;
  /** Names the SMTP server that takes e-mails; without it they are stored and none is sent. */
  readonly smtp: SmtpAddress | null;
  /** Names the service that drafts translations; without it no text is sent anywhere. */
  readonly translation: TranslationAddress | null;
  readonly metricsToken: string | null;
  /** Holds the key that is kept outside the database; null where it is in a file of the data folder. */
  readonly secretKey: Uint8Array | null;
  /** Limits the connections that are open at once; more are closed as they arrive. */
  readonly maxConnections: number;
  readonly logLevel: LogLevel;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(variable: string, held: string, takes: string) {
    super(`${variable} holds ${JSON.stringify(held)}; it takes ${takes}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Environment): Config {
  const value = (name: string): string | undefined => {
    const held = env[name]?.trim();
    return held === '' ? undefined : held;
  };
  const port = portFrom(value('PORT') ?? '3000');
  const origin = originFrom(value('ORIGIN') ?? `http://localhost:${port}`);
  const dataDir = resolve(value('DATA_DIR') ?? './data');
  const database = databaseFrom(value('DATABASE_URL') ?? `sqlite:${dataDir}/meridian.db`);
  const demoByHand = truthFrom('DEMO', value('DEMO'));
  const demo = demoByHand ?? isLoopback(new URL(origin).hostname);
  return {
    port,
    host: value('HOST') ?? '127.0.0.1',
    origin,
    trustedProxy: trustedProxyFrom(value('TRUSTED_PROXY'), origin),
    dataDir,
    database,
    redisUrl: redisFrom(value('REDIS_URL'), database),
    demo,
    isDemoByHand: demoByHand === true,
    sampleStudy: demo && (truthFrom('SAMPLE_STUDY', value('SAMPLE_STUDY')) ?? true),
    smtp: smtpFrom(value('SMTP_URL'), new URL(origin).hostname),
    translation: translationFrom(value),
    metricsToken: value('METRICS_TOKEN') ?? null,
    secretKey: secretKeyFrom(value('SECRET_KEY')),
    maxConnections: countFrom('MAX_CONNECTIONS', value('MAX_CONNECTIONS') ?? '16000'),
    logLevel: logLevelFrom(value('LOG_LEVEL') ?? 'info')
  };
}

/**
 * A public origin has a proxy before it, since the server speaks no TLS itself: one on this machine is trusted
 * unless something else is set.
 */
function trustedProxyFrom(held: string | undefined, origin: string): TrustedProxy {
  if (held === undefined)
    return isLoopback(new URL(origin).hostname)
      ? { kind: 'none' }
      : { kind: 'addresses', addresses: ['127.0.0.0/8', '::1'] };
  if (/^[1-9]$/.test(held)) return { kind: 'hops', count: Number(held) };
  const addresses = held.split(/[\s,]+/).filter((entry) => entry !== '');
  if (addresses.length === 0 || !addresses.every(isNetwork))
    throw new ConfigError(
      'TRUSTED_PROXY',
      held,
      'the addresses or networks of the proxies, such as 10.0.0.5 or 10.0.0.0/8, with commas between them, or the number of proxies from 1 to 9'
    );
  return { kind: 'addresses', addresses };
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32));
}

function portFrom(held: string): number {
  const port = Number(held);
  if (!/^\d+$/.test(held) || port < 1 || port > 65535)
    throw new ConfigError('PORT', held, 'a port number from 1 to 65535');
  return port;
}

function countFrom(name: string, held: string): number {
  const count = Number(held);
  if (!/^\d+$/.test(held) || count < 1 || count > 1_000_000)
    throw new ConfigError(name, held, 'a number from 1 to 1000000');
  return count;
}

function originFrom(held: string): string {
  const takes = 'an origin such as https://meridian.example, without path';
  if (!URL.canParse(held)) throw new ConfigError('ORIGIN', held, takes);
  const url = new URL(held);
  if (!/^https?:$/.test(url.protocol) || url.origin !== held.replace(/\/$/, ''))
    throw new ConfigError('ORIGIN', held, takes);
  return url.origin;
}

function databaseFrom(held: string): DatabaseAddress {
  if (held.startsWith('sqlite:') && held.length > 'sqlite:'.length) {
    return { engine: 'sqlite', file: resolve(held.slice('sqlite:'.length)) };
  }
  if (/^postgres(ql)?:\/\//.test(held) && URL.canParse(held)) return { engine: 'postgres', url: held };
  throw new ConfigError(
    'DATABASE_URL',
    schemeOf(held),
    'sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE'
  );
}

/** Returns the scheme only, since the address may hold a password. */
const schemeOf = (held: string): string => `${held.split(':')[0] ?? ''}:…`;

/** Reads the address of the bus between nodes: only nodes on PostgreSQL can be several. */
function redisFrom(held: string | undefined, database: DatabaseAddress): string | null {
  const url = urlFrom('REDIS_URL', held, ['redis:', 'rediss:']);
  if (url !== null && database.engine === 'sqlite') {
    throw new ConfigError(
      'REDIS_URL',
      schemeOf(url),
      'nothing while DATABASE_URL is SQLite, which one node serves alone; several need postgres://…'
    );
  }
  return url;
}

function translationFrom(value: (name: string) => string | undefined): TranslationAddress | null {
  const url = urlFrom('TRANSLATE_URL', value('TRANSLATE_URL'), ['http:', 'https:']);
  const held = value('TRANSLATE_KIND') ?? 'libretranslate';
  const kind = translationKinds.find((known) => known === held);
  if (!kind) throw new ConfigError('TRANSLATE_KIND', held, `one of ${translationKinds.join(', ')}`);
  if (url === null) return null;
  const { username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '' || search !== '' || hash !== '')
    throw new ConfigError(
      'TRANSLATE_URL',
      schemeOf(url),
      'an address without user, query or fragment; the key is TRANSLATE_KEY'
    );
  return { kind, url: url.replace(/\/+$/, ''), key: value('TRANSLATE_KEY') ?? null };
}

function urlFrom(name: string, held: string | undefined, protocols: readonly string[]): string | null {
  if (held === undefined) return null;
  if (!URL.canParse(held) || !protocols.includes(new URL(held).protocol)) {
    throw new ConfigError(
      name,
      schemeOf(held),
      `an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`
    );
  }
  return held;
}

/** Checks for one plain address, as a mail header takes it; no names, lists or line breaks. */
export const isMailAddress = (held: string): boolean =>
  /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/.test(held) && held.length <= 254;

function smtpFrom(held: string | undefined, originHost: string): SmtpAddress | null {
  if (held === undefined) return null;
  const fault = (): ConfigError =>
    new ConfigError(
      'SMTP_URL',
      schemeOf(held),
      'smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465, with ?from=ADDRESS'
    );
  if (!URL.canParse(held)) throw fault();
  const url = new URL(held);
  const isSecure = url.protocol === 'smtps:';
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (
    (!isSecure && url.protocol !== 'smtp:') ||
    url.hostname === '' ||
    !/^\/?$/.test(url.pathname) ||
    user === null ||
    password === null
  )
    throw fault();
  if ([...url.searchParams.keys()].some((key) => key !== 'from')) throw fault();
  const from = url.searchParams.get('from') ?? (isMailAddress(user) ? user : `meridian@${originHost}`);
  if (!isMailAddress(from)) throw fault();
  return {
    host: url.hostname,
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    account: user === '' ? null : { user, password },
    from
  };
}

/** Null where its percent-encoding is invalid. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Reads a key of 32 bytes. Its value never appears in a message. */
function secretKeyFrom(held: string | undefined): Uint8Array | null {
  if (held === undefined) return null;
  if (!/^[0-9a-f]{64}$/i.test(held))
    throw new ConfigError('SECRET_KEY', '…', '64 hexadecimal digits, such as `openssl rand -hex 32` prints');
  return Buffer.from(held, 'hex');
}

function truthFrom(name: string, held: string | undefined): boolean | undefined {
  if (held === undefined) return undefined;
  if (held === '1' || held === 'true') return true;
  if (held === '0' || held === 'false') return false;
  throw new ConfigError(name, held, '1 or 0');
}

function logLevelFrom(held: string): LogLevel {
  const level = logLevels.find((known) => known === held);
  if (!level) throw new ConfigError('LOG_LEVEL', held, `one of ${logLevels.join(', ')}`);
  return level;
}
