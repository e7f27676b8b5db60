import type { studyEvents } from '#lib/events/study.ts';
import { studyTexts } from '#rules/study/study.ts';
import { m } from '#lib/paraglide/messages.js';
import { thingLabel } from '../framework-labels.ts';
import { resultLabel, studyTextLabel } from '../study-labels.ts';
import type { KnownEvent, SentencesOf } from './shown-event.ts';
import { ofCity, named, who, actSentence } from './names.ts';

const changedTexts = ({ payload: { texts } }: KnownEvent<'study.changed'>): string =>
  texts
    .split(' ')
    .flatMap((id) => studyTexts.find((text) => text === id) ?? [])
    .map(studyTextLabel)
    .join(m.study_join());

function cityChanged(event: KnownEvent<'city.changed'>): string {
  const facts = ofCity(event);
  const { withdrawal, profile } = event.payload;
  if (withdrawal === 'taken-back') return m.study_event_city_withdrawal_undone(facts);
  if (withdrawal === 'recorded')
    return event.names.substitute
      ? m.study_event_city_substituted({ ...facts, substitute: named(event, 'substitute') })
      : m.study_event_city_withdrawn(facts);
  if (profile === 'asked') return m.profile_event_asked(facts);
  return profile === 'not-asked' ? m.profile_event_not_asked(facts) : m.study_event_city_changed(facts);
}

export const studySentences: SentencesOf<keyof typeof studyEvents> = {
  'study.created': (event) => m.study_event_study_created({ who: who(event) }),
  'study.changed': (event) => m.study_event_study_changed({ who: who(event), texts: changedTexts(event) }),
  'study.imported': (event) => m.study_event_study_imported({ who: who(event) }),
  'phase.added': (event) => m.setup_event_phase_added({ who: who(event), phase: named(event, 'phase') }),
  'phase.removed': (event) => m.setup_event_phase_removed({ who: who(event), phase: named(event, 'thing') }),
  'phase.changed': (event) =>
    (event.payload.act === 'moved' ? m.setup_event_phase_moved : m.study_event_phase_changed)({
      who: who(event),
      phase: named(event, 'phase')
    }),
  'deliverable.added': (event) =>
    m.study_event_deliverable_added({ who: who(event), deliverable: named(event, 'deliverable') }),
  'deliverable.changed': (event) =>
    m.study_event_deliverable_changed({ who: who(event), deliverable: named(event, 'deliverable') }),
  'city.added': (event) => m.study_event_city_added({ who: who(event), city: named(event, 'city') }),
  'framework.published': (event) =>
    m.study_event_framework_published({ who: who(event), version: event.payload.version }),
  'framework.draft-begun': (event) =>
    event.payload.isFile
      ? m.framework_event_draft_file({ who: who(event), version: event.payload.version })
      : m.framework_event_draft_begun({ who: who(event), version: event.payload.version }),
  'framework.draft-changed': (event) =>
    m.framework_event_draft_changed({
      who: who(event),
      thing: thingLabel(event.payload.part, event.payload.id)
    }),
  'framework.draft-dropped': (event) => m.framework_event_draft_dropped({ who: who(event) }),
  'assessment.reframed': (event) =>
    m.framework_event_reframed({ who: who(event), city: named(event, 'city'), version: event.payload.to }),
  'city.changed': cityChanged,
  'criterion.checked': (event) =>
    m.study_event_criterion_checked({
      ...ofCity(event),
      criterion: event.payload.criterionId,
      result: resultLabel(event.payload.result ?? 'unknown')
    }),
  'criterion.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_criterion_added,
      reworded: m.setup_event_criterion_reworded,
      moved: m.setup_event_criterion_moved,
      removed: m.setup_event_criterion_removed
    }),
  'term.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_term_added,
      changed: m.setup_event_term_changed,
      removed: m.setup_event_term_removed
    }),
  'term.proposed': (event) =>
    actSentence(event, {
      add: m.terms_event_proposed,
      remove: m.terms_event_removal_proposed,
      change: m.terms_event_change_proposed
    }),
  'term.voted': (event) =>
    actSentence(event, {
      agree: m.terms_event_agree,
      object: m.terms_event_object,
      withdrawn: m.terms_event_withdrawn,
      agreed: m.terms_event_agreed
    }),
  'glossary.imported': (event) =>
    m.terms_event_imported({
      who: who(event),
      added: event.payload.added,
      changed: event.payload.changed
    }),
  'chapter.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_chapter_added,
      renamed: m.setup_event_chapter_renamed,
      moved: m.setup_event_chapter_moved,
      removed: m.setup_event_chapter_removed
    }),
  'head.sent': () => m.event_head_sent(),
  'judging.changed': (event) => m.event_judging_changed({ who: who(event) }),
  'lengths.changed': (event) => m.event_lengths_changed({ who: who(event) }),
  'quotas.changed': (event) => m.event_quotas_changed({ who: who(event) }),
  'headings.changed': (event) => m.event_headings_changed({ who: who(event) }),
  'rubric.published': (event) => m.event_rubric_published({ who: who(event) })
};
