/**
 * What the acts of the demo are played on: the transaction in which the demo is loaded, and the log, so that everything that happened
 * is told of as if it had. The real steps are taken; where they would refuse, so does the loading.
 */
import type { Transaction } from 'kysely';
import * as Y from 'yjs';
import { answeredSections } from '#document/answered.ts';
import { assemble } from '#document/assemble.ts';
import { sectionContent } from '#document/content.ts';
import type { StudyId, UserId } from '#domain/ids.ts';
import { grantsIn, type Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { appendEvent } from '../events/append.ts';
import { both } from '../store/bilingual.ts';
import { listRapporteurs } from '../store/bodies.ts';
import { findDocument, type DocumentRow } from '../store/documents.ts';
import { listGrantsOfUser } from '../store/grants.ts';
import type { Store } from '../store/open.ts';
import type { Schema } from '../store/schema.ts';
import { findStudyById } from '../store/studies.ts';
import { findUser } from '../store/users.ts';
import type { CommandContext } from '../commands/run-command.ts';
import { loadTexts, type StepTools } from './workflow/assessment-step.ts';
import { partsOf } from './workflow/freezing.ts';

export interface DemoStage {
  readonly trx: Transaction<Schema>;
  readonly study: Study;
  readonly tools: StepTools;
  /** A sheet of this moment. */
  context(at: string): CommandContext;
  /** By what stands before the @, or `lead` and `reviewer` of the city; in the roles that they hold. */
  actor(by: string, city?: string): Promise<Actor>;
  text(city: string, kind: 'response' | 'findings'): Promise<DocumentRow>;
  /** The text as it stands now. */
  open(document: DocumentRow): Promise<Y.Doc>;
  /** Ids that the acts call by names of their own. */
  readonly named: Map<string, string>;
}

/** The value of what cannot be refused here. */
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

/** Documents are built here and at once: nobody is being served yet. */
const inline: StepTools['workers'] = {
  content: (parts, sections) => {
    const doc = assemble(null, parts);
    return Promise.resolve(sections.map((section) => sectionContent(doc, section)));
  },
  answered: (parts, sections) => Promise.resolve(answeredSections(assemble(null, parts), sections)),
  merge: (parts) => Promise.resolve(Y.mergeUpdates([...parts]))
};

/** Nobody is written to of what is long past. */
const noMailer: StepTools['mailer'] = {
  write: () => Promise.resolve(),
  writeUrgent: () => Promise.resolve(),
  link: (path) => path
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
    tools: { store, newId, workers: inline, mailer: noMailer },
    context: (at) => ({
      trx,
      at,
      appendEvent: async (id, actor, domainEvent) => {
        const actorRole = actor ? (grantsIn(actor, id as StudyId)[0]?.role ?? 'administrator') : null;
        await appendEvent(trx, { studyId: id, actorId: actor?.userId ?? null, actorRole, at }, domainEvent);
      },
      signalAfterCommit: () => undefined
    }),
    actor: async (by, city = '') => {
      const named = rapporteurs.get(city);
      const userId = (by === 'lead' ? named?.lead : by === 'reviewer' ? named?.reviewer : null) ?? idOf(by);
      const user = await findUser(trx, userId);
      if (!user) throw new Error(`Nobody is ${by}`);
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
