/**
 * Manages errata of what was published. The secretariat or a chair proposes one; it is public once the chairs of both sides
 * have confirmed it with their passwords, and can be withdrawn until then.
 */
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { authorizeErratum, mostErrata, validateErratum } from '#domain/publication.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { ReportKind, ReportPart } from '#domain/report-content.ts';
import { both } from '../../store/bilingual.ts';
import {
  closeErratumProposal,
  findErratumProposal,
  insertErratumConfirmation,
  insertErratumProposal,
  listErratumConfirmations,
  listErratumProposals
} from '../../store/errata.ts';
import { lockStudy } from '../../store/grants.ts';
import { findBuild, insertErratum, listErrata, listPublications } from '../../store/report-builds.ts';
import { namesOfUsers } from '../../store/users.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';
import { checkPassword, type PasswordTools } from '../workflow/password-check.ts';
import type { Contents } from './contents.ts';

/** Describes an erratum that waits for the chairs. */
export interface ProposedErratum {
  readonly id: string;
  /** Names the edition. */
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

export interface Errata {
  /** Lists the errata of a paper that wait. */
  list(actor: Actor, studySlug: string, kind: ReportKind): Promise<Result<readonly ProposedErratum[]>>;
  propose(
    actor: Actor,
    studySlug: string,
    edition: { readonly kind: ReportKind; readonly number: string },
    erratum: { readonly part: string; readonly text: Bilingual }
  ): Promise<Result<{ readonly id: string }>>;
  /** Confirms an erratum for the actor's side; the second side publishes it. */
  confirm(
    actor: Actor,
    studySlug: string,
    id: string,
    password: string
  ): Promise<Result<{ readonly isPublished: boolean }>>;
  withdraw(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
}

export type ErrataTools = CommandDeps & PasswordTools & { readonly contents: Contents };

export function openErrata(tools: ErrataTools): Errata {
  const { db } = tools.store;
  return {
    async list(actor, studySlug, kind) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.report');
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const proposals = await listErratumProposals(db, study.id, kind);
      const confirmations = await listErratumConfirmations(
        db,
        proposals.map(({ id }) => id)
      );
      const names = await namesOfUsers(
        db,
        proposals.map(({ userId }) => userId)
      );
      const chairOf = grants.flatMap(({ role, sideId }) => (role === 'chair' && sideId ? [sideId] : []));
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
      return ok(listed);
    },

    propose: (actor, studySlug, { kind, number }, { part, text }) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.errata');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const publication = (await listPublications(trx, study.id, kind)).find(
          (one) => String(one.number) === number
        );
        const build = publication && (await findBuild(trx, study.id, publication.buildId));
        if (!publication || !build?.contentHash) return refuse('not-found');
        const checked = validateErratum(text);
        if (!checked.ok) return checked;
        const content = await tools.contents.load(study.id, build.contentHash);
        if (part !== '' && !partIds(content?.parts ?? []).includes(part))
          return refuse('invalid', { field: 'part' });
        const known = await listErrata(trx, study.id, kind, publication.number);
        const waiting = await listErratumProposals(trx, study.id, kind);
        if (known.length + waiting.length >= mostErrata) return refuse('too-many');
        const id = tools.newId();
        await insertErratumProposal(trx, {
          ...{ id, studyId: study.id, kind, number: publication.number, partId: part },
          ...{ textEn: checked.value.en, textZh: checked.value.zh, state: 'open', userId: actor.userId, at }
        });
        await appendEvent(study.id, acting, {
          kind: 'erratum.proposed',
          needs: 'study.report',
          payload: { report: kind, number, erratumId: id }
        });
        return ok({ id });
      }),

    async confirm(actor, studySlug, id, password) {
      const may = await authorizeStudy(db, actor, studySlug, 'study.publish');
      if (!may.ok) return may;
      const known = await checkPassword(tools, db, actor, password);
      if (!known.ok) return known;
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.publish');
        if (!authorized.ok) return authorized;
        const { study, acting, grants } = authorized.value;
        const proposal = await findErratumProposal(trx, study.id, id);
        if (!proposal) return refuse('not-found');
        const { kind, number, partId, textEn, textZh, userId } = proposal;
        const checked = authorizeErratum({
          isOpen: proposal.state === 'open',
          sides: study.sides.map((side) => side.id),
          userId: actor.userId,
          chairOf: grants.flatMap(({ role, sideId }) => (role === 'chair' && sideId ? [sideId] : [])),
          confirmations: await listErratumConfirmations(trx, [id])
        });
        if (!checked.ok) return checked;
        const { sideId, completes } = checked.value;
        await insertErratumConfirmation(trx, {
          ...{ studyId: study.id, proposalId: id, sideId, userId: actor.userId, at }
        });
        const about = { report: kind, number: String(number) };
        await appendEvent(study.id, acting, {
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
          await appendEvent(study.id, acting, {
            kind: 'report.corrected',
            needs: 'study.see',
            payload: { ...about, erratum: n }
          });
        }
        return ok({ isPublished: completes });
      });
    },

    withdraw: (actor, studySlug, id) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        await lockStudy(trx, studySlug);
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.errata');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const proposal = await findErratumProposal(trx, study.id, id);
        if (!proposal) return refuse('not-found');
        if (proposal.state !== 'open') return refuse('wrong-state');
        await closeErratumProposal(trx, id, 'withdrawn');
        await appendEvent(study.id, acting, {
          kind: 'erratum.withdrawn',
          needs: 'study.report',
          payload: { report: proposal.kind, number: String(proposal.number), erratumId: id }
        });
        return ok(null);
      })
  };
}

const partIds = (parts: readonly ReportPart[]): string[] =>
  parts.flatMap(({ id, parts: below }) => [id, ...partIds(below)]);
