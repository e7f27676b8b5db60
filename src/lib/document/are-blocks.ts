/** Judges nodes that come from outside, such as a file, before anything is made of them. */
import type { ContentNode } from '#domain/version.ts';
import { richtext } from './richtext.ts';

/** Whether these are blocks of a text as an editor could have made them. */
export function areBlocks(given: readonly unknown[]): given is readonly ContentNode[] {
  if (given.length === 0) return true;
  try {
    richtext.nodeFromJSON({ type: 'doc', content: given }).check();
    return true;
  } catch {
    return false;
  }
}
