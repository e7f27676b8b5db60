/** Validates nodes that come from outside, such as a file, before they are used. */
import type { ContentNode } from '#base/content.ts';
import { richtext } from './richtext.ts';

/** Checks whether these are blocks of a text as an editor could have made them. */
export function areBlocks(given: readonly unknown[]): given is readonly ContentNode[] {
  if (given.length === 0) return true;
  try {
    richtext.nodeFromJSON({ type: 'doc', content: given }).check();
    return true;
  } catch {
    return false;
  }
}
