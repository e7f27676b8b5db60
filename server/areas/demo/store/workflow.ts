/**
 * Reads how far each city of the demo has come, and the comments and decisions until then: acts, each with
 * its time and its user.
 */
import { z } from 'zod';
import { dayIn, momentOf } from '#base/calendar.ts';
import { answers, commentKinds, dispositions, stances } from '#rules/consultation/consultation.ts';
import { locales } from '#base/locale.ts';
import { assessmentSteps, chapterSteps } from '#rules/workflow/workflow.ts';
import { readJson } from '#server/seeds/read.ts';
import { bilingual } from '#server/seeds/city-shapes.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;
/**
 * Divides the acts: those with a date of their own are before this time, and those with times relative to
 * loading come after, whatever the clock says.
 */
const datedBefore = Date.parse('2014-03-17T00:00:00.000Z');
const endOfWork = 'T18:00';

/**
 * Parses a panel in short, such as `1011.110/11111110 1 released`: its rounds, each with a mark for the
 * experts of the first side and then of the second (a level by its index from 0, `n` not assessed, `.` none
 * yet); the level that it agreed on, or `split`; and its state.
 */
const judged = z
  .string()
  .regex(/^[\dn.]{8}(\/[\dn.]{8})*( (\d|n|split) (consensus|closed|released)| (open|revealed))$/)
  .transform((text) => {
    const [rounds = '', ...rest] = text.split(' ');
    return {
      rounds: rounds.split('/'),
      result: rest.length === 2 ? (rest[0] ?? null) : null,
      state: rest.at(-1) as 'open' | 'revealed' | 'consensus' | 'closed' | 'released'
    };
  });

/** Times near the present are given in days from when the demo is loaded, so that current work is current. */
function actFor(now: number) {
  const inDays = (days: number): string => new Date(now + days * dayMilliseconds).toISOString();
  const at = z.union([
    z.iso.datetime(),
    z.strictObject({ daysAgo: z.number() }).transform(({ daysAgo }) => inDays(-daysAgo))
  ]);
  const dayOf = (days: number, zone: string): string =>
    momentOf(dayIn(zone, inDays(days)) + endOfWork, zone) ?? inDays(days);
  const deadline = z.union([
    z.strictObject({ at: z.iso.datetime(), zone: z.string() }),
    z
      .strictObject({ inDays: z.number(), zone: z.string() })
      .transform(({ inDays: days, zone }) => ({ at: dayOf(days, zone), zone }))
  ]);
  /** An account by the part before the @, or the city's `lead` or `reviewer`. */
  const by = z.string();
  const ofCity = { at, city: z.string(), by };
  return z.discriminatedUnion('act', [
    z.strictObject({
      ...ofCity,
      act: z.literal('step'),
      by: by.nullable(),
      step: z.enum(assessmentSteps),
      reason: bilingual.default({ en: '', zh: '' }),
      deadline: deadline.nullable().default(null)
    }),
    z.strictObject({
      act: z.literal('chapter-step'),
      at,
      chapter: z.string(),
      by,
      step: z.enum(chapterSteps)
    }),
    z.strictObject({ ...ofCity, act: z.literal('deadline'), deadline }),
    z.strictObject({
      ...ofCity,
      act: z.literal('confirm'),
      sections: z.union([z.literal('all'), z.array(z.string())])
    }),
    // The text at first, and the text since. The texts in `findings/` are the present ones.
    z.strictObject({
      ...ofCity,
      act: z.literal('edit'),
      section: z.string(),
      was: bilingual,
      now: bilingual
    }),
    z.strictObject({
      ...ofCity,
      act: z.literal('thread'),
      id: z.string(),
      on: z.enum(['response', 'findings']),
      section: z.string(),
      language: z.enum(locales).nullable(),
      quote: z.string(),
      audience: z.enum(['experts', 'shared']),
      body: z.string()
    }),
    z.strictObject({ ...ofCity, act: z.literal('reply'), thread: z.string(), body: z.string() }),
    z.strictObject({ ...ofCity, act: z.literal('resolve'), thread: z.string() }),
    z.strictObject({
      ...ofCity,
      act: z.literal('draft'),
      id: z.string(),
      section: z.string(),
      language: z.enum(locales),
      quote: z.string(),
      stance: z.enum(stances),
      kind: z.enum(commentKinds).nullable(),
      body: z.string(),
      proposal: z.string()
    }),
    z.strictObject({ ...ofCity, act: z.literal('submit') }),
    z.strictObject({
      ...ofCity,
      act: z.literal('decide'),
      comment: z.string(),
      disposition: z.enum(dispositions),
      reason: bilingual,
      /** Says whether the comment changed the block that it is on. */
      change: z.boolean()
    }),
    z.strictObject({
      ...ofCity,
      act: z.literal('answer'),
      comment: z.string(),
      answer: z.enum(answers),
      text: z.string()
    }),
    z.strictObject({ ...ofCity, act: z.literal('sign') }),
    // The city's panels: for each characteristic its rounds with a mark for every assessor, the result, and
    // the panel's state.
    z.strictObject({ ...ofCity, act: z.literal('judge'), panels: z.record(z.string(), judged) })
  ]);
}

export type WorkflowAct = z.output<ReturnType<typeof actFor>>;
export type ActOf<Name extends WorkflowAct['act']> = Extract<WorkflowAct, { readonly act: Name }>;

/** In the order of time. */
export const workflowActs = (loadedAt: Date): WorkflowAct[] =>
  z
    .array(actFor(Math.max(loadedAt.getTime(), datedBefore)))
    .parse(readJson('workflow.json'))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** Returns what was changed in a city's findings since they were first written. */
export const editsOf = (city: string, acts: readonly WorkflowAct[]): ActOf<'edit'>[] =>
  acts.flatMap((act) => (act.act === 'edit' && act.city === city ? [act] : []));
