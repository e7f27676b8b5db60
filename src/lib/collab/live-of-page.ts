/** The open page follows a study: by the way that its lines take, with what the browser tells of the network and the machine. */
import { LiveStudy, type LiveCalls } from './live.ts';
import { askDoorOfPage, later, linesOfPage, onNetworkChange, onReturn } from './page.ts';
import { watchForSleep } from './wake.ts';

/** Returns what ends it. */
export function followStudy(slug: string, after: number | null, calls: LiveCalls): () => void {
  const lines = linesOfPage();
  const stop = new AbortController();
  const isSeen = (): boolean => document.visibilityState === 'visible';
  const now = (): number => Date.now();
  const study = new LiveStudy({
    ...calls,
    slug,
    after,
    lines,
    now,
    random: () => Math.random(),
    later,
    askDoor: askDoorOfPage,
    isSeen
  });
  const renew = (): void => study.renew();
  onReturn(renew, stop.signal);
  onNetworkChange(() => study.doubt(), stop.signal);
  document.addEventListener('visibilitychange', () => study.seenChanged(), { signal: stop.signal });
  const ends = [
    watchForSleep({ now, later, onWake: renew }),
    lines.onSocketsBack(renew),
    () => study.close()
  ];
  return () => {
    stop.abort();
    for (const end of ends) end();
  };
}
