/** Builds the sentence for a task of a user, and the path of the page where it is done. */
import { textFor, type Bilingual } from '#base/locale.ts';
import type { Task, TaskDeadline, TaskLocation } from '#rules/inbox/task.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';
import { reportNames } from './report-labels.ts';
import { anyStateLabel, studyTextLabel } from './study-labels.ts';

const text = (name: Bilingual): string => textFor(name, locale()).text;

function locationLabel(location: TaskLocation): string {
  switch (location.kind) {
    case 'city':
      return text(location.city.shortName);
    case 'chapter':
      return m.task_place_chapter({ title: text(location.title) });
    case 'framework':
      return m.task_place_framework();
    case 'pilots':
      return m.task_place_pilots();
    case 'recommendations':
      return m.event_place_recommendations();
  }
}

/** Null where the task has none. */
export const taskDeadline = (task: Task): TaskDeadline | null => ('deadline' in task ? task.deadline : null);

export function taskSentence(task: Task): string {
  switch (task.kind) {
    case 'answer-framework':
      return m.study_task_answer({ city: text(task.city.shortName) });
    case 'read-findings':
      return m.study_task_read({ city: text(task.city.shortName) });
    case 'write-findings': {
      const city = text(task.city.shortName);
      if (task.assignment === 'lead') return m.study_task_write_lead({ city });
      return task.assignment === 'reviewer'
        ? m.study_task_write_reviewer({ city })
        : m.study_task_write({ city });
    }
    case 'answer-clarifications':
      return m.task_answer_clarifications({ city: text(task.city.shortName), count: task.count });
    case 'review-answers':
      return m.task_review_answers({ city: text(task.city.shortName), count: task.count });
    case 'see-departments':
      return m.task_see_departments({ city: text(task.city.shortName), count: task.count });
    case 'answer-questions':
      return m.task_answer_questions({ city: text(task.city.shortName), count: task.count });
    case 'submit-comments':
      return m.task_submit_comments({ city: text(task.city.shortName), count: task.drafts });
    case 'answer-dispositions':
      return m.task_answer_dispositions({ city: text(task.city.shortName), count: task.count });
    case 'read-levels':
      return m.panel_task_read({ city: text(task.city.shortName), count: task.count });
    case 'answer-consent':
      return m.practices_task_consent({ city: text(task.city.shortName), count: task.count });
    case 'code-pass':
      return task.inCity
        ? m.coding_task_pass({ city: text(task.inCity.shortName) })
        : m.coding_task_pass_all();
    case 'score-city':
      return m.panel_task_score({ city: text(task.city.shortName), count: task.count });
    case 'lead-panels':
      return m.panel_task_lead({ city: text(task.city.shortName), count: task.count });
    case 'release-levels':
      return m.panel_task_release({ city: text(task.city.shortName), count: task.count });
    case 'sign':
      return m.task_sign({ location: locationLabel(task.location) });
    case 'sign-edition':
      return m.task_sign_edition({ report: reportNames[task.paper](), number: task.number });
    case 'confirm-errata':
      return m.task_confirm_errata({ report: reportNames[task.paper](), count: task.count });
    case 'consent-reopening':
      return m.task_consent_reopening({ location: locationLabel(task.location) });
    case 'answer-mention':
      return m.task_answer_mention({ location: locationLabel(task.location) });
    case 'review-findings':
      return m.task_review({ city: text(task.city.shortName) });
    case 'decide-comments':
      return m.task_decide_comments({ city: text(task.city.shortName), count: task.count });
    case 'decide-late':
      return m.task_decide_late({ location: locationLabel(task.location), count: task.count });
    case 'renew-translation':
      return m.task_renew_translation({ location: locationLabel(task.location), count: task.blocks });
    case 'move-on':
      return m.task_move_on({ location: locationLabel(task.location), state: anyStateLabel(task.state) });
    case 'write-chapter':
      return m.study_task_chapter({ title: text(task.title) });
    case 'deliver':
      return m.study_task_deliver({ title: text(task.deliverable.title) });
    case 'find-pilots': {
      const { side, surplus } = task;
      const facts = { side: text(side.name), count: Math.abs(surplus), target: side.pilotTarget };
      return surplus < 0 ? m.study_task_pilots_missing(facts) : m.study_task_pilots_surplus(facts);
    }
    case 'write-reason':
      return m.study_task_reason({ city: text(task.city.shortName) });
    case 'fill-text': {
      const name = { text: studyTextLabel(task.text) };
      if (task.missing.length === 2) return m.study_task_fill_both(name);
      return task.missing[0] === 'en' ? m.study_task_fill_en(name) : m.study_task_fill_zh(name);
    }
  }
}

/**
 * Returns the path of a location's text, or of one of its other pages; the single section of a chapter has no
 * page of its own.
 */
function locationPath(
  location: TaskLocation,
  page: 'approval' | 'late' | 'progress' | { readonly section: string | null }
): string {
  const suffix = typeof page === 'string' ? `/${page}` : '';
  switch (location.kind) {
    case 'city':
      return `/assessments/${location.city.id}${typeof page === 'string' || page.section === null ? suffix : `/${page.section}`}`;
    case 'chapter':
      return `/chapters/${location.slug}${suffix}`;
    case 'framework':
    case 'pilots':
    case 'recommendations':
      return '/approvals';
  }
}

/** Returns the path within the study. */
export function taskPath(task: Task): string {
  switch (task.kind) {
    case 'answer-framework':
    case 'answer-questions':
    case 'write-findings':
      return `/assessments/${task.city.id}`;
    case 'review-findings':
      // The reviewer of the other side has an act of its own; everyone else works in the text.
      return `/assessments/${task.city.id}${task.assignment === 'reviewer' ? '/progress#review' : ''}`;
    case 'answer-clarifications':
    case 'review-answers':
      return `/assessments/${task.city.id}/clarifications`;
    case 'see-departments':
      return `/assessments/${task.city.id}/departments`;
    case 'read-findings':
    case 'submit-comments':
    case 'answer-dispositions':
    case 'decide-comments':
      return `/assessments/${task.city.id}/consultation`;
    case 'read-levels':
      return `/assessments/${task.city.id}/levels`;
    case 'answer-consent':
      return '/practices';
    case 'code-pass':
      return `/coding/passes/${task.taskId}`;
    case 'score-city':
    case 'lead-panels':
    case 'release-levels':
      return `/assessments/${task.city.id}/panel`;
    case 'sign':
      return locationPath(task.location, 'approval');
    case 'sign-edition':
    case 'confirm-errata':
      return `/reports/${task.paper}`;
    case 'decide-late':
      return locationPath(task.location, 'late');
    case 'consent-reopening':
    case 'move-on':
      return locationPath(task.location, 'progress');
    case 'answer-mention':
      // The thread's own address, which redirects to the text that the thread is on.
      return `/threads/${task.threadId}`;
    case 'renew-translation':
      return locationPath(task.location, { section: task.section });
    case 'write-chapter':
      return `/chapters/${task.slug}`;
    case 'deliver':
      return '/plan#deliverables';
    case 'find-pilots':
      return '/cities';
    case 'write-reason':
      return `/cities/${task.city.id}`;
    case 'fill-text':
      return '/settings';
  }
}
