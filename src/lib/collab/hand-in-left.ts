/**
 * Goes through everything that this browser stored unsent for a person and that is open in no tab, and hands
 * it in.
 */
import { probeSessionOfRoom, copiesOf, lockOf, locksOfBrowser } from './browser.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Copies } from './copies.ts';
import type { StoredRoom } from './copy-rows.ts';
import { handIn, type HandedIn } from './hand-in.ts';
import { later, transportsOfPage } from './page.ts';
import { rescueOf, type Rescue } from './rescue.ts';

export interface Outcome {
  readonly room: string;
  /** The title of the document's subject, where it is known. */
  readonly title: Bilingual | null;
  readonly became: HandedIn;
  /** The content of a rescue file, where the server refused it. */
  readonly rescue: Rescue | null;
}

let isInFlight = false;
/** Set when more was left while a pass was under way. */
let isDueAgain = false;

export async function handInLeft(
  person: Rescue['person'],
  report: (outcome: Outcome) => void
): Promise<void> {
  isDueAgain = true;
  if (isInFlight) return;
  isInFlight = true;
  try {
    while (isDueAgain && navigator.onLine) {
      isDueAgain = false;
      const copies = await copiesOf(person.id);
      const rooms = (await copies?.rooms()) ?? [];
      for (const one of rooms) if (copies && one.unsaved) await handInOne(copies, person, one, report);
    }
  } finally {
    isInFlight = false;
  }
}

async function handInOne(
  copies: Copies,
  person: Rescue['person'],
  { room, title }: StoredRoom,
  report: (outcome: Outcome) => void
): Promise<void> {
  const act = async (): Promise<void> => {
    let rescue: Rescue | null = null;
    const transports = transportsOfPage();
    let { kind } = transports;
    const became = await handIn({
      room,
      copies,
      address: `/sync/${room}`,
      openSocket: (path) => {
        ({ kind } = transports);
        return transports.open(path);
      },
      now: () => Date.now(),
      random: () => Math.random(),
      later,
      probeSession: () => probeSessionOfRoom(room),
      switchTransport: () => transports.switchTransport(kind),
      onRefused: (doc, unsent) => (rescue = rescueOf({ room, person, doc, unsent, now: Date.now() }))
    });
    report({ room, title, became, rescue });
  };
  const locks = locksOfBrowser();
  if (!locks) return act();
  // A tab that has the document open holds its lock, and sends everything by itself.
  await locks.request(lockOf(person.id, room), { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}
