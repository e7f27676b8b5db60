/** Erases the personal data of a person, and reports what is left to do. */
import type { Result } from '#base/refusal.ts';
import type { App } from '#server/app.ts';
import type { Erased } from '#areas/operations';
import { accepted } from './usage-error.ts';
import type { CliStreams } from './cli-streams.ts';

type OutputStreams = Pick<CliStreams, 'print' | 'complain'>;

export const userErase = async (app: App, emailOrId: string, streams: OutputStreams): Promise<number> =>
  report(await app.erasure.person('operator', emailOrId), streams);

export const externalReviewErase = async (
  app: App,
  studySlug: string,
  name: string,
  streams: OutputStreams
): Promise<number> => report(await app.erasure.externalReviewer('operator', studySlug, name), streams);

/** The address is not repeated: what the tool prints may be stored in a log. */
function report(outcome: Result<Erased>, { print, complain }: OutputStreams): number {
  const study = outcome.ok ? '' : String(outcome.refusal.facts?.['slug'] ?? '');
  const { ids, invitations, mails, isOverwritten } = accepted(outcome, {
    'not-found': 'There is no such person here',
    'last-secretariat': `The person is the only one in the secretariat of ${study}; nothing was erased. Give somebody else that role first`,
    'chair-in-office': `The person chairs a side of ${study}; nothing was erased. Withdraw that role first`,
    'last-administrator':
      'The person is the last administrator; nothing was erased. Make somebody else an administrator first'
  });
  print(
    ids.length > 0
      ? `Erased: ${ids.join(', ')}. Keep the ids: after the restore of an older backup run user erase with each of them again`
      : `Erased: ${invitations} invitations and ${mails} e-mails; there is no account`
  );
  if (!isOverwritten)
    complain(
      'The files of the database still hold old pages, because a backup or another long read goes on; run user erase with an id again afterwards'
    );
  return 0;
}
