/**
 * Relays the signals of one node to all others: an ended session, a changed right, a frozen document, an
 * event.
 */
import type { SignalBus } from '#server/events/signals.ts';
import type { Fanout } from './fanout.ts';

/** Returns a function that stops it. */
export function relaySignals(signals: SignalBus, fanout: Fanout): () => void {
  let isHeardFromAfar = false;
  const stopSending = signals.listen((signal) => {
    if (!isHeardFromAfar) fanout.broadcast({ kind: 'signal', signal });
  });
  const stopHearing = fanout.listen((message) => {
    if (message.kind !== 'signal') return;
    isHeardFromAfar = true;
    try {
      signals.emit(message.signal);
    } finally {
      isHeardFromAfar = false;
    }
  });
  return () => {
    stopSending();
    stopHearing();
  };
}
