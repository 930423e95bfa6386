import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { WRITTEN_FORMS } from '../../core/language.js';
import { openStream } from './stream.js';
import { countSms } from './webhook-forms.js';
import { newSid } from './provider.js';
import type { PreviewChoice, TextChannel, WireChoices, WireMessage, WirePreview } from './wire.js';

/** What the page of a preview needs; `labas flows preview` fills it. */
export interface Preview {
  state(): WirePreview;
  /** Told whenever the state is another one, until the returned function is called. */
  watch(listener: () => void): () => void;
  /** Begins the three conversations anew for another person, pack or language. */
  choose(choice: PreviewChoice): Promise<void>;
}

const CHOICE: z.ZodType<PreviewChoice> = z.strictObject({
  pack: z.string().min(1).max(100),
  age: z.number().min(0).max(1500),
  unit: z.enum(['days', 'months', 'years']),
  sex: z.enum(['f', 'm']),
  state: z.enum(['none', 'pregnant', 'postpartum']),
  language: z.enum(WRITTEN_FORMS),
  skip: z.boolean(),
});

/** `GET /preview` the page, `GET /preview/state` and `/preview/events` what stands beside the phones, `POST /preview/choose`. */
export function previewRoutes(
  app: FastifyInstance,
  tools: {
    readonly preview: Preview;
    readonly page: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
    readonly streams: Set<FastifyReply>;
  },
): void {
  const { preview, streams } = tools;
  app.get('/preview', tools.page);
  app.get('/preview/state', (_request, reply) => reply.header('cache-control', 'no-store').send(preview.state()));
  app.get('/preview/events', (_request, reply) =>
    openStream(reply, streams, (send) => preview.watch(() => send(preview.state()))),
  );
  app.post('/preview/choose', async (request, reply) => {
    const choice = CHOICE.safeParse(request.body);
    if (!choice.success) return reply.status(400).send({ error: z.prettifyError(choice.error) });
    await preview.choose(choice.data);
    return reply.send(preview.state());
  });
}

/** A message that a phone shows although nobody sent it just now: a conversation that is told again. */
export function shownAgain(line: {
  readonly channel: TextChannel;
  readonly by: WireMessage['by'];
  readonly text: string;
  readonly choices: WireChoices | null;
  readonly at: Date;
}): WireMessage {
  const { at, ...rest } = line;
  return {
    ...rest,
    sid: newSid('PV'),
    at: at.toISOString(),
    status: line.by === 'person' ? 'accepted' : 'delivered',
    media: null,
    place: null,
    sms: line.channel === 'sms' ? countSms(line.text) : null,
    posted: 1,
  };
}
