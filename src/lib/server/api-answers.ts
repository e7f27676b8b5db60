/**
 * Converts read models to the responses of /api/v1: only the fields named here are sent. Shapes:
 * api-shapes.ts.
 */
import type { City, Side } from '#domain/city.ts';
import type { Meeting } from '#domain/meeting.ts';
import type { Study } from '#domain/study.ts';
import type { ApprovalRegister } from '#server/services/workflow/approval-register.ts';
import type { AssessmentSummary, AssessmentView } from '#server/services/assessments.ts';
import type { ChapterSummary } from '#server/services/chapters.ts';
import type { NextStepSummary } from '#server/services/minutes/next-steps.ts';
import type { ThemeSummary } from '#server/services/themes/themes.ts';
import type { PublishedPractice } from '#server/store/practices.ts';
import type { StepList } from '#server/services/roadmap/roadmap.ts';
import type { CommentView, ThreadView } from '#server/services/threads/thread-views.ts';
import type { StudyView } from '#server/services/studies.ts';
import type { SearchAnswer } from '#server/services/search/search.ts';
import type { VersionList } from '#server/services/workflow/versions.ts';
import type { StudyConsultations } from '#server/services/workflow/consultations.ts';
import type { LoggedEvent } from '#server/store/events.ts';

const sideJson = ({ id, code, name }: Side) => ({ id, code, name });

export const studySummaryJson = ({ slug, title, shortTitle, sides }: Study) => ({
  slug,
  title,
  shortTitle,
  sides: sides.map(sideJson)
});

export const studyJson = ({
  study,
  grants,
  abilities,
  chapters
}: StudyView & { readonly chapters: readonly ChapterSummary[] }) => ({
  ...studySummaryJson(study),
  programme: study.programme,
  purpose: study.purpose,
  scope: study.scope,
  roles: [...new Set(grants.map((grant) => grant.role))],
  abilities: [...abilities],
  chapters: chapters.map(({ slug, title, state, room, generation, access }) => ({
    slug,
    title,
    state,
    room,
    generation,
    access
  }))
});

const cityJson = ({ id, name, shortName, sideId, kind }: City) => ({
  id,
  name,
  shortName,
  side: sideId,
  kind
});

export const assessmentSummaryJson = ({
  city,
  state,
  stateSince,
  deadline,
  version,
  documents
}: AssessmentSummary) => ({
  city: cityJson(city),
  state,
  stateSince,
  deadline,
  version,
  documents: documents.map(({ kind, room, generation, access }) => ({ kind, room, generation, access }))
});

export const assessmentJson = (view: AssessmentView) => ({
  ...assessmentSummaryJson(view),
  study: view.study.slug,
  abilities: [...view.abilities],
  records: view.records.map(({ id, recordType, fields, gaps }) => ({
    id,
    type: recordType,
    fields,
    missing: gaps.map((gap) => gap.id)
  })),
  indicators: view.indicators.map(
    ({
      id,
      section,
      label,
      value,
      valueTo,
      valueText,
      comparator,
      unit,
      currency,
      referenceYear,
      note,
      caveat
    }) => ({
      id,
      section,
      label,
      value,
      valueTo,
      valueText,
      comparator,
      unit,
      currency,
      referenceYear,
      note,
      caution: caveat
    })
  )
});

export const versionsJson = ({ kind: text, versions }: VersionList) =>
  versions.map(({ id, number, kind, name, at, by, hash }) => ({
    id,
    text,
    number,
    kind,
    name,
    at,
    hash,
    by: by === null ? null : { id: by.id, name: by.name }
  }));

/** Returns the consultation of one city. */
export const consultationJson = ({ cities: [one] }: StudyConsultations) => ({
  city: one?.city.id,
  rounds: one?.rounds.map(
    ({ round, status, openedAt, deadline, deadlineZone, submittedAt, closedAt, outcome }) => ({
      round,
      standing: status,
      openedAt,
      deadline,
      deadlineZone,
      submittedAt,
      closedAt,
      outcome
    })
  ),
  comments: one?.comments.map((comment) => ({
    id: comment.id,
    round: comment.round,
    number: comment.number,
    section: comment.section,
    block: comment.blockId,
    quote: comment.quote,
    stance: comment.stance,
    kind: comment.kind,
    language: comment.language,
    text: comment.body,
    proposal: comment.proposal,
    origin: {
      kind: comment.origin,
      name: comment.originName,
      side: comment.originSide,
      on: comment.originOn
    },
    submittedAt: comment.submittedAt,
    disposition: comment.decision && {
      kind: comment.decision.disposition,
      reason: comment.decision.reason,
      at: comment.decision.at,
      change: comment.decision.change && {
        section: comment.decision.change.section,
        block: comment.decision.change.blockId,
        quote: comment.decision.change.quote
      }
    },
    answer: comment.answer && {
      kind: comment.answer.answer,
      text: comment.answer.text,
      at: comment.answer.at
    },
    isStatement: comment.isStatement
  }))
});

export const eventJson = ({
  number,
  at,
  kind,
  actorId,
  actorName,
  actorRole,
  cityId,
  documentId,
  payload
}: LoggedEvent) => ({
  number,
  at,
  kind,
  actor: actorId === null ? null : { id: actorId, name: actorName, role: actorRole },
  city: cityId,
  document: documentId,
  payload
});

export const meetingJson = ({
  id,
  kind,
  title,
  place,
  fromOn,
  toOn,
  agenda,
  decisions,
  attendance,
  cities,
  advances,
  learned
}: Meeting) => ({
  id,
  kind,
  title,
  place,
  from: fromOn,
  to: toOn,
  agenda,
  decisions,
  attendance,
  cities,
  advances,
  learned
});

export const roadmapJson = ({ release, steps }: StepList) => ({
  release,
  steps: steps.map(
    ({ id, characteristic, fromLevel, toLevel, title, responsible, horizon, dependsOn, links }) => ({
      id,
      characteristic,
      from: fromLevel,
      to: toLevel,
      title,
      responsible,
      horizon,
      after: dependsOn,
      links: links.map(({ kind, id: thing }) => ({ kind, id: thing }))
    })
  )
});

export const nextStepJson = ({
  kind,
  scope,
  links,
  isUnsupported,
  id,
  meetingId,
  addressee,
  action,
  ownerBodyId,
  dueOn,
  state,
  report,
  isOverdue,
  history
}: NextStepSummary) => ({
  id,
  kind,
  scope: { cities: scope.cities, characteristics: scope.characteristics },
  links: links.map((link) => ({ kind: link.kind, id: link.id })),
  unsupported: isUnsupported,
  meeting: meetingId,
  addressee,
  action,
  owner: ownerBodyId,
  due: dueOn,
  state,
  report,
  overdue: isOverdue,
  history: history.map(({ at, state: reported, meetingId: reportedAt }) => ({
    at,
    state: reported,
    meeting: reportedAt
  }))
});

export const approvalsJson = ({ subjects }: ApprovalRegister) => ({
  approvals: subjects.map(({ subject, title, state, isRequested, sides, isChanged, versions }) => ({
    subject,
    title,
    state,
    waitsFor: isRequested
      ? (sides ?? [])
          .filter(({ signature }) => signature === null)
          .map(({ side, chairs }) => ({ side: side.id, chairs }))
      : [],
    changed: isChanged,
    versions: versions.map(({ id, number, hash, at, status, signatures, seals, notings }) => ({
      id,
      number,
      sha256: hash,
      at,
      state: status,
      signatures: signatures.map(({ sideId, name, at: signedAt, digest, voided }) => ({
        side: sideId,
        name,
        at: signedAt,
        digest,
        void: voided
      })),
      seals: seals.map(({ sideId, fileName, sha256, at: storedAt }) => ({
        side: sideId,
        fileName,
        sha256,
        at: storedAt
      })),
      notings: notings.map(({ name, remark, at: notedAt }) => ({ name, remark, at: notedAt }))
    }))
  }))
});

const commentJson = ({
  id,
  user,
  role,
  sideId,
  language,
  body,
  at,
  heldUntil,
  editedAt,
  withdrawnAt
}: CommentView) => ({
  id,
  author: { id: user.id, name: user.name },
  role,
  side: sideId,
  language,
  body,
  at,
  heldUntil,
  editedAt,
  withdrawnAt
});

export const threadJson = (
  {
    id,
    about,
    section,
    targetId,
    language,
    quote,
    foundAnchor,
    isGone,
    audience,
    state,
    comments,
    commentPage
  }: ThreadView,
  document: 'response' | 'findings'
) => ({
  id,
  document,
  about,
  section,
  target: targetId,
  language,
  quote,
  block: foundAnchor?.blockId ?? null,
  counterpart: foundAnchor?.counterpart ?? null,
  deleted: isGone,
  audience,
  state,
  comments: comments.map(commentJson),
  commentPages: commentPage.pages
});

const pairsOf = (ranges: SearchAnswer['hits'][number]['marks']): [number, number][] =>
  ranges.map(({ from, to }) => [from, to]);

export const searchJson = ({ hits, next }: SearchAnswer) => ({
  results: hits.map(({ kind, title, titleMarks, href, language, snippet, marks, person, day }) => ({
    kind,
    title,
    titleMarks: { en: pairsOf(titleMarks.en), zh: pairsOf(titleMarks.zh) },
    href,
    language,
    snippet,
    marks: pairsOf(marks),
    person,
    day
  })),
  next
});

export const practiceJson = ({
  id,
  cityId,
  characteristic,
  categories,
  contact,
  languages,
  title,
  problem,
  solution,
  results,
  conditions,
  transferability,
  resources
}: PublishedPractice) => ({
  id,
  city: cityId,
  characteristic,
  categories,
  contact,
  languages,
  title,
  problem,
  solution,
  results,
  conditions,
  transferability,
  resources
});

export const themeJson = ({
  id,
  kind,
  scope,
  origin,
  answer,
  statement,
  explanation,
  characteristics,
  counts
}: ThemeSummary) => ({
  id,
  kind,
  scope,
  origin,
  answered: answer,
  statement,
  explanation,
  characteristics,
  counts
});
