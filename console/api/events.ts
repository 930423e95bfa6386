import type { Desk } from '../desk.js';
import type { Caller } from './access.js';
import type { Mount } from './mount.js';
import { deskEvent } from './schemas.js';

/** How often an open stream shows that it lives; a console that hears nothing for twice as long says so and reconnects. */
export const BEAT_SECONDS = 15;
/** A reader that is this far behind is dropped; it reconnects and fetches what it missed. Bytes. */
const BEHIND_LIMIT = 64 * 1024;

/** The part of an HTTP response that a stream needs. */
export interface Wire {
  readonly writableLength: number;
  write(text: string): boolean;
  end(): void;
}

export interface Streams {
  /** Starts sending; the returned function forgets the stream. */
  add(caller: Caller, wire: Wire): () => void;
  /** One beat to everybody; whoever may no longer listen is told and dropped. */
  beat(): Promise<void>;
  /** Ends the streams of one session: logged out. */
  endSession(sessionId: string): void;
  /** Ends all of them: the service stops. */
  close(): void;
}

/**
 * Server-sent events: what changed, never a word of a patient. There is nothing to catch up on after a lost connection,
 * because a console that reconnects fetches the queue.
 */
export function createStreams(desk: Desk, stillAdmitted: (caller: Caller) => Promise<boolean>): Streams {
  const open = new Map<Wire, Caller>();

  function send(wire: Wire, event: string, data: unknown): void {
    if (wire.writableLength > BEHIND_LIMIT) drop(wire);
    else wire.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
  function drop(wire: Wire): void {
    open.delete(wire);
    wire.end();
  }
  const unwatch = desk.watch(({ kind, caseId, level }) => {
    // Named one by one, so that a field added to the event some day is not sent by accident.
    for (const wire of open.keys()) send(wire, 'desk', { kind, caseId, level });
  });

  return {
    add(caller, wire) {
      open.set(wire, caller);
      wire.write('retry: 3000\n\n');
      send(wire, 'beat', {});
      return () => open.delete(wire);
    },
    async beat() {
      for (const [wire, caller] of [...open]) {
        // A store that does not answer is no reason to hang up.
        const admitted = await stillAdmitted(caller).catch(() => true);
        if (admitted) send(wire, 'beat', {});
        else {
          send(wire, 'end', {});
          drop(wire);
        }
      }
    },
    endSession(sessionId) {
      for (const [wire, caller] of [...open]) if (caller.session.id === sessionId) drop(wire);
    },
    close() {
      unwatch();
      for (const wire of [...open.keys()]) drop(wire);
    },
  };
}

/** The stream is opened by hand: the framework's answer would wait for an end that never comes. */
export function mountEvents(mount: Mount, streams: Streams): void {
  mount.route(
    {
      method: 'GET',
      path: '/events',
      name: 'events',
      summary: 'What changed, as server-sent events: `desk`, `beat` every 15 s, `end`. No patient words.',
      access: 'locked',
      answer: {
        status: 200,
        description: 'A stream; the data of a `desk` event has this shape.',
        type: 'text/event-stream',
        schema: deskEvent,
      },
    },
    ({ reply }, caller) => {
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      // The second header keeps nginx from holding events back.
      raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      raw.on('close', streams.add(caller, raw));
      return Promise.resolve('sent');
    },
  );
}
