/**
 * Returns where a form redirects its reader. Only a path of this site is accepted: anything that a browser
 * could read as another host is refused.
 */

export function returnPath(value: FormDataEntryValue | string | null, fallback = '/'): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return fallback;
  // Browsers take a backslash for a slash and drop tabs and line ends, so `/\e` and `/<tab>/e` would leave the site.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/^\/[/\\]|[\\\u0000-\u0020\u007f]/.test(value)) return fallback;
  const base = 'http://site.invalid';
  return URL.canParse(value, base) && new URL(value, base).origin === base ? value : fallback;
}
