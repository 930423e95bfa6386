import { afterEach, describe, expect, it } from 'vitest';
import { createStreams, type Wire } from '../../console/api/events.js';
import type { Caller } from '../../console/api/access.js';
import { heldClock } from '../../core/time.js';
import { fakeDesk, sampleCase } from './fake-desk.js';
import { OWN, startConsole, type Console } from './server.js';

let at: Console | null = null;
afterEach(async () => {
  await at?.app.close();
  at = null;
});

/** Reads a stream until `wanted` was heard. */
async function hear(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let heard = '';
  const decoder = new TextDecoder();
  while (!heard.includes(wanted)) {
    const { value, done } = await reader.read();
    if (done) return `${heard}[end]`;
    heard += decoder.decode(value, { stream: true });
  }
  return heard;
}

async function listen(): Promise<{ readonly one: Console; readonly url: string; readonly cookie: string }> {
  const one = await startConsole({ cases: [sampleCase()] });
  at = one;
  const url = await one.app.listen({ host: '127.0.0.1', port: 0 });
  return { one, url, cookie: await one.login('nadia') };
}

describe('the stream of events', () => {
  it('says what changed, over real HTTP, with the headers of everything else', async () => {
    const { one, url, cookie } = await listen();
    const answer = await fetch(`${url}/api/desk/events`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const reader = answer.body!.getReader();
    expect(await hear(reader, 'event: beat')).toContain('retry: 3000');
    one.desk.announce({ kind: 'alert', caseId: 'c-1', level: 'emergency' });
    expect(await hear(reader, '\n\n')).toContain(
      'event: desk\ndata: {"kind":"alert","caseId":"c-1","level":"emergency"}\n\n',
    );
    await reader.cancel();
  });

  it('ends with the logout', async () => {
    const { url, cookie } = await listen();
    const answer = await fetch(`${url}/api/desk/events`, { headers: { cookie } });
    const reader = answer.body!.getReader();
    await hear(reader, 'event: beat');
    await fetch(`${url}/api/desk/logout`, { method: 'POST', headers: { cookie, ...OWN } });
    expect(await hear(reader, 'never said')).toContain('[end]');
  });

  it('does not keep the service from stopping', async () => {
    const { one, url, cookie } = await listen();
    const answer = await fetch(`${url}/api/desk/events`, { headers: { cookie } });
    const reader = answer.body!.getReader();
    await hear(reader, 'event: beat');
    await one.app.close();
    at = null;
    expect(await hear(reader, 'never said')).toContain('[end]');
    expect(one.desk.watchers()).toBe(0);
  });
});

describe('open streams', () => {
  function wire(length = 0): Wire & { readonly text: () => string; readonly ended: () => boolean; length: number } {
    const written: string[] = [];
    let over = false;
    return {
      length,
      get writableLength() {
        return this.length;
      },
      write: (text) => written.push(text) > 0,
      end: () => {
        over = true;
      },
      text: () => written.join(''),
      ended: () => over,
    };
  }
  const desk = fakeDesk(heldClock(new Date('2026-01-05T09:00:00Z')));
  const callerOf = (id: string): Caller => ({
    staff: { id, email: '', name: id, role: 'nurse', onDuty: true, disabled: false },
    session: { id: `session-${id}`, staffId: id, begunAt: new Date(0), touchedAt: new Date(0) },
  });

  it('show that they live, and end for who may no longer listen', async () => {
    const streams = createStreams(desk, ({ staff }) => Promise.resolve(staff.id !== 'gone'));
    const [stays, goes] = [wire(), wire()];
    streams.add(callerOf('stays'), stays);
    streams.add(callerOf('gone'), goes);
    await streams.beat();
    expect(stays.text().match(/event: beat/g)).toHaveLength(2);
    expect(stays.ended()).toBe(false);
    expect(goes.text()).toMatch(/event: end\ndata: {}\n\n$/);
    expect(goes.ended()).toBe(true);
    streams.close();
  });

  it('stay open while the store does not answer', async () => {
    const streams = createStreams(desk, () => Promise.reject(new Error('store')));
    const one = wire();
    streams.add(callerOf('nadia'), one);
    await streams.beat();
    expect(one.ended()).toBe(false);
    streams.close();
  });

  it('carry three fields whatever the event has', () => {
    const streams = createStreams(desk, () => Promise.resolve(true));
    const one = wire();
    streams.add(callerOf('nadia'), one);
    const more = { kind: 'case', caseId: 'c-1', level: null, text: 'mrid bzaf' } as const;
    desk.announce(more);
    expect(one.text()).toContain('data: {"kind":"case","caseId":"c-1","level":null}');
    expect(one.text()).not.toContain('mrid');
    streams.close();
  });

  it('are dropped when their reader is far behind, so that it does not fill the memory', () => {
    const streams = createStreams(desk, () => Promise.resolve(true));
    const slow = wire();
    streams.add(callerOf('nadia'), slow);
    slow.length = 10_000_000;
    desk.announce({ kind: 'case', caseId: 'c-1', level: null });
    expect(slow.ended()).toBe(true);
    streams.close();
  });
});
