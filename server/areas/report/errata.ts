/**
 * Manages errata of what was published. The secretariat or a chair proposes one; it is public once the chairs of both sides
 * have confirmed it with their passwords, and can be withdrawn until then.
 */
import type { Bilingual } from '#base/locale.ts';
import type { Grant } from '#base/permissions.ts';
import { signsForSide } from '#base/grant-duties.ts';
import { authorizeErratum, mostErrata, validateErratum } from '#rules/report/publication.ts';
import type { ReportKind, ReportPart } from '#rules/report/report-content.ts';
import type { Study } from '#rules/study/study.ts';
import { both } from '#server/store/bilingual.ts';
import {
  closeErratumProposal,
  findErratumProposal,
  insertErratumConfirmation,
  insertErratumProposal,
  listErratumConfirmations,
  listErratumProposals
} from './store/errata.ts';
import type { Db } from '#server/store/open.ts';
import { findBuild } from './store/report-builds.ts';
import { insertErratum, listErrata, listPublications } from './store/publications.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';
import { checkPassword, type PasswordTools } from '#server/auth/password-check.ts';
import type { Contents } from './contents.ts';

export interface ProposedErratum {
  readonly id: string;
  readonly number: string;
  /** Numbers the erratum that it would become now. */
  readonly next: number;
  readonly part: string;
  readonly text: Bilingual;
  readonly by: Bilingual | null;
  readonly at: string;
  readonly confirmedBy: readonly string[];
  /** Says that the reader chairs a side that has not confirmed it yet. */
  readonly mayConfirm: boolean;
}

export type ErrataTools = CommandDeps & PasswordTools & { readonly contents: Contents };

const command = commandsOf<ErrataTools>();

interface Edition {
  readonly kind: ReportKind;
  readonly number: string;
}

interface ErratumInput {
  readonly part: string;
  readonly text: Bilingual;
}

async function publishedBuild(db: Db, study: Study, { kind, number }: Edition) {
  const publication = (await listPublications(db, study.id, kind)).find(
    (one) => String(one.number) === number
  );
  const build = publication && (await findBuild(db, study.id, publication.buildId));
  return publication && build?.contentHash
    ? { number: publication.number, contentHash: build.contentHash }
    : undefined;
}

export const proposeErratum = command(
  {
    name: 'erratum.propose',
    subject: studySubject,
    needs: 'study.errata',
    locks: ['study'],
    // The content is read before the transaction: what was published does not change any more.
    prepare: async ({ db, deps, subject: { study } }, edition: Edition, _erratum: ErratumInput) => {
      const published = await publishedBuild(db, study, edition);
      const content = published && (await deps.contents.load(study.id, published.contentHash));
      return partIds(content?.parts ?? []);
    }
  },
  async (
    { trx, at, deps, actor, append, prepared, subject: { study } },
    { kind, number }: Edition,
    { part, text }: ErratumInput
  ) => {
    const published = await publishedBuild(trx, study, { kind, number });
    if (!published) throw refused('not-found');
    const { en, zh } = take(validateErratum(text));
    if (part !== '' && !prepared.includes(part)) throw refused('invalid', { field: 'part' });
    const known = await listErrata(trx, study.id, kind, published.number);
    const waiting = await listErratumProposals(trx, study.id, kind);
    if (known.length + waiting.length >= mostErrata) throw refused('too-many');
    const id = deps.newId();
    await insertErratumProposal(trx, {
      ...{ id, studyId: study.id, kind, number: published.number, partId: part },
      ...{ textEn: en, textZh: zh, state: 'open', userId: actor.userId, at }
    });
    append({
      kind: 'erratum.proposed',
      needs: 'study.report',
      payload: { report: kind, number, erratumId: id }
    });
    return { id };
  }
);

/** The second side that confirms publishes it. */
export const confirmErratum = command(
  {
    name: 'erratum.confirm',
    subject: studySubject,
    needs: 'study.publish',
    locks: ['study'],
    prepare: async ({ db, deps, actor }, _id: string, password: string) =>
      take(await checkPassword(deps, db, actor, password))
  },
  async ({ trx, at, actor, grants, append, subject: { study } }, id: string, _password: string) => {
    const proposal = await findErratumProposal(trx, study.id, id);
    if (!proposal) throw refused('not-found');
    const { kind, number, partId, textEn, textZh, userId } = proposal;
    const { sideId, completes } = take(
      authorizeErratum({
        isOpen: proposal.state === 'open',
        sides: study.sides.map((side) => side.id),
        userId: actor.userId,
        chairOf: chairedIn(grants),
        confirmations: await listErratumConfirmations(trx, [id])
      })
    );
    await insertErratumConfirmation(trx, {
      ...{ studyId: study.id, proposalId: id, sideId, userId: actor.userId, at }
    });
    const about = { report: kind, number: String(number) };
    append({
      kind: 'erratum.confirmed',
      needs: 'study.report',
      payload: { ...about, erratumId: id, sideId }
    });
    if (completes) {
      const n = (await listErrata(trx, study.id, kind, number)).length + 1;
      await insertErratum(trx, {
        ...{ studyId: study.id, kind, number, n, partId, textEn, textZh, userId, at }
      });
      await closeErratumProposal(trx, id, 'published');
      append({ kind: 'report.corrected', needs: 'study.see', payload: { ...about, erratum: n } });
    }
    return { isPublished: completes };
  }
);

export const withdrawErratum = command(
  { name: 'erratum.withdraw', subject: studySubject, needs: 'study.errata', locks: ['study'] },
  async ({ trx, append, subject: { study } }, id: string) => {
    const proposal = await findErratumProposal(trx, study.id, id);
    if (!proposal) throw refused('not-found');
    if (proposal.state !== 'open') throw refused('wrong-state');
    await closeErratumProposal(trx, id, 'withdrawn');
    append({
      kind: 'erratum.withdrawn',
      needs: 'study.report',
      payload: { report: proposal.kind, number: String(proposal.number), erratumId: id }
    });
    return null;
  }
);

const list = readsOf<ErrataTools>()(
  { name: 'erratum.list', subject: studySubject, needs: 'study.report' },
  async ({ db, grants, subject: { study } }, kind: ReportKind): Promise<readonly ProposedErratum[]> => {
    const proposals = await listErratumProposals(db, study.id, kind);
    const confirmations = await listErratumConfirmations(
      db,
      proposals.map(({ id }) => id)
    );
    const names = await namesOfUsers(
      db,
      proposals.map(({ userId }) => userId)
    );
    const chairOf = chairedIn(grants);
    const listed: ProposedErratum[] = [];
    for (const { id, number, partId, textEn, textZh, userId, at } of proposals) {
      const confirmedBy = confirmations.flatMap((one) => (one.proposalId === id ? [one.sideId] : []));
      listed.push({
        id,
        number: String(number),
        next: (await listErrata(db, study.id, kind, number)).length + 1,
        part: partId,
        text: both(textEn, textZh),
        by: names.get(userId) ?? null,
        at,
        confirmedBy,
        mayConfirm: chairOf.some((side) => !confirmedBy.includes(side))
      });
    }
    return listed;
  }
);

export const createErrata = (tools: ErrataTools) =>
  bind(tools, {
    list,
    propose: proposeErratum,
    confirm: confirmErratum,
    withdraw: withdrawErratum
  });

/** Lists the sides for which grants sign. */
export const chairedIn = (grants: readonly Grant[]): string[] =>
  grants.filter(signsForSide).flatMap(({ sideId }) => sideId ?? []);

const partIds = (parts: readonly ReportPart[]): string[] =>
  parts.flatMap(({ id, parts: below }) => [id, ...partIds(below)]);
