/** What stands for a name where there is room for a letter or two. */

const firstOf = (text: string): string => /^./su.exec(text)?.[0] ?? '';

/** Two letters of a Latin name, the family name of a Chinese one. */
export function initials(name: string): string {
  const bare = name.trim();
  if (/^\p{Script=Han}/u.test(bare)) return firstOf(bare);
  const words = bare.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => firstOf(word ?? ''))
    .join('')
    .toUpperCase();
}
