/** Limits an address, in UTF-16 code units. */
const longestWebAddress = 2_000;

/** Returns an absolute web address that names no user; null for anything else. */
export function webAddress(given: string): string | null {
  // The URL parser removes tabs and line ends, so the stored address would differ from the one that a reader
  // has seen.
  if (given.length > longestWebAddress || /[\s\p{Cc}\p{Cf}]/u.test(given) || !URL.canParse(given))
    return null;
  const { protocol, username, password, hostname, href } = new URL(given);
  const isWeb =
    (protocol === 'https:' || protocol === 'http:') && hostname !== '' && username === '' && password === '';
  return isWeb ? href : null;
}
