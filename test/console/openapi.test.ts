import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startConsole } from './server.js';

const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(5),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(['path', 'header']), required: z.literal(true), schema: z.object({}) }),
  ),
  requestBody: z
    .object({
      required: z.literal(true),
      content: z.object({ 'application/json': z.object({ schema: z.object({}) }) }),
    })
    .optional(),
  responses: z.record(z.string().regex(/^[2-5]\d\d$/), z.object({ description: z.string().min(1) }).loose()),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(
    z.string().startsWith('/api/desk/'),
    z.record(z.enum(['get', 'post']), operation).or(z.partialRecord(z.enum(['get', 'post']), operation)),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.object({})),
    securitySchemes: z.record(z.string(), z.object({})),
  }),
});

async function described() {
  const at = await startConsole();
  const answer = await at.app.inject({ url: '/api/openapi.json' });
  const routes = at.routes.filter((route) => route.includes(' /api/desk/'));
  await at.app.close();
  return { answer, routes, text: answer.body, value: document.parse(answer.json()) };
}

describe('the description of the desk', () => {
  it('is an OpenAPI 3.1 document that anybody may read', async () => {
    const { answer, value } = await described();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    const names = Object.values(value.paths).flatMap((path) => Object.values(path).map((entry) => entry.operationId));
    expect(new Set(names).size).toBe(names.length);
  });

  it('lists every route that is mounted, and no other', async () => {
    const { routes, value } = await described();
    const listed = Object.entries(value.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(routes.length).toBeGreaterThan(18);
    expect(listed.sort()).toEqual([...routes].sort());
  });

  it('names every parameter of a path, a session wherever one is needed, and the header of every POST', async () => {
    const { value } = await described();
    for (const [path, methods] of Object.entries(value.paths)) {
      for (const [method, entry] of Object.entries(methods)) {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        expect(entry.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
        expect(entry.parameters.some((one) => one.name === 'x-labas')).toBe(method === 'post');
        const isPublic = ['login', 'logout'].includes(entry.operationId);
        expect(entry.security).toEqual(isPublic ? [] : [{ session: [] }]);
        if (!isPublic) expect(Object.keys(entry.responses)).toContain('401');
      }
    }
  });

  it('has no reference that leads nowhere', async () => {
    const { text, value } = await described();
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references)
      expect(Object.keys(value.components.schemas)).toContain(reference.split('/').at(-1));
  });
});
