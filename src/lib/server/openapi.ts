/**
 * Builds the description of /api/v1 from the schemas of its responses. A test compares it with the routes, in
 * both directions.
 */
import { z } from 'zod';
import { shapes } from './api-shapes.ts';

interface Operation {
  readonly summary: string;
  readonly answer: string;
  readonly parameters?: readonly object[];
  readonly anonymous?: true;
  /** Marks a route that some users who see the study may not read. */
  readonly mayBeForbidden?: true;
}

const inPath = (name: string, description: string): object => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' }
});
const inQuery = (name: string, description: string, schema: object): object => ({
  name,
  in: 'query',
  required: false,
  description,
  schema
});

const pageSchema = { type: 'integer', minimum: 1, default: 1 };

const study = inPath('study', 'Slug of a study');
const edition = inPath('edition', 'Number of a published report, such as `1` or `white-paper-1`');
const city = inPath('city', 'Id of a city in the study');

const operations: Readonly<Record<string, Operation>> = {
  '/api/v1/openapi.json': { summary: 'This description', answer: '', anonymous: true },
  '/api/v1/ping': { summary: 'The server’s clock', answer: 'Ping', anonymous: true },
  '/api/v1/public/reports': { summary: 'The reports that were published', answer: '', anonymous: true },
  '/api/v1/public/reports/{study}/{edition}': {
    summary: 'A published report: its files, signatures, errata and whole content',
    answer: '',
    parameters: [study, edition],
    anonymous: true
  },
  '/api/v1/public/reports/{study}/{edition}/tables': {
    summary: 'The tables of a published report, as CSV',
    answer: '',
    parameters: [
      study,
      edition,
      inQuery('language', 'The language of the tables', { type: 'string', enum: ['en', 'zh'] })
    ],
    anonymous: true
  },
  '/api/v1/public/studies/{study}/practices': {
    summary: 'The good practices of published reports, as long as their cities agree',
    answer: '',
    parameters: [study],
    anonymous: true
  },
  '/api/v1/public/studies/{study}/practices/{practice}': {
    summary: 'A good practice of a published report; not found once its city has withdrawn its consent',
    answer: '',
    parameters: [study, inPath('practice', 'Id of a good practice')],
    anonymous: true
  },
  '/api/v1/public/studies/{study}/themes': {
    summary: 'The trends and challenges of published reports',
    answer: '',
    parameters: [study],
    anonymous: true
  },
  '/api/v1/public/studies/{study}/themes/{theme}': {
    summary: 'A trend or challenge of a published report',
    answer: '',
    parameters: [study, inPath('theme', 'Id of a trend or challenge')],
    anonymous: true
  },
  '/api/v1/public/catalog': {
    summary: 'A catalogue of what was published, in the terms of DCAT as JSON-LD',
    answer: '',
    anonymous: true
  },
  '/api/v1/studies': { summary: 'The studies in which the caller holds a role', answer: 'StudyList' },
  '/api/v1/studies/{study}': {
    summary: 'One study, with the chapters that the caller may read',
    answer: 'Study',
    parameters: [study]
  },
  '/api/v1/studies/{study}/assessments': {
    summary: 'The assessments that the caller may see, with their documents’ rooms',
    answer: 'AssessmentList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/assessments/{city}': {
    summary: 'One assessment, with records and figures of the city’s response',
    answer: 'Assessment',
    parameters: [study, city]
  },
  '/api/v1/studies/{study}/search': {
    summary: 'What the caller may read of a study, searched in both languages at once',
    answer: 'SearchResults',
    parameters: [
      study,
      inQuery('q', 'Words, at most 200 characters', { type: 'string', maxLength: 200 }),
      inQuery('typing', '1 while the query is being typed: its last word may be half of one', {
        type: 'string',
        enum: ['1']
      }),
      inQuery('limit', 'At most so many', { type: 'integer', minimum: 1, maximum: 50, default: 20 }),
      inQuery('cursor', 'The cursor that the page before ended with', { type: 'string' }),
      ...['kind', 'city', 'side', 'characteristic', 'state', 'person', 'from', 'to'].map((name) =>
        inQuery(name, 'Narrows the results', { type: 'string' })
      )
    ]
  },
  '/api/v1/studies/{study}/meetings': {
    summary: 'The minutes of the group: meetings, external events and study visits',
    answer: 'MeetingList',
    parameters: [study],
    mayBeForbidden: true
  },
  '/api/v1/studies/{study}/roadmap': {
    summary: 'The steps of the roadmap: as they are, or for representatives of cities as they were released',
    answer: 'Roadmap',
    parameters: [study]
  },
  '/api/v1/studies/{study}/next-steps': {
    summary: 'The agreed next steps, and their status',
    answer: 'NextStepList',
    parameters: [study],
    mayBeForbidden: true
  },
  '/api/v1/studies/{study}/practices': {
    summary: 'The published good practices, in the languages for which their cities have given consent',
    answer: 'PracticeList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/themes': {
    summary: 'The published trends and challenges',
    answer: 'ThemeList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/context/sources': {
    summary: 'The bibliography of the study',
    answer: 'SourceList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/context/entries': {
    summary: 'The entries of the registers: policies, priorities, financing, standards, projects and trends',
    answer: 'ContextEntryList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/context/figures': {
    summary: 'Figures and tables of public sources; forecasts are told apart, nothing is added up',
    answer: 'ContextFigureList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/translations': {
    summary:
      'The passages whose translation is to do, of the texts on which the caller works or reads versions',
    answer: 'TranslationList',
    parameters: [study]
  },
  '/api/v1/studies/{study}/assessments/{city}/translations': {
    summary: 'All pairs of passages of an assessment’s texts on which the caller works or reads versions',
    answer: 'TranslationList',
    parameters: [study, city]
  },
  '/api/v1/studies/{study}/assessments/{city}/versions': {
    summary: 'The versions of an assessment’s texts that the caller may read',
    answer: 'VersionList',
    parameters: [study, city]
  },
  '/api/v1/studies/{study}/assessments/{city}/consultation': {
    summary: 'The rounds of a city’s consultation, and the comments that were submitted',
    answer: 'Consultation',
    parameters: [study, city]
  },
  '/api/v1/studies/{study}/approvals': {
    summary: 'The record of approvals: subjects, versions, signatures, hashes',
    answer: 'ApprovalList',
    parameters: [study],
    mayBeForbidden: true
  },
  '/api/v1/studies/{study}/assessments/{city}/threads': {
    summary: 'The threads of comments on an assessment’s texts that the caller may read, in text order',
    answer: 'ThreadList',
    parameters: [
      study,
      city,
      inQuery('mine', 'Only those in which the caller has written', { type: 'boolean', default: false }),
      inQuery('open', 'Only those that are not resolved', { type: 'boolean', default: false }),
      inQuery('role', 'Only those in which somebody in this role has written', { type: 'string' }),
      inQuery('language', 'Only those on a text in this language, or with a comment in it', {
        type: 'string',
        enum: ['en', 'zh']
      }),
      inQuery('deleted', 'Only those on words that are no longer there', { type: 'boolean', default: false }),
      inQuery('page', 'The page of the threads, the open ones first', pageSchema),
      inQuery('thread', 'The thread whose page is answered instead', { type: 'string' }),
      inQuery('comments', 'The page of that thread’s comments, from the newest', pageSchema)
    ]
  },
  '/api/v1/studies/{study}/comparison/levels': {
    summary: 'The levels that have been released to the caller, by city and characteristic',
    answer: 'ComparedLevels',
    parameters: [study]
  },
  '/api/v1/studies/{study}/events': {
    summary: 'The event log of the study as far as the caller may see it',
    answer: 'EventList',
    parameters: [
      study,
      inQuery('after', 'Only events with a higher number', { type: 'integer', minimum: 0, default: 0 }),
      inQuery('limit', 'At most so many', { type: 'integer', minimum: 1, maximum: 500, default: 100 })
    ]
  }
};

const json = (schema: object): object => ({ 'application/json': { schema } });
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const refused = (description: string): object => ({ description, content: json(reference('Error')) });

function pathItem(operation: Operation): object {
  const errors = operation.anonymous
    ? {}
    : {
        401: refused('Nobody is signed in'),
        ...(operation.mayBeForbidden
          ? { 403: refused('The caller takes part in the study, but not in this') }
          : {}),
        ...(operation.parameters ? { 404: refused('There is no such thing, or not for the caller') } : {}),
        ...(operation.answer === 'EventList' || operation.answer === 'ThreadList'
          ? { 400: refused('A parameter is not of its kind, or out of its bounds') }
          : {})
      };
  const schema = operation.answer === '' ? { type: 'object' } : reference(operation.answer);
  return {
    get: {
      summary: operation.summary,
      ...(operation.parameters ? { parameters: operation.parameters } : {}),
      ...(operation.anonymous ? { security: [] } : {}),
      responses: { 200: { description: operation.summary, content: json(schema) }, ...errors }
    }
  };
}

function schemas(): Record<string, unknown> {
  const made = z.toJSONSchema(shapes, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [name, schema])
  );
}

/** Returns the OpenAPI 3.1 document. `secure` selects which of the session cookie's two names is in use. */
export function openApi(origin: string): object {
  const secure = origin.startsWith('https:');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Meridian',
      version: '1',
      description:
        'Reads what the signed-in caller may see. What the caller may not see is answered with 404. Every figure and state is of this moment; nothing here is an order of cities by merit.'
    },
    servers: [{ url: origin }],
    security: [{ session: [] }],
    paths: Object.fromEntries(
      Object.entries(operations).map(([path, operation]) => [path, pathItem(operation)])
    ),
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: secure ? '__Host-session' : 'session',
          description: 'Set by POST /login'
        }
      },
      schemas: schemas()
    }
  };
}
