/**
 * Converts a Set-Cookie value of the server to SvelteKit's cookies, which alone may set cookies in an action.
 */
import type { Cookies } from '@sveltejs/kit';

export function setServerCookie(cookies: Cookies, header: string): void {
  const [pair = '', ...attributes] = header.split('; ');
  const [name = '', value = ''] = pair.split('=');
  const maxAge = attributes.find((attribute) => attribute.startsWith('Max-Age='));
  cookies.set(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: attributes.includes('Secure'),
    maxAge: Number(maxAge?.slice('Max-Age='.length) ?? 0)
  });
}
