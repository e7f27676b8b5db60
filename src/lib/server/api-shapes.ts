/**
 * Defines the response schemas of /api/v1: the description of the API is generated from them, and its tests
 * validate every response against them.
 */
import { z } from 'zod';
import { sourceKinds } from '#domain/bibliography.ts';
import { figureNatures, measures } from '#domain/context-figure.ts';
import { registers, trendAreas } from '#domain/context.ts';
import { meetingKinds } from '#domain/meeting.ts';
import { addressees, nextStepKinds, nextStepStates } from '#domain/next-step.ts';
import { horizons } from '#domain/roadmap.ts';
import { linkKinds } from '#domain/statement-link.ts';
import {
  answers,
  commentKinds,
  dispositions,
  origins,
  outcomes,
  roundStatuses,
  stances
} from '#domain/consultation.ts';
import { audiences, subjectsOfThreads } from '#domain/comment.ts';
import { locales } from '#domain/locale.ts';
import { searchKinds } from '#domain/search.ts';
import { links, pairStates } from '#domain/pairs.ts';
import { roles } from '#domain/permissions.ts';
import { comparators } from '#domain/record.ts';
import { outcomes as panelOutcomes } from '#domain/panel.ts';
import { themeAnswers, themeKinds, themeOrigins, themeScopes } from '#domain/theme.ts';
import { versionKinds } from '#domain/version-sight.ts';
import { assessmentStates, chapterStates, documentKinds } from '#domain/workflow.ts';

export const shapes = z.registry<{ id: string; description?: string }>();

const bilingual = z.strictObject({ en: z.string(), zh: z.string() }).register(shapes, {
  id: 'Bilingual',
  description: 'A text in English and Chinese; an empty string is a gap.'
});

const time = z.iso.datetime().describe('UTC');

z.strictObject({ time }).register(shapes, { id: 'Ping' });

const side = z
  .strictObject({ id: z.string(), code: z.string(), name: bilingual })
  .register(shapes, { id: 'Side' });

const document = z
  .strictObject({
    kind: z.enum(['response', 'findings']),
    room: z.string().describe('The room of the current generation, for /sync/{room}'),
    generation: z.int().min(1),
    access: z.enum(['read', 'write']).describe('What the caller may do with it now')
  })
  .register(shapes, { id: 'Document', description: 'A document that the caller may at least read.' });

const chapter = z
  .strictObject({
    slug: z.string(),
    title: bilingual,
    state: z.enum(chapterStates),
    room: z.string(),
    generation: z.int().min(1),
    access: z.enum(['read', 'write'])
  })
  .register(shapes, { id: 'Chapter', description: 'A chapter that the caller may at least read.' });

const studySummary = z
  .strictObject({ slug: z.string(), title: bilingual, shortTitle: bilingual, sides: z.array(side).length(2) })
  .register(shapes, { id: 'StudyLine' });

export const studyList = z
  .strictObject({ studies: z.array(studySummary) })
  .register(shapes, { id: 'StudyList' });

export const studyDetail = z
  .strictObject({
    ...studySummary.shape,
    programme: bilingual,
    purpose: bilingual,
    scope: bilingual,
    roles: z.array(z.enum(roles)).describe('The roles that the caller holds in this study'),
    abilities: z.array(z.string()).describe('What the caller may do with the study as a whole'),
    chapters: z.array(chapter)
  })
  .register(shapes, { id: 'Study' });

const city = z
  .strictObject({
    id: z.string(),
    name: bilingual,
    shortName: bilingual,
    side: z.string().describe('Id of the side'),
    kind: z.string()
  })
  .register(shapes, { id: 'City' });

const assessmentSummary = z
  .strictObject({
    city,
    state: z.enum(assessmentStates),
    stateSince: time,
    deadline: z
      .strictObject({
        at: time,
        zone: z.string().describe('The zone in which it was set, such as `Asia/Shanghai`')
      })
      .nullable()
      .describe('The deadline by which the state is to be left'),
    version: z.int().min(1).describe('Increases with every step and every change of the deadline'),
    documents: z.array(document)
  })
  .register(shapes, { id: 'AssessmentLine' });

export const assessmentList = z.strictObject({ assessments: z.array(assessmentSummary) }).register(shapes, {
  id: 'AssessmentList',
  description: 'In the order of the study’s own lists; an order of listing, never of merit.'
});

export const assessmentDetail = z
  .strictObject({
    ...assessmentSummary.shape,
    study: z.string().describe('Slug of the study'),
    abilities: z.array(z.string()).describe('What the caller may do with this assessment now'),
    records: z
      .array(
        z.strictObject({
          id: z.string(),
          type: z.string(),
          fields: z.record(z.string(), z.unknown()),
          missing: z
            .array(z.string())
            .describe('Fields that the framework requires and the city does not give')
        })
      )
      .describe('Empty for a caller who may not read the response'),
    indicators: z
      .array(
        z.strictObject({
          id: z.string(),
          section: z.string(),
          label: bilingual,
          value: z.number().nullable(),
          valueTo: z.number().nullable(),
          valueText: z.string().nullable(),
          comparator: z.string(),
          unit: z.string(),
          currency: z.string().nullable(),
          referenceYear: z.string().nullable(),
          note: bilingual,
          caution: z.string().nullable()
        })
      )
      .describe('Figures as printed, with their cautions; empty for a caller who may not read the response')
  })
  .register(shapes, { id: 'Assessment' });

const version = z
  .strictObject({
    id: z.string(),
    text: z.enum(['findings', 'response']),
    number: z
      .int()
      .min(1)
      .describe('Within the text; for a caller who may not read all versions, within their kind'),
    kind: z.enum(versionKinds),
    name: bilingual,
    at: time,
    by: z
      .strictObject({ id: z.string(), name: bilingual })
      .nullable()
      .describe('Null where it was saved automatically'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of its bytes: docs/versions.md')
  })
  .register(shapes, { id: 'Version' });

const passageSide = z
  .strictObject({
    block: z
      .string()
      .describe('Id of the block; one that begins with a point stands for a block without an id'),
    words: z.string().describe('The beginning of its words')
  })
  .nullable();

const pairCount = z.int().min(0);

export const translationList = z
  .strictObject({
    texts: z.array(
      z.strictObject({
        text: z.enum(documentKinds),
        city: z.string().nullable(),
        chapter: z.string().nullable(),
        sections: z.array(
          z.strictObject({
            section: z.string(),
            counts: z.strictObject({
              missing: pairCount,
              machine: pairCount,
              draft: pairCount,
              bothChanged: pairCount,
              stale: pairCount,
              current: pairCount,
              checked: pairCount,
              toDo: pairCount.describe('Those that nobody has confirmed as they are, and no note settles'),
              waived: pairCount,
              diverging: pairCount
            }),
            pairs: z.array(
              z.strictObject({
                en: passageSide,
                zh: passageSide,
                link: z
                  .enum(links)
                  .nullable()
                  .describe('Why the two are a pair; null for a passage without a counterpart'),
                state: z.enum(pairStates),
                source: z
                  .enum(locales)
                  .nullable()
                  .describe('The side that changed, or the one that is there'),
                settledBy: z.enum(['state', 'divergence', 'waiver']).nullable(),
                diverges: z.boolean()
              })
            )
          })
        )
      })
    )
  })
  .register(shapes, {
    id: 'TranslationList',
    description: 'Pairs of passages in both languages with their states; docs/two-languages.md.'
  });

export const versionList = z.strictObject({ versions: z.array(version) }).register(shapes, {
  id: 'VersionList',
  description: 'Versions that the caller may read, a text at a time, newest first.'
});

const place = {
  section: z.string().nullable().describe('Null where it is about the findings as a whole'),
  block: z.string().nullable()
};

const cityComment = z
  .strictObject({
    id: z.string(),
    round: z.int().min(1),
    number: z.int().min(1).describe('Within the round'),
    ...place,
    quote: z.string().describe('The text at that location in the version that was consulted on'),
    stance: z.enum(stances),
    kind: z.enum(commentKinds).nullable().describe('Null where the text is accepted'),
    language: z.enum(['en', 'zh']),
    text: z.string(),
    proposal: z.string(),
    origin: z.strictObject({
      kind: z.enum(origins),
      name: z.string(),
      side: z.string().nullable(),
      on: z.string().nullable()
    }),
    submittedAt: time,
    disposition: z
      .strictObject({
        kind: z.enum(dispositions),
        reason: bilingual,
        change: z
          .strictObject({ section: z.string(), block: z.string(), quote: z.string() })
          .nullable()
          .describe('Null where nothing in the text had to change'),
        at: time
      })
      .nullable(),
    answer: z.strictObject({ kind: z.enum(answers), text: z.string(), at: time }).nullable(),
    isStatement: z.boolean().describe('Stays in dispute and is printed as the city’s statement')
  })
  .register(shapes, { id: 'CityComment' });

z.strictObject({
  city: z.string(),
  rounds: z.array(
    z.strictObject({
      round: z.int().min(1),
      standing: z.enum(roundStatuses).describe('`no-comment` is silence at the deadline; it is not consent'),
      openedAt: time,
      deadline: time,
      deadlineZone: z.string(),
      submittedAt: time.nullable(),
      closedAt: time.nullable(),
      outcome: z.enum(outcomes).nullable()
    })
  ),
  comments: z.array(cityComment)
}).register(shapes, { id: 'Consultation', description: 'What was submitted; drafts are in no answer.' });

const speaker = z.strictObject({ id: z.string(), name: bilingual }).register(shapes, { id: 'Speaker' });

const comment = z
  .strictObject({
    id: z.string(),
    author: speaker,
    role: z.string(),
    side: z.string().nullable(),
    language: z.enum(locales),
    body: z.string().describe('People who are mentioned appear as `@[id]`; empty once withdrawn'),
    at: time,
    heldUntil: time.nullable().describe('Until then only its author’s own circle sees it'),
    editedAt: time.nullable(),
    withdrawnAt: time.nullable()
  })
  .register(shapes, { id: 'Comment' });

const thread = z
  .strictObject({
    id: z.string(),
    document: z.enum(['response', 'findings']),
    about: z.enum(subjectsOfThreads),
    section: z.string().nullable(),
    target: z.string().nullable().describe('Id of the question, the record or the score'),
    language: z.enum(locales).nullable().describe('Language of the passage'),
    quote: z.string().describe('The passage that it was made on'),
    block: z.string().nullable().describe('The block in which the passage now begins'),
    counterpart: z.string().nullable().describe('The block of the other language that says the same'),
    deleted: z.boolean().describe('The passage no longer exists'),
    audience: z.enum(audiences),
    state: z.enum(['open', 'resolved']),
    comments: z.array(comment).describe('One page of them; the newest without `thread`'),
    commentPages: z.int().min(1).describe('The number of pages of its comments')
  })
  .register(shapes, { id: 'Thread' });

z.strictObject({
  threads: z.array(thread).describe('One page of the threads of each text'),
  pages: z.int().min(1).describe('The number of pages of the text that has most')
}).register(shapes, {
  id: 'ThreadList',
  description: 'Threads that the caller has; there is no sign of others.'
});

const event = z
  .strictObject({
    number: z.int().min(1).describe('Greater than that of every event before it; the value for `after`'),
    at: time,
    kind: z.string(),
    actor: z
      .strictObject({ id: z.string(), name: bilingual.nullable(), role: z.string().nullable() })
      .nullable(),
    city: z.string().nullable(),
    document: z.string().nullable(),
    payload: z.record(z.string(), z.unknown())
  })
  .register(shapes, { id: 'Event' });

export const eventList = z
  .strictObject({
    events: z.array(event),
    next: z.int().min(0).describe('The `after` of the next request')
  })
  .register(shapes, { id: 'EventList', description: 'Events that the caller may see, oldest first.' });

const partialDate = z
  .string()
  .nullable()
  .describe(
    'As exact as it is known: `2013`, `2013-04`, `2013-04-18`; a season as `2013-21` (spring) to `2013-24` (winter)'
  );

const meeting = z
  .strictObject({
    id: z.string(),
    kind: z.enum(meetingKinds),
    title: bilingual,
    place: bilingual,
    from: partialDate,
    to: partialDate,
    agenda: bilingual,
    decisions: bilingual,
    attendance: z.record(z.string(), z.string()).describe('Names by id of the side'),
    cities: z.array(z.string()).describe('Ids of the cities visited'),
    advances: z.array(z.string()).describe('Ids of the next steps that it is to advance'),
    learned: bilingual
  })
  .register(shapes, { id: 'Meeting' });

export const meetingList = z.strictObject({ meetings: z.array(meeting) }).register(shapes, {
  id: 'MeetingList',
  description: 'Meetings, events outside and study visits, earliest first.'
});

const statementLink = z
  .strictObject({
    kind: z.enum(linkKinds),
    id: z
      .string()
      .describe(
        'The id of the thing; of a passage its address within the study; words where there is no list'
      )
  })
  .register(shapes, { id: 'StatementLink' });

export const roadmap = z
  .strictObject({
    release: z.number().nullable().describe('The release that is shown; null for the steps as they are now'),
    steps: z.array(
      z
        .strictObject({
          id: z.string(),
          characteristic: z.string(),
          from: z.string().nullable().describe('The level at which it starts; null for the start'),
          to: z.string().nullable().describe('The level to which it leads; null for the state of the art'),
          title: bilingual,
          responsible: bilingual,
          horizon: z.enum(horizons).nullable(),
          after: z.array(z.string()).describe('The steps that come first'),
          links: z.array(statementLink).describe('What helps with it')
        })
        .register(shapes, { id: 'RoadmapStep' })
    )
  })
  .register(shapes, { id: 'Roadmap' });

const nextStep = z
  .strictObject({
    id: z.string(),
    kind: z.enum(nextStepKinds),
    scope: z
      .strictObject({ cities: z.array(z.string()), characteristics: z.array(z.string()) })
      .describe('For whom it holds; an empty list means all'),
    links: z.array(statementLink).describe('What it rests on'),
    unsupported: z.boolean().describe('True for a recommendation that rests on nothing'),
    meeting: z.string().nullable().describe('Id of the meeting at which it was agreed'),
    addressee: z.enum(addressees).describe('`eu` is the study’s first side, `cn` its second'),
    action: bilingual,
    owner: z.string().nullable().describe('Id of a body'),
    due: partialDate,
    state: z.enum(nextStepStates),
    report: bilingual,
    overdue: z.boolean(),
    history: z
      .array(z.strictObject({ at: time, state: z.enum(nextStepStates), meeting: z.string().nullable() }))
      .describe('Each report of its state, oldest first')
  })
  .register(shapes, { id: 'NextStep' });

export const nextStepList = z
  .strictObject({ nextSteps: z.array(nextStep) })
  .register(shapes, { id: 'NextStepList' });

const practice = z
  .strictObject({
    id: z.string(),
    city: z.string(),
    characteristic: z.string(),
    categories: z.array(z.string()).describe('Ids of service categories'),
    contact: z.string(),
    languages: z.array(z.enum(locales)).describe('The languages for which the city has given its consent'),
    title: bilingual,
    problem: bilingual,
    solution: bilingual,
    results: bilingual,
    conditions: bilingual,
    transferability: bilingual,
    resources: bilingual
  })
  .register(shapes, { id: 'Practice' });

export const practiceList = z.strictObject({ practices: z.array(practice) }).register(shapes, {
  id: 'PracticeList',
  description: 'Good practices that both sides have validated and whose city agrees, oldest first.'
});

const theme = z
  .strictObject({
    id: z.string(),
    kind: z.enum(themeKinds),
    scope: z.enum(themeScopes).describe('`first` is the study’s first side, `second` its second'),
    origin: z.enum(themeOrigins),
    answered: z.enum(themeAnswers),
    statement: bilingual,
    explanation: bilingual,
    characteristics: z.array(z.string()).describe('Empty for one about all of them'),
    counts: z.strictObject({ supports: z.int(), counters: z.int(), answers: z.int() })
  })
  .register(shapes, { id: 'Theme' });

export const themeList = z.strictObject({ themes: z.array(theme) }).register(shapes, {
  id: 'ThemeList',
  description: 'Trends and challenges that both sides have validated, oldest first.'
});
const citations = z
  .array(z.strictObject({ source: z.string(), place: z.string() }))
  .describe('Ids of sources, with the page or place in each');
const pins = z
  .array(
    z.strictObject({
      characteristic: z.string(),
      question: z.string().nullable(),
      city: z.string().nullable()
    })
  )
  .describe('The questions beside whose answers it is shown; it is not a statement of the city');

export const sourceList = z
  .strictObject({
    sources: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(sourceKinds),
        title: bilingual,
        author: z.string(),
        publisher: bilingual,
        date: partialDate,
        address: z.string(),
        citations: z.int().min(0)
      })
    )
  })
  .register(shapes, { id: 'SourceList' });

export const contextEntryList = z
  .strictObject({
    topics: z.array(z.strictObject({ id: z.string(), title: bilingual, caution: bilingual.nullable() })),
    entries: z.array(
      z.strictObject({
        id: z.string(),
        register: z.enum(registers),
        area: z.enum(trendAreas).nullable(),
        topic: z.string().nullable(),
        title: bilingual,
        summary: bilingual,
        issuer: bilingual,
        date: partialDate,
        cities: z.array(z.string()),
        caution: bilingual.nullable(),
        shownAt: pins,
        sources: citations
      })
    )
  })
  .register(shapes, { id: 'ContextEntryList' });

const nature = z
  .enum(figureNatures)
  .describe('Whether it was observed, is a forecast of its source, or is a plan or target');

export const contextFigureList = z
  .strictObject({
    figures: z.array(
      z.strictObject({
        id: z.string(),
        topic: z.string(),
        label: bilingual,
        measure: z.enum(measures),
        value: z.number().nullable(),
        valueTo: z.number().nullable(),
        valueText: z.string(),
        unit: bilingual,
        currency: z.string().nullable(),
        comparator: z.enum(comparators),
        period: z.string().nullable(),
        nature,
        scope: bilingual,
        method: bilingual,
        caution: bilingual.nullable(),
        shownAt: pins,
        sources: citations
      })
    ),
    tables: z.array(
      z.strictObject({
        id: z.string(),
        topic: z.string(),
        title: bilingual,
        note: bilingual,
        measure: z.enum(['percent', 'number']),
        unit: bilingual,
        period: z.string().nullable(),
        nature,
        columns: z.array(bilingual),
        rows: z.array(z.strictObject({ label: bilingual, values: z.array(z.number().nullable()) })),
        sources: citations
      })
    )
  })
  .register(shapes, { id: 'ContextFigureList' });

const signature = z
  .strictObject({
    side: z.string(),
    name: bilingual.describe('As it was signed'),
    at: time,
    digest: z.string().describe('SHA-256 of the statement that was signed'),
    void: z.strictObject({ at: time, reason: bilingual }).nullable()
  })
  .register(shapes, { id: 'Signature' });

const approvalVersion = z
  .strictObject({
    id: z.string(),
    number: z.int().min(1),
    sha256: z.string().describe('SHA-256 of the version’s canonical bytes'),
    at: time,
    state: z.enum(['waiting', 'approved', 'sent-back', 'overtaken']),
    signatures: z.array(signature),
    seals: z.array(z.strictObject({ side: z.string(), fileName: z.string(), sha256: z.string(), at: time })),
    notings: z
      .array(z.strictObject({ name: bilingual.nullable(), remark: z.string(), at: time }))
      .describe('The members of the steering committee who took note')
  })
  .register(shapes, { id: 'ApprovalVersion' });

z.strictObject({
  approvals: z.array(
    z.strictObject({
      subject: z.string().describe('`findings:{city}`, `chapter:{slug}`, `framework` or `pilots`'),
      title: bilingual.nullable(),
      state: z.string(),
      waitsFor: z
        .array(z.strictObject({ side: z.string(), chairs: z.array(bilingual) }))
        .describe('Sides that have not signed the version that is submitted to the chairs'),
      changed: z.boolean().describe('The current text differs from the approved one'),
      versions: z.array(approvalVersion).describe('Newest first')
    })
  )
}).register(shapes, {
  id: 'ApprovalList',
  description: 'What was put before the chairs, as far as the caller may know of it.'
});

export const comparedLevels = z
  .strictObject({
    study: z.string().describe('Slug of the study'),
    notice: bilingual.nullable().describe('The framework’s own statement that it compares and does not rank'),
    readAt: time,
    scale: z
      .array(z.strictObject({ id: z.string(), name: bilingual }))
      .describe('The levels as the rubric orders them; they are not numbers'),
    cities: z
      .array(
        z.strictObject({
          id: z.string(),
          name: bilingual,
          shortName: bilingual,
          side: z.string(),
          text: z
            .strictObject({
              state: z.enum(assessmentStates),
              approved: z.strictObject({ number: z.int().min(1), hash: z.string(), at: time }).nullable()
            })
            .nullable()
            .describe('The text that the levels are about; null for a caller who may not see the assessment')
        })
      )
      .describe('By side and the study’s own lists'),
    levels: z
      .array(
        z.strictObject({
          city: z.string(),
          characteristic: z.string(),
          outcome: z.enum(panelOutcomes).describe('An outcome that is no level is not a low level'),
          level: z.string().nullable().describe('Id of a level, where the outcome is one'),
          reason: bilingual,
          dissent: z.array(
            z.strictObject({ side: z.string(), level: z.string().nullable(), opinion: bilingual })
          ),
          round: z.int().min(1),
          at: time,
          ofOlderRubric: z.boolean(),
          beingJudgedAgain: z.boolean()
        })
      )
      .describe(
        'As far as they have been released to the caller; one characteristic of one city each, nothing for a city as a whole'
      )
  })
  .register(shapes, {
    id: 'ComparedLevels',
    description: 'Levels in a fixed order. Nothing here is added up, averaged or an order of cities.'
  });

export const apiError = z
  .strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) })
  .register(shapes, {
    id: 'Error',
    description: 'The message is in the caller’s language; the code is not.'
  });

const ranges = z.array(z.tuple([z.int(), z.int()]));

const searchResult = z
  .strictObject({
    kind: z.enum(searchKinds),
    title: bilingual,
    titleMarks: z
      .strictObject({ en: ranges, zh: ranges })
      .describe('Ranges of the title that match, as those of the snippet'),
    href: z.string().describe('Path of the place where it is shown'),
    language: z
      .enum(locales)
      .describe('Language of the snippet; of a term the caller’s, where it is defined in it'),
    snippet: z.string(),
    marks: ranges.describe('Ranges of the snippet that match, in UTF-16 units, without their end'),
    person: bilingual.nullable().describe('Who wrote it, of a comment'),
    day: z.string().nullable()
  })
  .register(shapes, { id: 'SearchResult' });

export const searchResults = z
  .strictObject({ results: z.array(searchResult), next: z.string().nullable() })
  .register(shapes, {
    id: 'SearchResults',
    description: 'What the caller may read, best matches first; `next` is the cursor of the next page.'
  });
