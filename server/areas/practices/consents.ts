/**
 * Manages the consents of cities: who writes a card asks for it in a language, and the senior representative of
 * the city agrees, declines or withdraws.
 */
import type { Locale } from '#base/locale.ts';
import { languagesForCity, publicationOf, type ConsentState } from '#rules/practices/practice.ts';
import { sideIds } from '#rules/study/study.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { findPractice, savePracticeConsent } from './store/practices.ts';
import { studySubject } from '#areas/study';
import { withPublication } from './supports/owners.ts';
import { askedPracticeSubject } from './practice-subject.ts';
import { mayBeAsked } from './practice-views.ts';

const command = commandsOf<CommandDeps>();

export const askConsent = command(
  { name: 'practice.ask-consent', subject: studySubject, needs: 'study.themes-edit', locks: ['study'] },
  async (decision, id: string, language: Locale) => {
    const { trx, at, actor, acting, append, subject } = decision;
    const { study } = subject;
    const card = await findPractice(trx, study.id, id);
    if (!card) throw refused('not-found');
    if (!mayBeAsked(card, language, study) || publicationOf(card, language, sideIds(study)) === 'asked')
      throw refused('wrong-state');
    await withPublication(decision, acting, study, { kind: 'practice', id }, async () => {
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
      append({
        kind: 'practice.consent-asked',
        needs: 'practices.asked',
        cityId: card.cityId,
        payload: { practiceId: id, language }
      });
    });
    return null;
  }
);

export interface ConsentAnswer {
  readonly language: Locale;
  readonly state: Exclude<ConsentState, 'asked'>;
  readonly print: string;
}

/** Answers for the city, about the text that was shown. A withdrawal needs no more than the card. */
export const answerConsent = command(
  {
    name: 'practice.answer-consent',
    subject: askedPracticeSubject,
    needs: 'practices.asked',
    locks: ['study']
  },
  async (decision, { language, state, print }: ConsentAnswer) => {
    const { trx, at, actor, abilities, appendEvent, subject } = decision;
    const { study, card } = subject;
    const consent = card.consents.find((one) => one.language === language);
    if (!consent) throw refused('not-found');
    const seesDrafts = abilities.has('study.themes');
    if (!seesDrafts && !languagesForCity(card).includes(language) && state !== 'withdrawn')
      throw refused('not-found');
    const acting = decision.authorize('practices.consent');
    const isOpen = consent.state === 'asked';
    if (state === 'withdrawn' ? consent.state !== 'given' : !isOpen && consent.state === state)
      throw refused('wrong-state');
    // A consent is given for what was read; a withdrawal is valid whatever the card says by now.
    if (state === 'given' && print !== card.languagePrints[language]) throw refused('content-changed');
    await withPublication(decision, acting, study, { kind: 'practice', id: card.id }, () =>
      savePracticeConsent(trx, {
        practiceId: card.id,
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
    await appendEvent(study.id, acting, {
      kind: 'practice.consent-answered',
      needs: 'practices.asked',
      cityId: card.cityId,
      payload: { practiceId: card.id, language, state }
    });
    return null;
  }
);
