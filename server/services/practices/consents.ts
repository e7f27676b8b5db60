/**
 * Manages the consents of cities: who writes a card asks for it in a language, and the senior representative of
 * the city agrees, declines or withdraws.
 */
import { type Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { languagesForCity, publicationOf, type ConsentState, type PracticeRecord } from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { sideIds } from '#domain/study.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { findPractice, savePracticeConsent } from '../../store/practices.ts';
import { loadReaderAccess } from '../reader-access.ts';
import type { ChangeStatement } from '../statements/statement-commands.ts';
import { authorizeStudyCommand } from '../study-access.ts';
import { withPublication } from '../supports/owners.ts';
import { mayBeAsked } from './practice-views.ts';

export interface Consents {
  askConsent(actor: Actor, studySlug: string, id: string, language: Locale): Promise<Result<null>>;
  /** Answers for the city, about the text that was shown. A withdrawal needs no more than the card. */
  answerConsent(
    actor: Actor,
    studySlug: string,
    id: string,
    answer: {
      readonly language: Locale;
      readonly state: Exclude<ConsentState, 'asked'>;
      readonly print: string;
    }
  ): Promise<Result<null>>;
}

export function openConsents(tools: CommandDeps, changeCard: ChangeStatement<PracticeRecord>): Consents {
  return {
    askConsent: (actor, studySlug, id, language) =>
      changeCard(
        actor,
        studySlug,
        'study.themes-edit',
        id,
        async ({ trx, at, study, acting, appendEvent }, card) => {
          const publication = publicationOf(card, language, sideIds(study));
          if (!mayBeAsked(card, language, study) || publication === 'asked') return refuse('wrong-state');
          await savePracticeConsent(trx, {
            practiceId: id,
            studyId: study.id,
            language,
            state: 'asked',
            askedBy: actor.userId,
            askedAt: at,
            answeredBy: null,
            answeredAt: null,
            print: card.languagePrints[language]
          });
          await appendEvent(study.id, acting, {
            kind: 'practice.consent-asked',
            needs: 'practices.asked',
            cityId: card.cityId,
            payload: { practiceId: id, language }
          });
          return ok(null);
        }
      ),

    answerConsent: (actor, studySlug, id, { language, state, print }) =>
      runCommand(tools, async (context) => {
        const { trx, at, appendEvent } = context;
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.see');
        if (!authorized.ok) return authorized;
        const { study, acting, grants } = authorized.value;
        const card = await findPractice(trx, study.id, id);
        const access = await loadReaderAccess(trx, acting, study.id, grants);
        const consent = card?.consents.find((one) => one.language === language);
        const abilities = access.ofCity(card?.cityId ?? '');
        const seesDrafts = authorized.value.abilities.has('study.themes');
        if (!card || !consent || !abilities.has('practices.asked')) return refuse('not-found');
        if (!seesDrafts && !languagesForCity(card).includes(language) && state !== 'withdrawn')
          return refuse('not-found');
        if (!abilities.has('practices.consent')) return refuse(seesDrafts ? 'forbidden' : 'senior-required');
        const isOpen = consent.state === 'asked';
        if (state === 'withdrawn' ? consent.state !== 'given' : !isOpen && consent.state === state)
          return refuse('wrong-state');
        // A consent is given for what was read; a withdrawal is valid whatever the card says by now.
        if (state === 'given' && print !== card.languagePrints[language]) return refuse('content-changed');
        const own = { ...acting, grants: acting.grants.filter((grant) => grant.cityId === card.cityId) };
        await withPublication(context, own, study, { kind: 'practice', id }, () =>
          savePracticeConsent(trx, {
            practiceId: id,
            studyId: study.id,
            language,
            state,
            askedBy: consent.askedBy,
            askedAt: consent.askedAt,
            answeredBy: actor.userId,
            answeredAt: at,
            print: card.languagePrints[language]
          })
        );
        await appendEvent(study.id, own, {
          kind: 'practice.consent-answered',
          needs: 'practices.asked',
          cityId: card.cityId,
          payload: { practiceId: id, language, state }
        });
        return ok(null);
      })
  };
}
