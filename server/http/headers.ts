/** Headers that every answer carries, pages, errors and files alike. Pages bring their own content policy with a nonce. */
import type { ServerResponse } from 'node:http';

const fixed: readonly (readonly [string, string])[] = [
  [
    'content-security-policy',
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  ],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()']
];

export function setSecurityHeaders(response: ServerResponse, options: { https: boolean }): void {
  for (const [name, value] of fixed) response.setHeader(name, value);
  // Other programs may serve subdomains without https: that is for the operator to forbid, in the proxy.
  if (options.https) response.setHeader('strict-transport-security', 'max-age=31536000');
}
