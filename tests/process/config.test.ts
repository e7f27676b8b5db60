import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '#server/process/config.ts';

describe('the environment', () => {
  it('needs nothing: the defaults serve a demo on this machine', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      origin: 'http://localhost:3000',
      demo: true,
      redisUrl: null,
      logLevel: 'info'
    });
    expect(readConfig({}).database).toMatchObject({ engine: 'sqlite' });
  });

  it('the origin follows the port, and SQLite the data folder', () => {
    const config = readConfig({ PORT: '4000', DATA_DIR: '/tmp/x' });
    expect(config.origin).toBe('http://localhost:4000');
    expect(config.database).toEqual({ engine: 'sqlite', file: '/tmp/x/meridian.db' });
  });

  it('a public origin has no demo unless it is set by hand', () => {
    expect(readConfig({ ORIGIN: 'https://meridian.example' }).demo).toBe(false);
    expect(readConfig({ ORIGIN: 'https://meridian.example', DEMO: '1' }).demo).toBe(true);
  });

  it('a proxy on this machine is trusted where the origin is a public one, and others only by name', () => {
    const trusted = (env: Record<string, string>) => readConfig(env).trustedProxy;
    expect(trusted({})).toEqual({ kind: 'none' });
    expect(trusted({ ORIGIN: 'https://meridian.example' })).toEqual({
      kind: 'addresses',
      addresses: ['127.0.0.0/8', '::1']
    });
    expect(trusted({ TRUSTED_PROXY: '10.0.0.0/8, 2001:db8::1' })).toEqual({
      kind: 'addresses',
      addresses: ['10.0.0.0/8', '2001:db8::1']
    });
    expect(trusted({ TRUSTED_PROXY: '2' })).toEqual({ kind: 'hops', count: 2 });
  });

  it('an empty value is no value', () => {
    expect(readConfig({ PORT: '', REDIS_URL: ' ' })).toMatchObject({ port: 3000, redisUrl: null });
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '3e3'],
    ['ORIGIN', 'meridian.example'],
    ['ORIGIN', 'https://meridian.example/path'],
    ['ORIGIN', 'ftp://meridian.example'],
    ['TRUSTED_PROXY', 'proxy.example'],
    ['TRUSTED_PROXY', '10.0.0.0/33'],
    ['TRUSTED_PROXY', '10.0.0.1, 2001:db8::/129'],
    ['TRUSTED_PROXY', '10.0.0.0/8/8'],
    ['TRUSTED_PROXY', '0'],
    ['TRUSTED_PROXY', '10'],
    ['TRUSTED_PROXY', ','],
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', 'sqlite:'],
    ['REDIS_URL', 'http://x'],
    ['SMTP_URL', 'mail.example'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://mail.example/path'],
    ['SMTP_URL', 'smtp://mail.example?from=a%0Ab@x.example'],
    ['SMTP_URL', 'smtp://mail.example?pool=true'],
    ['SMTP_URL', 'smtp://a%ZZ@mail.example'],
    ['TRANSLATE_URL', 'file:///etc/passwd'],
    ['TRANSLATE_URL', 'https://user:key@translate.example'],
    ['TRANSLATE_KIND', 'babel'],
    ['DEMO', 'yes'],
    ['LOG_LEVEL', 'verbose']
  ])('%s=%s is refused with one line that names it and says what it takes', (name, held) => {
    expect(() => readConfig({ [name]: held })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: held })).toThrow(new RegExp(`^${name} holds .+; it takes .+$`));
  });

  it('a bus between nodes wants PostgreSQL, and the one line says so without the password', () => {
    const REDIS_URL = 'redis://:geheim@bus:6379';
    expect(readConfig({ DATABASE_URL: 'postgres://db/meridian', REDIS_URL }).redisUrl).toBe(REDIS_URL);
    expect(() => readConfig({ REDIS_URL })).toThrow(
      /^REDIS_URL holds "redis:…"; it takes nothing while DATABASE_URL is SQLite/
    );
    expect(() => readConfig({ REDIS_URL })).not.toThrow(/geheim/);
  });

  it('mails go out from the address that SMTP_URL names, else from its account or the origin', () => {
    const smtp = (SMTP_URL: string) => readConfig({ SMTP_URL, ORIGIN: 'https://meridian.example' }).smtp;
    expect(readConfig({}).smtp).toBeNull();
    expect(smtp('smtp://mail.example')).toEqual({
      host: 'mail.example',
      port: 587,
      isSecure: false,
      account: null,
      from: 'meridian@meridian.example'
    });
    expect(smtp('smtps://study%40x.example:p%40ss@mail.example')).toEqual({
      host: 'mail.example',
      port: 465,
      isSecure: true,
      account: { user: 'study@x.example', password: 'p@ss' },
      from: 'study@x.example'
    });
    expect(smtp('smtp://u:p@mail.example:2525?from=office@x.example')).toMatchObject({
      port: 2525,
      from: 'office@x.example'
    });
    expect(() => smtp('smtp://u:geheim@mail.example/x')).toThrow(/^SMTP_URL holds "smtp:…"; it takes smtp:/);
    expect(() => smtp('smtp://u:geheim@mail.example/x')).not.toThrow(/geheim/);
  });

  it('a refused address does not repeat the password that it holds', () => {
    const attempt = (): unknown => readConfig({ DATABASE_URL: 'mysql://meridian:geheim@db/meridian' });
    expect(attempt).toThrow('DATABASE_URL');
    expect(attempt).not.toThrow(/geheim/);
  });
});
