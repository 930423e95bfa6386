import type { FastifyReply } from 'fastify';

const HEARTBEAT_MILLISECONDS = 15_000;

/**
 * Answers with server-sent events until the page goes away. `watch` is given a function that sends one event, and returns one
 * that ends the watching. The reply stands in `streams` while it is open, so that a server that stops can end it.
 */
export function openStream(
  reply: FastifyReply,
  streams: Set<FastifyReply>,
  watch: (send: (event: unknown) => void) => () => void,
): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  reply.raw.write(': connected\n\n');
  streams.add(reply);
  const stop = watch((event) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`));
  const heartbeat = setInterval(() => reply.raw.write(': still here\n\n'), HEARTBEAT_MILLISECONDS);
  reply.raw.on('close', () => {
    clearInterval(heartbeat);
    stop();
    streams.delete(reply);
  });
  return reply;
}
