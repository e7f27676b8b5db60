/**
 * Hands in what an earlier visit left unsent in documents that are not on the page: each is opened once more
 * without an editor, and closed when the server has everything, as saved or, where the text was frozen
 * meanwhile, as a late proposal.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import type { Copies } from './copies.ts';
import { EarlierWords } from './earlier-words.ts';
import { Provider, type ProviderTools } from './provider.ts';

/**
 * `refused`: the server will not accept it; it stays here until its author has saved a copy or discarded it.
 */
export type HandedIn = 'saved' | 'proposal' | 'refused' | 'waiting';

export interface HandInTools extends Pick<
  ProviderTools,
  'openSocket' | 'now' | 'random' | 'later' | 'probeSession' | 'switchTransport'
> {
  readonly room: string;
  readonly address: string;
  readonly copies: Copies;
  /** Called with the document and what the server lacks of it, to be saved in a file. */
  readonly onRefused?: (doc: Y.Doc, unsent: Uint8Array) => void;
}

/** Limits the duration, in milliseconds; what has not arrived by then waits for the next attempt. */
const patience = 60_000;

/** Limits how often text is moved to new client ids in one attempt. */
const maxMoves = 3;

export async function handIn(tools: HandInTools, movesLeft = maxMoves): Promise<HandedIn> {
  const { room, copies } = tools;
  const stored = await copies.read(room);
  if (!stored?.unsaved) return 'saved';
  const doc = newDoc();
  const awareness = new Awareness(doc);
  // A document that is on no page shows no one as present.
  awareness.setLocalState(null);
  let settle: (became: HandedIn | 'moved') => void = () => undefined;
  const outcome = new Promise<HandedIn | 'moved'>((resolve) => (settle = resolve));
  const provider = new Provider({
    ...tools,
    doc,
    awareness,
    ready: Promise.resolve(),
    onTaken: (move) =>
      void copies.rename(room, move().ids).then(
        () => settle('moved'),
        () => settle('waiting')
      ),
    onChange: () => queueMicrotask(look)
  });
  const earlier = new EarlierWords(doc, () => provider.state.access === 'write');
  // No other page has the document open, so that this one is responsible for these words.
  earlier.claim(stored.writers);
  provider.restore(stored);
  const cancel = tools.later(patience, () => settle('waiting'));
  function look(): void {
    const { end, denied, proposal, unsaved, synced } = provider.state;
    if (proposal && !unsaved) settle('proposal');
    else if (denied !== null || (end !== null && end !== 'session-ended')) settle('refused');
    else if (end !== null) settle('waiting');
    else if (synced && !unsaved) settle('saved');
  }
  const became = await outcome;
  cancel();
  earlier.close();
  if (became === 'refused') tools.onRefused?.(doc, provider.unsentOf());
  provider.close();
  awareness.destroy();
  if (became === 'proposal') await copies.forget(room);
  if (became === 'saved') {
    const done = {
      room,
      updates: [Y.encodeStateAsUpdate(doc)],
      known: Y.encodeStateVector(doc),
      unsaved: null,
      at: tools.now(),
      isWhole: true,
      title: stored.title,
      writers: writerIdsOf(doc)
    };
    await copies.write({ ...done, tab: '', takenOver: stored.tabs });
  }
  doc.destroy();
  if (became === 'moved') return movesLeft > 0 ? handIn(tools, movesLeft - 1) : 'waiting';
  return became;
}
