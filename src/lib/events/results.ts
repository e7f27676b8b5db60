/** Lists the kinds of events about what a study comes to: research, practices, themes, codes, meetings and reports. */
import { codingActs } from '#rules/coding/coding-acts.ts';
import { locales } from '#base/locale.ts';
import { meetingKinds } from '#rules/meetings/meeting.ts';
import { addressees, nextStepStates } from '#rules/meetings/next-step.ts';
import { buildFaults, buildStates } from '#rules/report/report-build.ts';
import { reportKinds } from '#rules/report/report-content.ts';
import { supportKinds, supportRoles } from '#rules/bibliography/support.ts';
import { themeKinds } from '#rules/practices/theme.ts';
import { event, named, number, optional, text, textOrNull, truth, oneOf } from './event.ts';

const researched = event({ act: oneOf(['added', 'changed', 'removed']), id: text, ...named });
const meeting = event({ meetingId: text, kind: oneOf(meetingKinds) });
const practice = { practiceId: text };
const theme = { themeId: text, form: oneOf(themeKinds) };
/** Holds the languages that are published now, separated by spaces. */
const publication = { published: truth, languages: text };
/** Names the practice or the theme that cites something. */
const support = {
  owner: oneOf(['practice', 'theme']),
  practiceId: optional(text),
  themeId: optional(text),
  cites: oneOf(supportKinds)
};
const consent = { practiceId: text, language: oneOf(locales) };
const pass = event({ taskId: text });
const report = { report: oneOf(reportKinds) };
const edition = { ...report, number: text };
const build = { ...report, buildId: text, number: text };

export const resultEvents = {
  // Research: sources, context entries and figures, talks with solution providers, permissions of images.
  'source.changed': researched,
  'context.changed': researched,
  'talk.changed': researched,
  'image.changed': researched,
  // Minutes of the group, and next steps.
  'meeting.recorded': meeting,
  'meeting.changed': meeting,
  'next-step.added': event({
    nextStepId: text,
    state: oneOf(nextStepStates),
    addressee: oneOf(addressees),
    meetingId: textOrNull
  }),
  'next-step.changed': event({
    nextStepId: text,
    from: oneOf(nextStepStates),
    state: oneOf(nextStepStates),
    reportedAt: textOrNull
  }),
  // The roadmap. What a city ticks off is in no event.
  'roadmap.begun': event({ added: number }),
  'roadmap.step-changed': event({
    act: oneOf(['added', 'changed', 'moved', 'removed']),
    stepId: text,
    ...named
  }),
  'roadmap.released': event({ n: number }),
  // Good practices: the cards, their validation by each side, and the consent of the city.
  'practice.added': event(practice),
  'practice.changed': event(practice),
  'practice.removed': event(practice),
  'practice.validated': event({ ...practice, sideId: text, print: text }),
  'practice.validation-taken-back': event({ ...practice, sideId: text }),
  'practice.consent-asked': event(consent),
  'practice.consent-answered': event({ ...consent, state: oneOf(['given', 'refused', 'withdrawn']) }),
  'practice.published': event({ ...practice, ...publication }),
  'practice.focus-changed': event({}),
  // Trends and challenges, and what they and the practices rest on.
  'theme.added': event(theme),
  'theme.changed': event(theme),
  'theme.removed': event(theme),
  'theme.validated': event({ ...theme, sideId: text, print: text }),
  'theme.validation-taken-back': event({ ...theme, sideId: text }),
  'theme.published': event({ themeId: text, ...publication }),
  'support.added': event({ ...support, role: oneOf(supportRoles) }),
  'support.taken-anew': event(support),
  'support.removed': event(support),
  // The code book, and who codes what; single codings are kept in their own history.
  'codes.changed': event({ act: oneOf(codingActs) }),
  'codings.changed': event({ act: oneOf(codingActs) }),
  'coding.pass-given': pass,
  'coding.pass-closed': pass,
  'coding.pass-cancelled': pass,
  'coding.passes-compared': pass,
  // The report: its composition, its builds, and what was published.
  'report.begun': event(report),
  'report.changed': event(report),
  'report.requested': event(build),
  'report.moved': event({ ...build, state: oneOf(buildStates), done: number }),
  'report.built': event(build),
  'report.failed': event({ ...build, fault: oneOf(buildFaults) }),
  'report.cancelled': event(build),
  'report.signed': event({ ...build, sideId: text, hash: text, digest: text }),
  'report.published': event({ ...build, hash: text }),
  'report.corrected': event({ ...edition, erratum: number }),
  'erratum.proposed': event({ ...edition, erratumId: text }),
  'erratum.confirmed': event({ ...edition, erratumId: text, sideId: text }),
  'erratum.withdrawn': event({ ...edition, erratumId: text })
};
