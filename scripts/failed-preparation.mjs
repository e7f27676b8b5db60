/** Says in one sentence why a checkout could not be made ready and what to do. Plain JavaScript for Node 20. */

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED)\b/;

/**
 * Returns whether npm could not reach the registry, by what it wrote.
 * @param {string} said
 */
export const isUnreachable = (said) => unreachable.test(said);

/**
 * Returns the sentence for what a command wrote or an error said; undefined where the cause is not a known one.
 * @param {string} said
 * @param {string} folder The project's folder.
 * @returns {string | undefined}
 */
export function sentenceFor(said, folder) {
  if (/\b(ENOSPC|EDQUOT)\b/.test(said))
    return `The disk is full: free about 1 GB on the disk of ${folder} and in npm's cache, and start again.`;
  if (/\b(EACCES|EPERM|EROFS)\b/.test(said))
    return `This user may not write to ${folder} or to npm's cache: change the owner of the folder, and start again.`;
  const [code] = unreachable.exec(said) ?? [];
  if (code !== undefined)
    return `npm cannot reach the package registry (${code}): connect to the network or set npm's proxy or registry, and start again.`;
  if (/\bEUSAGE\b/.test(said))
    return 'package-lock.json does not match package.json: run npm install, and start again.';
  return undefined;
}
