/**
 * Determines whose request it is: the network address of the client, also behind proxies. It is the only such
 * function; pages, sockets, limits and the log all use its result.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { TrustedProxy } from './config.ts';

type AddressedRequest = Pick<IncomingMessage, 'headers'> & {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
};

export type ClientAddress = (request: AddressedRequest) => string;

/**
 * Names the header in which server.ts passes the address on to the pages. What a client sends under this name
 * is overwritten.
 */
export const addressHeader = 'x-client-address';

/** Names the headers that proxies add: a request with one of them did not come directly. */
export const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip'
];
export const isForwarded = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  forwardingHeaders.some((name) => headers[name] !== undefined);

/**
 * `X-Forwarded-For` is believed from them alone: read from its right end, to which each proxy adds whom it
 * was called by, the client is the first address that is not a proxy's. `onUnknownProxy` is called once, with
 * the address of the first caller that names another client and is no proxy of the installation: without it
 * all its clients would share one address unnoticed.
 */
export function clientAddressBehind(
  trusted: TrustedProxy,
  onUnknownProxy: (address: string) => void = () => undefined
): ClientAddress {
  const isTrusted = trusted.kind === 'addresses' ? within(trusted.addresses) : () => false;
  let hasReported = false;
  const reportUnknown = (headers: IncomingMessage['headers'], peer: string): void => {
    if (hasReported || trusted.kind === 'hops' || isTrusted(peer)) return;
    if (headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined) return;
    hasReported = true;
    onUnknownProxy(peer);
  };
  return ({ headers, socket }) => {
    const peer = plainAddress(socket.remoteAddress ?? '') ?? '';
    reportUnknown(headers, peer);
    if (trusted.kind === 'none') return peer;
    const chain = [...forwardedBy(headers), peer];
    if (trusted.kind === 'hops') return chain[Math.max(0, chain.length - 1 - trusted.count)] ?? peer;
    const client = chain.findLast((address) => !isTrusted(address));
    return client ?? chain[0] ?? peer;
  };
}

/** Returns the addresses that the header names, up to the first from the right that is no address. */
function forwardedBy(headers: IncomingMessage['headers']): string[] {
  const held = headers['x-forwarded-for'];
  const addresses = (Array.isArray(held) ? held.join(',') : (held ?? '')).split(',').map(plainAddress);
  const bad = addresses.lastIndexOf(null);
  return addresses.slice(bad + 1).filter((address) => address !== null);
}

function within(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = '', prefix] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * Returns an address in its one plain form: without port, brackets and zone, IPv6 in short form, and an
 * IPv4-mapped one as IPv4. Null for what is no address.
 */
export function plainAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/%.*$/, '');
  if (!isIPv6(bare)) return isIP(bare) === 0 ? null : bare;
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (!mapped) return short;
  const [high, low] = [parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
