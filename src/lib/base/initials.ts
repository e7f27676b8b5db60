/** Abbreviates a name to one or two characters, for use where space is short. */

const firstOf = (text: string): string => /^./su.exec(text)?.[0] ?? '';

/** Returns two letters of a Latin name, or the family name of a Chinese one. */
export function initials(name: string): string {
  const bare = name.trim();
  if (/^\p{Script=Han}/u.test(bare)) return firstOf(bare);
  const words = bare.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => firstOf(word ?? ''))
    .join('')
    .toUpperCase();
}
