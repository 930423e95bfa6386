import { afterEach, describe, expect, it } from 'vitest';
import { openThread, type Thread } from '../../../nlp/speech/thread.js';

/** A thread that answers with the question and its own number; `hang`, `die` and `throw` are done as asked. */
const ECHO = `
  import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', (question) => {
    if (question === 'hang') for (;;);
    if (question === 'die') process.exit(1);
    if (question === 'throw') throw new Error('broken');
    if (question === 'fail') return parentPort.postMessage({ kind: 'failed', message: 'cannot' });
    setTimeout(() => parentPort.postMessage({ kind: 'answer', answer: [question, threadId] }), 10);
  });
  parentPort.postMessage({ kind: 'ready' });`;

type Echo = Thread<string, readonly [string, number]>;
const opened: Echo[] = [];
async function open(code: string, answerMilliseconds = 400): Promise<Echo> {
  const thread: Echo = await openThread({
    entry: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    data: null,
    startMilliseconds: 3000,
    answerMilliseconds,
  });
  opened.push(thread);
  return thread;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thread) => thread.close()));
});
const unavailable = (message: string) => ({ code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(message) });

describe('a thread that answers', () => {
  it('works on one question at a time, in order', async () => {
    const thread = await open(ECHO);
    const order: string[] = [];
    await Promise.all(['a', 'b', 'c'].map(async (each) => order.push((await thread.ask(each))[0])));
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('is ended when it hangs, and another one answers the next question', async () => {
    const thread = await open(ECHO);
    const [, first] = await thread.ask('a');
    const started = performance.now();
    await expect(thread.ask('hang')).rejects.toMatchObject(unavailable('no answer within 400 ms'));
    expect(performance.now() - started).toBeLessThan(1500);
    const [answer, second] = await thread.ask('b');
    expect([answer, second === first]).toEqual(['b', false]);
  });

  it('answers for itself whoever waits behind one that hangs', async () => {
    const thread = await open(ECHO);
    const both = await Promise.allSettled([thread.ask('hang'), thread.ask('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await thread.ask('b'))[0]).toBe('b');
  });

  it.each(['die', 'throw'])('is started again after an end of its own (%s)', async (end) => {
    const thread = await open(ECHO);
    await expect(thread.ask(end)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect((await thread.ask('a'))[0]).toBe('a');
  });

  it('goes on after a question that failed', async () => {
    const thread = await open(ECHO);
    const [, first] = await thread.ask('a');
    await expect(thread.ask('fail')).rejects.toMatchObject(unavailable('cannot'));
    expect((await thread.ask('b'))[1]).toBe(first);
  });

  it('ends between two questions without a word, and is started again', async () => {
    const thread = await open(`${ECHO} setTimeout(() => process.exit(0), 50);`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await thread.ask('a'))[0]).toBe('a');
  });

  it('is refused when it does not start', async () => {
    await expect(open('throw new Error("no start")')).rejects.toMatchObject(unavailable('no start'));
    await expect(open('process.exit(0)')).rejects.toMatchObject(unavailable('ended'));
  });

  it('answers everybody when it is closed, and nobody afterwards', async () => {
    const thread = await open(ECHO, 5000);
    const waiting = Promise.allSettled([thread.ask('hang'), thread.ask('a')]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await thread.close();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(thread.ask('b')).rejects.toMatchObject(unavailable('closed'));
  });
});
