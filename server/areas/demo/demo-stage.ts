/**
 * Provides what the acts of the demo need: the transaction in which the demo is loaded, and the log, so that
 * every act has its events as if it had happened. The real steps are taken; where they refuse, the loading
 * fails.
 */
import type { Transaction } from 'kysely';
import * as Y from 'yjs';
import { answeredSections } from '#document/answered.ts';
import { assemble } from '#document/assemble.ts';
import { sectionContent } from '#document/content.ts';
import type { StudyId, UserId } from '#base/ids.ts';
import { grantsIn, type Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { appendEvent } from '#server/events/append.ts';
import { both } from '#server/store/bilingual.ts';
import { listRapporteurs } from '#areas/people';
import { findDocument, type DocumentRow, loadTexts } from '#areas/assessments';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import type { Store } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import { findStudyById } from '#areas/study';
import { findUser } from '#server/auth/users.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import type { StepTools } from '#areas/workflow';
import { nextOf } from '#server/workers/next-job.ts';
import { partsOf } from '#areas/documents';

export interface DemoStage {
  readonly trx: Transaction<Schema>;
  readonly study: Study;
  readonly tools: StepTools;
  /** Returns a command context of this moment. Nobody hears of its events, which are long past: no e-mail is sent. */
  context(at: string): CommandContext;
  /**
   * Returns the actor by the part of the address before the @, or `lead` and `reviewer` of the city; in the
   * roles that they hold.
   */
  actor(by: string, city?: string): Promise<Actor>;
  text(city: string, kind: 'response' | 'findings'): Promise<DocumentRow>;
  open(document: DocumentRow): Promise<Y.Doc>;
  /** Maps the names that acts give to things to their ids. */
  readonly named: Map<string, string>;
}

/** Throws for a refusal. */
export function must<T>(result: Result<T>, what: string): T {
  if (!result.ok)
    throw new Error(
      `The demo cannot ${what}: ${result.refusal.code} ${JSON.stringify(result.refusal.facts ?? {})}`
    );
  return result.value;
}

interface Parts {
  readonly store: Store;
  readonly newId: () => string;
  readonly studyId: string;
  readonly idOf: (address: string) => string;
}

/** Builds documents in this process and without a worker: no one is being served yet. */
const inline: StepTools['workers'] = {
  content: (parts, sections) => {
    const doc = assemble(null, parts);
    return Promise.resolve(sections.map((section) => sectionContent(doc, section)));
  },
  answered: (parts, sections) => Promise.resolve(answeredSections(assemble(null, parts), sections)),
  next: (parts) => Promise.resolve(nextOf(parts))
};

export async function openDemoStage(
  trx: Transaction<Schema>,
  { store, newId, studyId, idOf }: Parts
): Promise<DemoStage> {
  const study = await findStudyById(trx, studyId);
  if (!study) throw new Error('The demo study is not there');
  const rapporteurs = await listRapporteurs(trx, studyId);
  return {
    trx,
    study,
    tools: { store, newId, workers: inline },
    context: (at) => ({
      trx,
      at,
      appendEvent: async (id, actor, domainEvent) => {
        const actorRole = actor ? (grantsIn(actor, id as StudyId)[0]?.role ?? 'administrator') : null;
        await appendEvent(trx, { studyId: id, actorId: actor?.userId ?? null, actorRole, at }, domainEvent);
      },
      takeTime: () => at,
      signalAfterCommit: () => undefined
    }),
    actor: async (by, city = '') => {
      const named = rapporteurs.get(city);
      const userId = (by === 'lead' ? named?.lead : by === 'reviewer' ? named?.reviewer : null) ?? idOf(by);
      const user = await findUser(trx, userId);
      if (!user) throw new Error(`The demo has no user ${by}`);
      const grants = await listGrantsOfUser(trx, userId);
      return {
        userId: userId as UserId,
        sessionId: '',
        email: user.email,
        name: both(user.nameEn, user.nameZh),
        isAdministrator: user.isAdministrator === 1,
        grants
      };
    },
    text: async (city, kind) => {
      const { findings, response } = await loadTexts(trx, study, city as Parameters<typeof loadTexts>[2]);
      return kind === 'findings' ? findings : response;
    },
    open: async (document) => {
      const now = await findDocument(trx, document.id);
      return assemble(null, await partsOf(trx, document.id, now?.generation ?? document.generation));
    },
    named: new Map()
  };
}
