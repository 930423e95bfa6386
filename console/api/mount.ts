import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ClaimResult, HolderResult } from '../desk.js';
import type { Access, Caller, Gate } from './access.js';
import type { RouteSpec } from './openapi.js';
import { Refusal } from './refusal.js';

/** Bytes: a reply of 1500 characters in Arabic letters, escaped, fits five times. */
const BODY_LIMIT = 48 * 1024;

/** One call, parsed. */
export interface Call<Params, Body> {
  readonly params: Params;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
/** What goes out as JSON; `null`: no body; `sent`: the handler has answered by itself. */
export type Answer = Readonly<Record<string, unknown>> | null | 'sent';
type Spec<Params, Body> = RouteSpec & { readonly params?: Params; readonly body?: Body };

export interface Mount {
  /** Everything mounted so far, for the description. */
  readonly specs: readonly RouteSpec[];
  /** A route without a session. */
  open<Params extends z.ZodObject, Body extends z.ZodObject>(
    spec: Spec<Params, Body> & { readonly access: 'public' },
    handle: (call: Call<z.output<Params>, z.output<Body>>) => Promise<Answer>,
  ): void;
  /** A route that needs a session: admitted first, then parsed, so that a stranger learns nothing about what it expects. */
  route<Params extends z.ZodObject, Body extends z.ZodObject>(
    spec: Spec<Params, Body> & { readonly access: Exclude<Access, 'public'> },
    handle: (call: Call<z.output<Params>, z.output<Body>>, caller: Caller) => Promise<Answer>,
  ): void;
}

/** How every route is mounted: same origin, session and role before the body is read, then parsed, then answered. */
export function createMount(app: FastifyInstance, gate: Gate): Mount {
  const specs: RouteSpec[] = [];

  function mount<Params extends z.ZodObject, Body extends z.ZodObject>(
    spec: Spec<Params, Body>,
    before: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
    handle: (call: Call<z.output<Params>, z.output<Body>>) => Promise<Answer>,
  ): void {
    specs.push(spec);
    app.route({
      method: spec.method,
      url: `/api/desk${spec.path}`,
      bodyLimit: BODY_LIMIT,
      exposeHeadRoute: false,
      onRequest: async (request, reply) => {
        if (spec.method === 'POST') gate.sameOrigin(request);
        await before(request, reply);
      },
      handler: async (request, reply) => {
        const params = parse(spec.params, request.params, 'path');
        const body = parse(spec.body, request.body ?? {}, 'body');
        const answer = await handle({ params, body, request, reply });
        if (answer === 'sent') return reply;
        void reply.status(spec.answer.status);
        return answer === null ? reply.send() : reply.send(answer);
      },
    });
  }

  return {
    specs,
    open(spec, handle) {
      mount(spec, () => Promise.resolve(), handle);
    },
    route(spec, handle) {
      const callers = new WeakMap<FastifyRequest, Caller>();
      mount(
        spec,
        async (request, reply) => {
          callers.set(request, await gate.admit(request, reply, spec.access));
        },
        (call) => {
          const caller = callers.get(call.request);
          if (caller === undefined) throw new Refusal(401, 'DESK_FORBIDDEN', 'log in first');
          return handle(call, caller);
        },
      );
    },
  };
}

/** Expected outcomes that are not what was asked for become refusals with their name in `result`. */
export function settled(result: ClaimResult | HolderResult): Answer {
  switch (result) {
    case 'claimed':
    case 'done':
      return { result };
    case 'taken':
      throw new Refusal(409, 'DESK_FORBIDDEN', 'somebody else has claimed this case', 'taken');
    case 'not_holder':
      throw new Refusal(409, 'DESK_FORBIDDEN', 'you do not hold this case any more', 'not_holder');
    case 'gone':
      throw gone();
  }
}

/** Unknown, closed or forgotten: a caller is not told which. */
export function gone(): Refusal {
  return new Refusal(404, 'INPUT_INVALID', 'there is no such thing, or it is closed', 'gone');
}

function parse<Schema extends z.ZodObject>(
  schema: Schema | undefined,
  value: unknown,
  where: string,
): z.output<Schema> {
  const parsed = (schema ?? z.unknown()).safeParse(value);
  if (parsed.success) return parsed.data as z.output<Schema>;
  const problems = parsed.error.issues.map((issue) => `${[where, ...issue.path].join('.')}: ${issue.message}`);
  throw new Refusal(400, 'INPUT_INVALID', problems.slice(0, 5).join('; '));
}
