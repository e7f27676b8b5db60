/**
 * Writes the daily digest: the tasks of its reader, who mentions them, and what has changed, study by study.
 */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Task } from '#rules/inbox/task.ts';
import { zonedText } from '#lib/i18n/deadline.ts';
import { eventSentence } from '#lib/i18n/event-sentence.ts';
import type { ShownEvent } from '#lib/i18n/event-sentences/shown-event.ts';
import { taskDeadline, taskPath, taskSentence } from '#lib/i18n/task-sentence.ts';
import { m } from '#lib/paraglide/messages.js';
import { inLanguage } from './in-language.ts';

export interface DigestPart {
  readonly study: { readonly slug: string; readonly name: Bilingual };
  readonly tasks: readonly Task[];
  readonly mentions: readonly { readonly author: Bilingual }[];
  readonly changes: readonly ShownEvent[];
  readonly hasMore: boolean;
}

const shown = 30;

export const digestText = (
  parts: readonly DigestPart[],
  locale: Locale,
  link: (path: string) => string
): { readonly subject: string; readonly body: string } =>
  inLanguage(locale, () => ({
    subject: m.mail_digest_subject({
      studies: parts.map(({ study }) => textFor(study.name, locale).text).join(' · ')
    }),
    body: parts
      .map((part) => partText(part, locale, (path) => link(`/studies/${part.study.slug}${path}`)))
      .join('\n\n\n')
  }));

function partText(
  { study, tasks, mentions, changes, hasMore }: DigestPart,
  locale: Locale,
  link: (path: string) => string
): string {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [[title, ...lines].join('\n')];
  const rest = (count: number): string[] => (count > shown ? [`… ${m.mail_digest_more()}`] : []);
  const until = (task: Task): string => {
    const deadline = taskDeadline(task);
    return deadline
      ? ` (${m.mail_until({ time: zonedText(deadline.at, deadline.zone ?? 'UTC', locale) })})`
      : '';
  };
  return [
    textFor(study.name, locale).text,
    ...list(m.study_home_tasks(), [
      ...tasks
        .slice(0, shown)
        .map((task) => `- ${taskSentence(task)}${until(task)}\n  ${link(taskPath(task))}`),
      ...rest(tasks.length)
    ]),
    ...list(
      m.inbox_mentions(),
      mentions
        .slice(0, shown)
        .map(({ author }) => `- ${m.inbox_mention({ who: textFor(author, locale).text })}`)
    ),
    ...list(m.inbox_changes(), [
      ...changes.slice(0, shown).map((event) => `- ${eventSentence(event)}`),
      ...rest(hasMore ? shown + 1 : changes.length)
    ]),
    link('/inbox')
  ].join('\n\n');
}
