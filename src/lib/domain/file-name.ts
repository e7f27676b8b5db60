/** Names of files that people hand in: nothing in one may harm a file system, turn the direction of writing, or pass for something else. */

/** In characters, its ending included. */
const longestName = 120;

/** Devices of Windows, whatever ending they bear. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

export interface CleanName {
  readonly stem: string;
  /** In lower case, without its dot; empty where the name has none. */
  readonly ending: string;
  /** Something of the given name was left out or changed. */
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
