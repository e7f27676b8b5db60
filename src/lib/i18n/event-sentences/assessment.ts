import type { assessmentEvents } from '#lib/events/assessment.ts';
import { m } from '#lib/paraglide/messages.js';
import type { SentencesOf } from './shown-event.ts';
import { who, named, ofPanel, ofCity, aboutPerson } from './names.ts';

export const assessmentSentences: SentencesOf<keyof typeof assessmentEvents> = {
  'assessors.named': (event) => m.event_assessors_named({ who: who(event), city: named(event, 'city') }),
  'assessor.recused': (event) =>
    m.event_assessor_recused({ person: named(event, 'person'), city: named(event, 'city') }),
  'tie.changed': (event) =>
    m.event_tie_changed({ who: who(event), person: named(event, 'person'), city: named(event, 'city') }),
  'score.sealed': (event) =>
    m.event_score_sealed({ ...ofPanel(event), sealed: event.payload.sealed, of: event.payload.of }),
  'panel.revealed': (event) => m.event_panel_revealed(ofPanel(event)),
  'panel.opened': (event) => m.event_panel_opened({ ...ofPanel(event), round: event.payload.round }),
  'panel.recorded': (event) => m.event_panel_recorded(ofPanel(event)),
  'dissent.signed': (event) => m.event_dissent_signed(ofPanel(event)),
  'dissent.unsigned': (event) => m.event_dissent_unsigned(ofPanel(event)),
  'settlement.proposed': (event) => m.event_settlement_proposed(ofPanel(event)),
  'settlement.withdrawn': (event) => m.event_settlement_withdrawn(ofPanel(event)),
  'panel.settled': (event) => m.event_panel_settled(ofPanel(event)),
  'panel.closed': (event) => m.event_panel_closed(ofPanel(event)),
  'levels.released': (event) => m.event_levels_released({ who: who(event), city: named(event, 'city') }),
  'evidence.added': (event) => m.event_evidence_added(ofCity(event)),
  'evidence.revised': (event) => m.event_evidence_revised(ofCity(event)),
  'evidence.changed': (event) => {
    const { isConfidential } = event.payload;
    if (isConfidential === undefined) return m.event_evidence_changed(ofCity(event));
    return isConfidential ? m.event_evidence_held(ofCity(event)) : m.event_evidence_opened(ofCity(event));
  },
  'evidence.cited': (event) =>
    event.payload.cites ? m.event_evidence_cited(ofCity(event)) : m.event_evidence_uncited(ofCity(event)),
  'evidence.attested': (event) =>
    event.payload.opens ? m.event_evidence_opens(ofCity(event)) : m.event_evidence_fails(ofCity(event)),
  'evidence.withdrawn': (event) => m.event_evidence_withdrawn(ofCity(event)),
  'evidence.removed': (event) => m.event_evidence_removed(ofCity(event)),
  'department.changed': (event) => m.event_department_changed(ofCity(event)),
  'assignment.changed': (event) => m.event_assignment_changed(ofCity(event)),
  'clarification.asked': (event) => m.event_clarification_asked(ofPanel(event)),
  'clarification.returned': (event) => m.event_clarification_returned(ofPanel(event)),
  'clarification.withdrawn': (event) => m.event_clarification_withdrawn(ofPanel(event)),
  'clarification.reviewed': (event) => m.event_clarification_reviewed(ofPanel(event)),
  'answers.imported': (event) => m.event_answers_imported({ ...ofCity(event), file: event.payload.fileName }),
  'answer.held-back': (event) => m.event_answer_held_back(ofCity(event)),
  'answer.taken-back': (event) => m.event_answer_taken_back(ofCity(event)),
  'confidential-reader.named': (event) => m.event_confidential_reader_named(aboutPerson(event)),
  'confidential-reader.removed': (event) => m.event_confidential_reader_removed(aboutPerson(event)),
  'answers.import-undone': (event) =>
    m.event_answers_import_undone({ ...ofCity(event), file: event.payload.fileName })
};
