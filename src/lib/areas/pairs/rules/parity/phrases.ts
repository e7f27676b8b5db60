/** Recognises one of many phrases at a position, and says what it means. */

/** White space within a phrase gives it many. */
const mostRemembered = 2000;

export class PhraseTable<Meaning> {
  readonly #pattern: RegExp;
  /** Has a group for each phrase, which costs an array of all groups; so it runs once for each spelling. */
  readonly #grouped: RegExp;
  readonly #meanings: readonly Meaning[];
  readonly #remembered = new Map<string, Meaning>();

  /** Takes phrases as regular expressions; a longer one is tried first, so that 平方公里 is not read as 公里. */
  constructor(
    rows: readonly (readonly [meaning: Meaning, phrases: string])[],
    {
      before = '',
      after = '',
      flags
    }: { readonly before?: string; readonly after?: string; readonly flags: string }
  ) {
    const all = rows
      .flatMap(([meaning, phrases]) => alternativesOf(phrases).map((phrase) => ({ meaning, phrase })))
      .filter(({ phrase }) => phrase !== '')
      .sort((one, other) => other.phrase.length - one.phrase.length);
    this.#meanings = all.map(({ meaning }) => meaning);
    const source = (open: string): string =>
      `${before}(?:${all.map(({ phrase }) => `${open}${phrase})`).join('|')})${after}`;
    this.#pattern = new RegExp(source('(?:'), flags);
    this.#grouped = new RegExp(source('('), flags);
  }

  read(text: string, at: number): { readonly meaning: Meaning; readonly text: string } | null {
    this.#pattern.lastIndex = at;
    const found = this.#pattern.exec(text)?.[0];
    if (found === undefined) return null;
    const remembered = this.#remembered.get(found);
    if (remembered !== undefined) return { meaning: remembered, text: found };
    this.#grouped.lastIndex = at;
    const groups: readonly (string | undefined)[] = this.#grouped.exec(text) ?? [];
    const meaning = this.#meanings[groups.findIndex((group, index) => index > 0 && group !== undefined) - 1];
    if (meaning === undefined) return null;
    if (this.#remembered.size < mostRemembered) this.#remembered.set(found, meaning);
    return { meaning, text: found };
  }
}

/** Splits alternatives that are not within a group; a space is any white space or a hyphen. */
function alternativesOf(phrases: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const sign of phrases) {
    if (sign === '(' || sign === '[') depth += 1;
    if (sign === ')' || sign === ']') depth -= 1;
    if (sign === '|' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + sign);
  }
  return parts.map((phrase) =>
    phrase.replaceAll('? ', '?[\\s-]{0,4}').replaceAll(/(?<!\[) (?!\?)/g, '[\\s-]{1,4}')
  );
}
