/**
 * Sorts the files of server/ into areas, in layers, and platforms: an area imports values of areas that come before it
 * alone, a platform those of no area. `composition` builds the app and may import all. A path is a file or a folder below
 * server/; the longest that fits counts. dependency-cruiser takes the same as patterns, `^server/(${paths.join('|')})`, one
 * rule of forbidden imports for each area. tests/boundaries.test.ts checks it until then.
 */

type Paths = readonly string[];

/** Lists the platforms: what knows no area. */
export const platforms = {
  process: [
    'client-address.ts',
    'config.ts',
    'error-text.ts',
    'fair-turns.ts',
    'in-flight.ts',
    'logger.ts',
    'metrics.ts',
    'process-faults.ts',
    'rounds.ts',
    'start-failure.ts',
    'start-warnings.ts',
    'thread-rest.ts',
    'turns.ts',
    'version.ts'
  ],
  store: [
    'store/appender.ts',
    'store/bilingual.ts',
    'store/bus-secret.ts',
    'store/chunks.ts',
    'store/column-names.ts',
    'store/column-types.ts',
    'store/command-thread.ts',
    'store/command-worker.ts',
    'store/database-clock.ts',
    'store/dialect.ts',
    'store/json-lists.ts',
    'store/migrate.ts',
    'store/migrations/',
    'store/older-tables.ts',
    'store/one-writer.ts',
    'store/open.ts',
    'store/parsed-once.ts',
    'store/postgres-appender.ts',
    'store/postgres-pool.ts',
    'store/request-reads.ts',
    'store/row-json.ts',
    'store/row-locks.ts',
    'store/rows.ts',
    'store/seeds/read.ts',
    'store/segment.ts',
    'store/served.ts',
    'store/sqlite-appender.ts',
    'store/sqlite-checkpointer.ts',
    'store/sqlite-file.ts',
    'store/sqlite-frames.ts',
    'store/sqlite-log.ts',
    'store/sqlite-slot.ts',
    'store/sqlite-thread.ts',
    'store/sqlite-worker.ts',
    'store/statement.ts',
    'store/storage.ts',
    'store/submissions.ts',
    'store/tables/columns.ts',
    'store/updates.ts',
    'store/write-lock.ts'
  ],
  files: ['exports/', 'files/'],
  events: [
    'events/',
    'store/events.ts',
    'store/history.ts',
    'store/signal-outbox.ts',
    'store/tables/events.ts'
  ],
  commands: ['command-rate.ts', 'commands/', 'store/tables/commands.ts'],
  auth: [
    'auth/',
    'services/workflow/password-check.ts',
    'store/attempts.ts',
    'store/grants.ts',
    'store/password-resets.ts',
    'store/pauses.ts',
    'store/sessions.ts',
    'store/tables/auth.ts',
    'store/users.ts'
  ],
  mail: ['mail/', 'store/mail.ts', 'store/tables/mail.ts'],
  workers: ['answer-tasks.ts', 'task-threads.ts', 'workers/'],
  sync: ['sync/'],
  http: ['http/', 'request-limits.ts'],
  schedule: [
    'schedule/',
    'services/scheduler/clock-check.ts',
    'services/scheduler/scheduled-job.ts',
    'services/scheduler/scheduler.ts'
  ]
} as const satisfies Record<string, Paths>;

/** Lists the areas in their layers, the lowest first; within a layer, too, each imports those before it alone. */
export const layers = [
  // Registers: who, what and where.
  {
    study: [
      'services/plan.ts',
      'services/study-edits.ts',
      'services/due-study.ts',
      'services/study-subject.ts',
      'store/plan.ts',
      'store/studies.ts',
      'store/study-founding.ts',
      'store/tables/study.ts'
    ],
    framework: [
      'services/framework/',
      'services/frameworks.ts',
      'services/panels/rubric-fault.ts',
      'store/framework-drafts.ts',
      'store/framework-shape.ts',
      'store/frameworks.ts',
      'store/standard-framework.ts',
      'store/tables/framework.ts'
    ],
    assessments: [
      'services/chapters.ts',
      'services/workflow/assessment-subject.ts',
      'services/workflow/subject-texts.ts',
      'store/assessment-founding.ts',
      'store/assessments.ts',
      'store/city-framework.ts',
      'store/chapter-founding.ts',
      'store/documents.ts',
      'store/rapporteur-assignments.ts',
      'store/steps.ts',
      'store/tables/assessments.ts'
    ],
    cities: [
      'services/cities-in-order.ts',
      'services/cities-findable.ts',
      'services/cities.ts',
      'services/criteria.ts',
      'services/moving-cities.ts',
      'services/pilots.ts',
      'store/cities.ts',
      'store/tables/cities.ts'
    ],
    people: [
      'services/account-locks.ts',
      'services/account-notices.ts',
      'services/accounts.ts',
      'services/ended-roles.ts',
      'services/installation-subject.ts',
      'services/pauses.ts',
      'services/people-subject.ts',
      'services/people-findable.ts',
      'services/people.ts',
      'services/resets.ts',
      'services/users.ts',
      'services/workflow/named-people.ts',
      'store/bodies.ts',
      'store/invitations.ts',
      'store/roles-then.ts',
      'store/tables/people.ts'
    ]
  },
  // Material: what is written.
  {
    bibliography: [
      'services/context/edits.ts',
      'services/context/sources.ts',
      'store/bibliography.ts',
      'store/citations.ts',
      'store/research-things.ts',
      'store/tables/context.ts'
    ],
    documents: [
      'services/access.ts',
      'services/documents.ts',
      'services/made-of-texts.ts',
      'services/goals.ts',
      'services/response-parts.ts',
      'services/scheduler/ended-generations.ts',
      'services/stable-document.ts',
      'services/workflow/authorized-text.ts',
      'services/workflow/authorship.ts',
      'services/workflow/freezing.ts',
      'services/workflow/late-proposals.ts',
      'services/workflow/level-chip-names.ts',
      'services/workflow/text-access.ts',
      'services/workflow/due-document.ts',
      'services/workflow/text-subject.ts',
      'store/content-print.ts',
      'store/ended-generations.ts',
      'store/late-proposals.ts',
      'store/reopenings.ts',
      'store/step-sections.ts',
      'store/tables/documents.ts'
    ],
    answers: [
      'services/answer-files.ts',
      'services/assessments.ts',
      'services/completeness.ts',
      'services/confidential/',
      'services/response-subject.ts',
      'services/synced-file.ts',
      'services/workflow/answer-facts.ts',
      'services/workflow/answer-history.ts',
      'services/workflow/answer-prints.ts',
      'services/workflow/facts.ts',
      'store/answer-imports.ts',
      'store/confidential.ts',
      'store/records.ts',
      'store/tables/answers.ts'
    ],
    evidence: [
      'services/evidence/',
      'services/reader-access.ts',
      'services/upload-rights.ts',
      'store/evidence.ts',
      'store/tables/evidence.ts'
    ],
    threads: [
      'services/scheduler/held-comments.ts',
      'services/threads/',
      'store/open-threads.ts',
      'store/tables/threads.ts',
      'store/threads.ts'
    ],
    pairs: [
      'exchange/glossary-csv.ts',
      'exchange/glossary-entry.ts',
      'exchange/glossary-files.ts',
      'exchange/glossary-worker.ts',
      'exchange/tbx.ts',
      'services/accepted-findings.ts',
      'services/contradictions.ts',
      'services/glossary-findable.ts',
      'services/glossary.ts',
      'services/prepared-checks.ts',
      'services/translation/',
      'services/workflow/pair-facts.ts',
      'services/workflow/pair-states.ts',
      'services/workflow/passage-notes.ts',
      'services/workflow/stale-sections.ts',
      'services/workflow/text-units.ts',
      'services/workflow/translation-facts.ts',
      'services/workflow/translation-pairs.ts',
      'services/workflow/translation-status.ts',
      'store/accepted-findings.ts',
      'store/confirmed-translations.ts',
      'store/glossary.ts',
      'store/machine-drafts.ts',
      'store/tables/glossary.ts',
      'store/tables/pairs.ts',
      'store/translation-pairs.ts',
      'translation/'
    ],
    suggestions: ['services/suggestions/', 'store/suggestions.ts', 'store/tables/suggestions.ts'],
    departments: ['services/departments/', 'store/departments.ts', 'store/tables/departments.ts'],
    meetings: [
      'services/minutes/',
      'services/roadmap/linkable.ts',
      'store/leads.ts',
      'store/meetings.ts',
      'store/next-steps.ts',
      'store/tables/meetings.ts'
    ]
  },
  // Judgement: what is decided.
  {
    panels: ['services/panels/', 'store/panels.ts', 'store/scores.ts', 'store/tables/panels.ts'],
    versions: [
      'services/confidential/confidential-versions.ts',
      'services/scheduler/daily-versions.ts',
      'services/workflow/approved-content.ts',
      'services/workflow/version-facts.ts',
      'services/workflow/version-restore.ts',
      'services/workflow/version-storage.ts',
      'services/workflow/versions.ts',
      'store/daily-versions.ts',
      'store/tables/versions.ts',
      'store/versions.ts'
    ],
    consultation: [
      'services/workflow/consultation-drafts.ts',
      'services/workflow/consultation-replies.ts',
      'services/workflow/consultation-subject.ts',
      'services/workflow/consultation-texts.ts',
      'services/workflow/consultations.ts',
      'services/workflow/external-reviews.ts',
      'services/workflow/findable-city-comments.ts',
      'store/city-comments.ts',
      'store/consultations.ts',
      'store/external-reviews.ts',
      'store/tables/consultation.ts'
    ],
    clarifications: [
      'services/workflow/changed-answers.ts',
      'services/workflow/clarification-base.ts',
      'services/workflow/clarification-views.ts',
      'services/workflow/clarifications.ts',
      'store/clarifications.ts',
      'store/tables/clarifications.ts'
    ],
    approval: [
      'services/workflow/agreed-frameworks.ts',
      'services/workflow/approval-additions.ts',
      'services/workflow/approval-books.ts',
      'services/workflow/approval-check.ts',
      'services/workflow/approval-page.ts',
      'services/workflow/approval-records.ts',
      'services/workflow/approval-register.ts',
      'services/workflow/approval-signing.ts',
      'services/workflow/approval-subject.ts',
      'services/workflow/approvals.ts',
      'services/workflow/handed-in.ts',
      'services/workflow/recommendations-approval.ts',
      'services/workflow/signing.ts',
      'services/workflow/subject-access.ts',
      'store/approvals.ts',
      'store/signatures.ts',
      'store/tables/approval.ts'
    ],
    workflow: [
      'services/workflow/assessment-step.ts',
      'services/workflow/chapter-step.ts',
      'services/workflow/deadline-list.ts',
      'services/workflow/deadlines.ts',
      'services/workflow/noted-step.ts',
      'services/workflow/passed-deadlines.ts',
      'services/workflow/step-effects.ts',
      'services/workflow/step-facts.ts',
      'services/workflow/steps-that-follow.ts',
      'services/workflow/workflow-status.ts',
      'services/workflow/workflow.ts',
      'store/tables/workflow.ts'
    ]
  },
  // Research: what is found.
  {
    context: [
      'services/context/',
      'store/context-entries.ts',
      'store/context-figures.ts',
      'store/research-notes.ts'
    ],
    roadmap: ['services/roadmap/', 'store/roadmap.ts', 'store/tables/roadmap.ts'],
    practices: [
      'services/practices/',
      'services/statements/',
      'services/supports/',
      'services/themes/',
      'store/practices.ts',
      'store/statements.ts',
      'store/supports.ts',
      'store/tables/practices.ts',
      'store/themes.ts'
    ],
    checks: ['services/text-checks.ts', 'services/workflow/level-chips.ts'],
    coding: ['services/coding/', 'store/coding-ids.ts', 'store/coding.ts', 'store/tables/coding.ts'],
    comparison: ['services/city-comparison.ts']
  },
  // Gatherers: what shows or moves everything.
  {
    exchange: ['exchange/'],
    report: [
      'report/',
      'services/reports/',
      'services/workflow/verification.ts',
      'store/errata.ts',
      'store/report-builds.ts',
      'store/reports.ts',
      'store/tables/report.ts'
    ],
    search: [
      'services/search/',
      'store/schema-search.ts',
      'store/search-candidates.ts',
      'store/search-entries.ts',
      'store/search-facts.ts',
      'store/search-ids.ts',
      'store/search-newest.ts',
      'store/search-progress.ts'
    ],
    inbox: [
      'services/events.ts',
      'services/inbox/',
      'store/event-names.ts',
      'store/inbox.ts',
      'store/open-work.ts',
      'store/reminders.ts',
      'store/sent-heads.ts',
      'store/tables/inbox.ts'
    ],
    home: ['services/overview.ts', 'services/setup.ts', 'services/studies.ts'],
    operations: [
      'events/verify-study.ts',
      'services/archive-form.ts',
      'services/archive-references.ts',
      'services/archive-rows.ts',
      'services/archive.ts',
      'services/audit.ts',
      'services/backup-file.ts',
      'services/backup.ts',
      'services/confidential/upgrade.ts',
      'services/erasure.ts',
      'services/older-backup.ts',
      'services/restore.ts',
      'services/scheduler/retention.ts',
      'services/text-upgrade.ts',
      'store/erasure.ts',
      'store/last-backup.ts',
      'store/retention.ts',
      'store/tables/operations.ts'
    ],
    demo: [
      'sample-study/',
      'services/bench-study.ts',
      'services/demo-answers.ts',
      'services/demo-documents.ts',
      'services/demo-history.ts',
      'services/demo-panels.ts',
      'services/demo-people.ts',
      'services/demo-removal.ts',
      'services/demo-stage.ts',
      'services/demo-steps.ts',
      'services/demo-talk.ts',
      'services/demo-when-empty.ts',
      'services/demo.ts',
      'store/seeds/'
    ]
  }
] as const satisfies readonly Record<string, Paths>[];

/** Lists what builds the app and its tools. */
export const composition: Paths = [
  'app-registry.ts',
  'app.ts',
  'cli.ts',
  'cli/',
  'contributions.ts',
  'hearers.ts',
  'http/development.ts',
  'main.ts',
  'sample-study/process.ts'
];

/** Lists what is composed of a part of each area, and may be imported by all. */
export const unions: Paths = ['findable-sources.ts', 'store/schema.ts'];

/** Limits the imports of values that go upwards, until none do. */
export const upwardImportsLeft = 0;
