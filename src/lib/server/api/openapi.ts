/**
 * Builds the description of /api/v1 from what its routes tell of themselves (endpoint.ts) and the schemas of
 * their answers.
 */
import { z } from 'zod';
import type { Description } from './endpoint.ts';
import { apiError, shapes } from './shapes.ts';

const routes = import.meta.glob<Description>('/src/routes/api/v1/**/+server.ts', { import: '_description' });

/** Describes what stands in brackets in the addresses. */
const inPath: Readonly<Record<string, string>> = {
  study: 'Slug of a study',
  city: 'Id of a city in the study',
  edition: 'Number of a published report, such as `1` or `white-paper-1`',
  practice: 'Id of a good practice',
  theme: 'Id of a trend or challenge'
};

/** Returns the address as OpenAPI writes it, from the place of the file of a route. */
const pathOf = (file: string): string =>
  file
    .replace(/^\/src\/routes|\/\+server\.ts$/g, '')
    .replaceAll('[', '{')
    .replaceAll(']', '}');

const named = (path: string) =>
  [...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: inPath[name],
    schema: { type: 'string' }
  }));

const asked = (query: z.ZodObject) =>
  Object.entries(query.shape).map(([name, field]) => {
    const { description, schema } = (field as z.ZodType).meta() ?? {};
    return { name, in: 'query', required: false, description, schema };
  });

const reference = (schema: z.ZodType): object => {
  const id = shapes.get(schema)?.id;
  return id === undefined ? { type: 'object' } : { $ref: `#/components/schemas/${id}` };
};
const refused = (description: string): object => ({
  description,
  content: { 'application/json': { schema: reference(apiError) } }
});

function pathItem(
  path: string,
  { summary, answer, query, mediaType = 'application/json', anonymous, mayBeForbidden }: Description
): object {
  const inAddress = named(path);
  const inQuery = asked(query);
  const [type = ''] = mediaType.split(';');
  return {
    get: {
      summary,
      ...(inAddress.length + inQuery.length > 0 ? { parameters: [...inAddress, ...inQuery] } : {}),
      ...(anonymous ? { security: [] } : {}),
      responses: {
        200: {
          description: summary,
          content: {
            [type]: { schema: answer instanceof z.ZodString ? { type: 'string' } : reference(answer) }
          }
        },
        ...(!anonymous && inQuery.length > 0
          ? { 400: refused('A parameter is not of its kind, or out of its bounds') }
          : {}),
        ...(anonymous ? {} : { 401: refused('Nobody is signed in') }),
        ...(mayBeForbidden ? { 403: refused('The caller takes part in the study, but not in this') } : {}),
        ...(inAddress.length > 0 ? { 404: refused('There is no such thing, or not for the caller') } : {})
      }
    }
  };
}

function schemas(): Record<string, unknown> {
  const made = z.toJSONSchema(shapes, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [name, schema])
  );
}

/** Returns the OpenAPI 3.1 document; which of its two names the session cookie has follows from the origin. */
export async function openApi(origin: string) {
  const described = await Promise.all(
    Object.entries(routes).map(async ([file, load]) => [pathOf(file), await load()] as const)
  );
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
    paths: Object.fromEntries(described.map(([path, description]) => [path, pathItem(path, description)])),
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
