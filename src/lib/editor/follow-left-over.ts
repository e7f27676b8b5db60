/** Follows what is left over in a document for all texts of a page together: a page can show many texts of one document. */
import type * as Y from 'yjs';
import { LeftOverWatch } from '#document/sequence/left-over-watch.ts';
import type { LeftOver } from '#document/sequence/left-over.ts';

type Listener = (leftOver: readonly LeftOver[]) => void;

interface Followed {
  readonly listeners: Set<Listener>;
  now: readonly LeftOver[];
  stop: () => void;
}

/** Sets how long, in milliseconds, changes are collected before the list is read anew. */
const pause = 300;

const followed = new WeakMap<Y.Doc, Followed>();

/** Tells of what is left over, now if there is something, and after each change; returns what ends that. */
export function followLeftOver(doc: Y.Doc, onChange: Listener): () => void {
  const one = followed.get(doc) ?? follow(doc);
  one.listeners.add(onChange);
  if (one.now.length > 0) onChange(one.now);
  return () => {
    one.listeners.delete(onChange);
    if (one.listeners.size > 0) return;
    one.stop();
    followed.delete(doc);
  };
}

function follow(doc: Y.Doc): Followed {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const one: Followed = { listeners: new Set(), now: [], stop: () => undefined };
  followed.set(doc, one);
  const watch = new LeftOverWatch(
    doc,
    (work) => {
      timer = setTimeout(work, pause);
    },
    (now) => {
      one.now = now;
      for (const listener of one.listeners) listener(now);
    }
  );
  one.stop = () => {
    watch.close();
    clearTimeout(timer);
  };
  return one;
}
