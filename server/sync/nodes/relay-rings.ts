/** The bell of one node is heard on all: an ended session, a changed right, a frozen document, an event. */
import type { Bell } from '../../events/bell.ts';
import type { Fanout } from './fanout.ts';

/** Returns the way to stop. */
export function relayRings(bell: Bell, fanout: Fanout): () => void {
  let isHeardFromAfar = false;
  const stopTelling = bell.listen((ring) => {
    if (!isHeardFromAfar) fanout.tell({ type: 'ring', ring });
  });
  const stopHearing = fanout.listen((news) => {
    if (news.type !== 'ring') return;
    isHeardFromAfar = true;
    try {
      bell.ring(news.ring);
    } finally {
      isHeardFromAfar = false;
    }
  });
  return () => {
    stopTelling();
    stopHearing();
  };
}
