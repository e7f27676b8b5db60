/** Tells of every study whether its log of events is whole. */
import { verifyChain, type ChainVerdict } from '../events/verify.ts';
import type { House } from '../house.ts';
import { selectRows } from '../store/rows.ts';
import type { Surroundings } from './surroundings.ts';

export async function auditVerify(house: Pick<House, 'store'>, { print, complain }: Pick<Surroundings, 'print' | 'complain'>): Promise<number> {
  const { db } = house.store;
  let isWhole = true;
  for (const study of await selectRows(db, 'study')) {
    const events = await selectRows(db, 'event', { column: 'studyId', values: [study.id] });
    const verdict = verifyChain(events, study);
    if (verdict.ok) print(`${study.slug}: ${verdict.events} ${verdict.events === 1 ? 'event' : 'events'}, whole`);
    else {
      isWhole = false;
      complain(`${study.slug}: ${faultOf(verdict)}`);
    }
  }
  return isWhole ? 0 : 1;
}

function faultOf({ seq, fault }: Extract<ChainVerdict, { ok: false }>): string {
  switch (fault) {
    case 'number':
      return `event ${seq} is missing`;
    case 'link':
      return `event ${seq} does not follow on the one before it`;
    case 'hash':
      return `event ${seq} is not what was written`;
    case 'head':
      return `the log ends at event ${seq}, the study’s head says otherwise`;
  }
}
