/** The description of /api/v1, made from the shapes of its answers. A test holds it against the routes, both ways. */
import { z } from 'zod';
import { shapes } from './api-shapes.ts';

interface Operation {
  readonly summary: string;
  readonly answer: string;
  readonly parameters?: readonly object[];
  readonly anonymous?: true;
}

const inPath = (name: string, description: string): object => ({
  name, in: 'path', required: true, description, schema: { type: 'string' }
});
const inQuery = (name: string, description: string, schema: object): object => ({ name, in: 'query', required: false, description, schema });

const study = inPath('study', 'Slug of a study');
const city = inPath('city', 'Id of a city in the study');

const operations: Readonly<Record<string, Operation>> = {
  '/api/v1/openapi.json': { summary: 'This description', answer: '', anonymous: true },
  '/api/v1/ping': { summary: 'The server’s clock', answer: 'Ping', anonymous: true },
  '/api/v1/studies': { summary: 'The studies in which the caller holds a role', answer: 'StudyList' },
  '/api/v1/studies/{study}': { summary: 'One study, with the chapters that the caller may read', answer: 'Study', parameters: [study] },
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
        ...(operation.parameters ? { 404: refused('There is no such thing, or not for the caller') } : {}),
        ...(operation.answer === 'EventList' ? { 400: refused('A parameter is not a number in its bounds') } : {})
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

/** OpenAPI 3.1. `secure` tells which of the session cookie's two names is in use. */
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
    paths: Object.fromEntries(Object.entries(operations).map(([path, operation]) => [path, pathItem(operation)])),
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: secure ? '__Host-session' : 'session', description: 'Set by POST /login' }
      },
      schemas: schemas()
    }
  };
}
