/** What is asked of somebody, as a sentence and the page where it is done. */
import { textFor, type Bilingual } from '#domain/locale.ts';
import type { Task } from '#domain/tasks.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';
import { studyTextWord } from './study-words.ts';

const text = (name: Bilingual): string => textFor(name, locale()).text;

export function taskSentence(task: Task): string {
  switch (task.kind) {
    case 'answer-framework':
      return m.study_task_answer({ city: text(task.city.shortName) });
    case 'read-findings':
      return m.study_task_read({ city: text(task.city.shortName) });
    case 'write-findings': {
      const city = text(task.city.shortName);
      if (task.duty === 'lead') return m.study_task_write_lead({ city });
      return task.duty === 'reviewer' ? m.study_task_write_reviewer({ city }) : m.study_task_write({ city });
    }
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
      const name = { text: studyTextWord(task.text) };
      if (task.missing.length === 2) return m.study_task_fill_both(name);
      return task.missing[0] === 'en' ? m.study_task_fill_en(name) : m.study_task_fill_zh(name);
    }
  }
}

/** The path within the study. */
export function taskPath(task: Task): string {
  switch (task.kind) {
    case 'answer-framework':
    case 'read-findings':
    case 'write-findings':
      return `/assessments/${task.city.id}`;
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
