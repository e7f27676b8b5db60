/** Builds the sentence for what is missing for a step. */
import type { Bilingual } from '#domain/locale.ts';
import { textFor } from '#domain/locale.ts';
import type { Missing } from '#domain/workflow.ts';
import { m } from '#lib/paraglide/messages.js';
import { zonedText } from './deadline.ts';
import { locale } from './locale.ts';

export interface MissingNames {
  /** Maps the id of a characteristic to its name. */
  readonly sections: Readonly<Record<string, Bilingual>>;
  /** Maps the id of a question to its printed code. */
  readonly codes?: Readonly<Record<string, string>>;
  readonly sides: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Names the time zone in which deadlines are shown. */
  readonly zone: string;
}

export function missingSentence(missing: Missing, { sections, codes, sides, zone }: MissingNames): string {
  const nameOf = (id: string | null): string => {
    const name = id === null ? undefined : sections[id];
    return name ? textFor(name, locale()).text : m.workflow_whole_text();
  };
  const codeOf = (question: string): string => codes?.[question] ?? question;
  switch (missing.kind) {
    case 'no-text':
      return m.workflow_missing_no_text({ section: nameOf(missing.section) });
    case 'no-translation':
      return missing.language === 'en'
        ? m.workflow_missing_no_english({ section: nameOf(missing.section) })
        : m.workflow_missing_no_chinese({ section: nameOf(missing.section) });
    case 'stale-translation':
      return m.workflow_missing_stale({ section: nameOf(missing.section), count: missing.blocks });
    case 'unanswered':
      return m.answers_missing_unanswered({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'unproven':
      return m.answers_missing_unproven({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'exposed':
      return m.answers_missing_exposed({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'incomplete-record':
      return m.answers_missing_field({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'unreadable':
      return m.answers_missing_unreadable({
        section: nameOf(missing.section),
        question: codeOf(missing.question)
      });
    case 'too-many-records':
      return m.answers_missing_too_many({
        section: nameOf(missing.section),
        question: codeOf(missing.question),
        count: missing.most
      });
    case 'open-thread':
      return m.workflow_missing_thread({ section: nameOf(missing.section) });
    case 'undecided-comment':
      return m.workflow_missing_comment({ section: nameOf(missing.section) });
    case 'open-clarification':
      return m.clarification_missing({ section: nameOf(missing.section) });
    case 'open-panel':
      return m.workflow_missing_panel({ section: nameOf(missing.section) });
    case 'unreleased-level':
      return m.panel_missing_release({ section: nameOf(missing.section) });
    case 'consultation-runs':
      return m.workflow_missing_consultation({ deadline: zonedText(missing.deadline, zone, locale()) });
    case 'no-signature': {
      const side = sides.find(({ id }) => id === missing.sideId);
      return m.workflow_missing_signature({
        side: side ? textFor(side.name, locale()).text : missing.sideId
      });
    }
  }
}
