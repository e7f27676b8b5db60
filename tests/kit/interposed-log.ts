/** A log that a test puts between the rooms and the store, as another log would stand there; it passes on what no test has taken. */
import type { Appended, Batch, Log, NumberedBatch, Place } from '#server/sync/log.ts';

/** What a test does instead; `append` of either kind of batch. */
export interface Instead extends Partial<Omit<Log, 'append'>> {
  append?: (place: Place, batch: AnyBatch) => Promise<AnyAppended>;
}

export type AnyBatch = Batch | NumberedBatch;
export type AnyAppended = Appended | 'committed' | 'ended';

export const appendTo = (log: Log, place: Place, batch: AnyBatch): Promise<AnyAppended> =>
  'after' in batch ? log.append(place, batch) : log.append(place, batch);

/** Reads `instead` anew at every call, so that a test may change it on the way. */
export function interposedLog(real: () => Log, instead: Instead): Log {
  return {
    load: (place) => (instead.load ?? real().load)(place),
    append: ((place: Place, batch: AnyBatch) =>
      instead.append ? instead.append(place, batch) : appendTo(real(), place, batch)) as Log['append'],
    listAfter: (place, seq) => (instead.listAfter ?? real().listAfter)(place, seq),
    lastSeqs: (places) => (instead.lastSeqs ?? real().lastSeqs)(places),
    keepSnapshot: (place, snapshot) => (instead.keepSnapshot ?? real().keepSnapshot)(place, snapshot),
    quarantine: (place, row) => (instead.quarantine ?? real().quarantine)(place, row),
    findLate: (place, userId) => (instead.findLate ?? real().findLate)(place, userId),
    keepLate: (proposal, event) => (instead.keepLate ?? real().keepLate)(proposal, event),
    onTrouble: (listen) => (instead.onTrouble ?? real().onTrouble)(listen),
    close: () => (instead.close ?? real().close)()
  };
}
