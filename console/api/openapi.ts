import { z } from 'zod';
import type { Access } from './access.js';
import { errorAnswer } from './schemas.js';

/** One route as the description and the server both see it. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST';
  /** Below `/api/desk`, in Fastify's form (`/cases/:id`). */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly answer: {
    readonly status: 200 | 201 | 204;
    readonly description: string;
    readonly type?: string;
    readonly schema?: z.ZodType;
  };
  /** Refusals beside 400 for a bad body, 401 without a session, 403 beyond the role. */
  readonly refusals?: Readonly<Partial<Record<404 | 409 | 416 | 429, string>>>;
}

type Json = Readonly<Record<string, unknown>>;

const NOTE = [
  'Sessions are a cookie of this host: HttpOnly, SameSite=Strict, 12 hours, locked after 60 minutes without a touch.',
  'Every POST needs the header `x-labas: 1` and must come from the same origin.',
  'What a console does by itself carries `x-labas-background: 1`, so that it does not count as a touch.',
].join(' ');

/** The OpenAPI 3.1 description of the desk, from the same schemas that parse the requests. */
export function openApi(routes: readonly RouteSpec[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `/api/desk${route.path.replace(/:([A-Za-z]+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Labas nurse desk', version: '1', description: NOTE },
    paths,
    components: {
      schemas: { Error: schemaOf(errorAnswer) },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'labas', description: '`__Host-labas` over HTTPS.' },
      },
    },
  };
}

function operation(route: RouteSpec): Json {
  const { answer } = route;
  const content =
    answer.schema === undefined && answer.type === undefined
      ? {}
      : {
          content: {
            [answer.type ?? 'application/json']: answer.schema === undefined ? {} : { schema: schemaOf(answer.schema) },
          },
        };
  const refusals: Record<string, string> = {
    ...(route.body === undefined && route.params === undefined ? {} : { 400: 'The request is not valid.' }),
    ...(route.access === 'public' && route.name !== 'login' ? {} : { 401: 'No session, or it is over or locked.' }),
    ...(route.method === 'POST' || route.access === 'admin' ? { 403: 'Another origin, or beyond the role.' } : {}),
    ...route.refusals,
  };
  return {
    operationId: route.name,
    summary: route.summary,
    tags: ['desk'],
    security: route.access === 'public' ? [] : [{ session: [] }],
    parameters: [...pathParameters(route), ...(route.method === 'POST' ? [OWN] : [])],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } } }),
    responses: {
      [String(answer.status)]: { description: answer.description, ...content },
      ...Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, refusal(description)])),
    },
  };
}

const OWN: Json = { name: 'x-labas', in: 'header', required: true, schema: { type: 'string', const: '1' } };

function pathParameters(route: RouteSpec): readonly Json[] {
  if (route.params === undefined) return [];
  return Object.entries<z.core.$ZodType>(route.params.shape).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(schema),
  }));
}

function refusal(description: string): Json {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
}

function schemaOf(schema: z.core.$ZodType): Json {
  const described = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return Object.fromEntries(Object.entries(described).filter(([name]) => name !== '$schema'));
}
