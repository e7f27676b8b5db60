/**
 * Cleans the names of submitted files, so that none can harm a file system, change the direction of writing,
 * or pass for another name.
 */

/** Limits the name, in characters, its extension included. */
const longestName = 120;

/** Matches the device names of Windows, with any extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

export interface CleanName {
  readonly stem: string;
  /** Holds the extension in lower case, without its dot; empty where the name has none. */
  readonly ending: string;
  /** Is true when something of the given name was removed or changed. */
  readonly isChanged: boolean;
}

export function cleanName(given: string): CleanName {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}"'`<>:|?*;%&$#{}~]/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  const [, before = plain, ending = ''] = /^(.*)\.([A-Za-z0-9]{1,10})$/u.exec(plain) ?? [];
  const short = Array.from(before)
    .slice(0, longestName - ending.length - 1)
    .join('')
    .trim();
  const stem = reserved.test(short) ? `_${short}` : short;
  return {
    stem,
    ending: ending.toLowerCase(),
    isChanged: (ending === '' ? stem : `${stem}.${ending}`) !== given.normalize('NFC')
  };
}
