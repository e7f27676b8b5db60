/**
 * Each day the head of a study's log goes to one person of each side, so that nobody who runs the server can rewrite the log alone: what
 * they hold in their mailboxes tells. A study in which nothing has happened since the last head sends none.
 */
import { turnBefore } from '#domain/day.ts';
import { ok, refuse } from '#domain/refusal.ts';
import { headWords } from '../../mail/head-letter.ts';
import { localeOf, type Letters } from '../../mail/letters.ts';
import { loadNamedStudy } from '../../mail/places.ts';
import {
  findHeadBefore,
  insertSentHead,
  listHeadsDue,
  listKeepersOfHeads,
  listSentHeads
} from '../../store/sent-heads.ts';
import { decide, type DeskTools } from '../desk.ts';
import type { Duty } from '../due/duty.ts';

type Tools = DeskTools & { readonly letters: Letters };

export function headMails(tools: Tools): Duty {
  const { db } = tools.store;
  let doneThrough = '';
  return {
    name: 'head-mails',
    async run() {
      const turn = turnBefore(tools.now().toISOString());
      if (doneThrough === turn) return;
      for (const { id } of await listHeadsDue(db, turn.slice(0, 10))) await sendHead(tools, id, turn);
      doneThrough = turn;
    }
  };
}

const sendHead = (tools: Tools, studyId: string, turn: string) =>
  decide(tools, async ({ trx, at, tell }) => {
    const day = turn.slice(0, 10);
    const last = (await listSentHeads(trx, studyId)).at(-1);
    const found = await findHeadBefore(trx, studyId, turn, last?.seq ?? 0);
    const keepers = found ? await listKeepersOfHeads(trx, studyId) : [];
    if (!found || keepers.length === 0) return refuse('not-found');
    const head = { day, ...found };
    if (!(await insertSentHead(trx, { studyId, ...head, at, addresses: keepers.map(({ email }) => email) })))
      return refuse('stale');
    await tell(studyId, null, {
      kind: 'head.sent',
      needs: 'study.audit',
      payload: { day, seq: head.seq, hash: head.hash }
    });
    const study = await loadNamedStudy(trx, studyId);
    await tools.letters.write(
      { trx, at },
      keepers.map((keeper) => {
        const locale = localeOf(keeper);
        const words = headWords(study.name, head, locale, tools.letters.link(`/studies/${study.slug}/audit`));
        return { studyId, userId: keeper.id, address: keeper.email, kind: 'head' as const, locale, ...words };
      })
    );
    return ok(null);
  });
