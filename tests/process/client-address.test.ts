/** Tests whose request it is behind proxies: an address is believed from the installation's proxies alone. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { clientAddressBehind, isForwarded, plainAddress } from '#server/process/client-address.ts';

const behind = (proxies: string | undefined, peer: string, forwarded?: string): string =>
  clientAddressBehind(readConfig(proxies === undefined ? {} : { TRUSTED_PROXY: proxies }).trustedProxy)({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: peer }
  });

describe('the address of a client', () => {
  it('is the one that calls, where no proxy is trusted, whatever the request says', () => {
    expect(behind(undefined, '203.0.113.7')).toBe('203.0.113.7');
    expect(behind(undefined, '203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(behind(undefined, '127.0.0.1', '198.51.100.1')).toBe('127.0.0.1');
  });

  it('is the last one that a trusted proxy was called by, and not what the client put before it', () => {
    expect(behind('10.0.0.5', '10.0.0.5', '198.51.100.1')).toBe('198.51.100.1');
    expect(behind('10.0.0.5', '10.0.0.5', '1.2.3.4, 127.0.0.1, 198.51.100.1')).toBe('198.51.100.1');
    expect(behind('10.0.0.0/8', '10.0.0.5', '1.2.3.4, 198.51.100.1, 10.1.1.1')).toBe('198.51.100.1');
    expect(behind('2001:db8::/32', '2001:db8::9', '2001:db9::1, 2001:db8::7')).toBe('2001:db9::1');
  });

  it('is the one that calls, if that is no trusted proxy', () => {
    expect(behind('10.0.0.5', '203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
  });

  it('counts proxies from the right where their number is known', () => {
    expect(behind('1', '10.9.9.9', '1.2.3.4, 198.51.100.1')).toBe('198.51.100.1');
    expect(behind('2', '10.9.9.9', '1.2.3.4, 198.51.100.1, 10.8.8.8')).toBe('198.51.100.1');
    expect(behind('2', '10.9.9.9', '198.51.100.1')).toBe('198.51.100.1');
    expect(behind('2', '10.9.9.9')).toBe('10.9.9.9');
  });

  it('is a proxy’s own where it names nobody, or what is no address', () => {
    expect(behind('10.0.0.5', '10.0.0.5')).toBe('10.0.0.5');
    expect(behind('10.0.0.5', '10.0.0.5', '')).toBe('10.0.0.5');
    expect(behind('10.0.0.5', '10.0.0.5', '198.51.100.1, unknown')).toBe('10.0.0.5');
    expect(behind('10.0.0.5', '10.0.0.5', 'unknown, 198.51.100.1')).toBe('198.51.100.1');
  });

  it('makes an unknown proxy known once: the first caller that names another client and is not trusted', () => {
    const reportedBy = (proxies: string | undefined, ...peers: readonly string[]): string[] => {
      const lines: string[] = [];
      const { trustedProxy } = readConfig(proxies === undefined ? {} : { TRUSTED_PROXY: proxies });
      const addressOf = clientAddressBehind(trustedProxy, (address) => lines.push(address));
      addressOf({ headers: {}, socket: { remoteAddress: '192.0.2.1' } });
      for (const remoteAddress of peers)
        addressOf({ headers: { 'x-forwarded-for': '198.51.100.1' }, socket: { remoteAddress } });
      return lines;
    };
    expect(reportedBy(undefined, '10.0.0.5', '10.0.0.6')).toEqual(['10.0.0.5']);
    expect(reportedBy('10.0.0.5', '10.0.0.5')).toEqual([]);
    expect(reportedBy('10.0.0.5', '10.0.0.5', '10.0.0.6', '10.0.0.7')).toEqual(['10.0.0.6']);
    expect(reportedBy('1', '10.0.0.6')).toEqual([]);
  });

  it.each([
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:DB8:0:0::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [' ::1 ', '::1'],
    ['203.0.113', null],
    ['localhost', null],
    ['', null]
  ])('%j is read as %j', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  it('is the same whether a socket names it as IPv4 or mapped into IPv6', () => {
    expect(behind('10.0.0.5', '::ffff:10.0.0.5', '::ffff:198.51.100.1')).toBe('198.51.100.1');
  });
});

it('a request that a proxy has passed on is known by its headers', () => {
  expect(isForwarded({ headers: {} })).toBe(false);
  for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
    expect(isForwarded({ headers: { [name]: '' } })).toBe(true);
});
