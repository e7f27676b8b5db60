/**
 * Connects the open page to the events of a study: with the page's transports, and with what the browser
 * reports about the network and the machine.
 */
import { LiveStudy, type LiveCalls } from './live.ts';
import { probeSessionOfPage, later, transportsOfPage, onNetworkChange, onReturn } from './page.ts';
import { watchForSleep } from './sleep-detector.ts';

/** Returns a function that ends it. */
export function followStudy(studySlug: string, after: number | null, calls: LiveCalls): () => void {
  const transports = transportsOfPage();
  const stop = new AbortController();
  const isSeen = (): boolean => document.visibilityState === 'visible';
  const now = (): number => Date.now();
  const study = new LiveStudy({
    ...calls,
    studySlug,
    after,
    transports,
    now,
    random: () => Math.random(),
    later,
    probeSession: probeSessionOfPage,
    isSeen
  });
  const renew = (): void => study.renew();
  onReturn(renew, stop.signal);
  onNetworkChange(() => study.doubt(), stop.signal);
  document.addEventListener('visibilitychange', () => study.seenChanged(), { signal: stop.signal });
  const ends = [
    watchForSleep({ now, later, onWake: renew }),
    transports.onSocketsBack(renew),
    () => study.close()
  ];
  return () => {
    stop.abort();
    for (const end of ends) end();
  };
}
