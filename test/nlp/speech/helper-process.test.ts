import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openHelper, type Helper } from '../../../nlp/speech/helper-process.js';

/** Answers with the question and its own number; `hang`, `die` and `throw` are done as asked. */
const ECHO = `
  process.once('disconnect', () => process.exit(0));
  process.on('message', (question) => {
    if (question === 'hang') for (;;);
    if (question === 'die') process.exit(1);
    if (question === 'throw') throw new Error('broken');
    if (question === 'fail') return process.send({ kind: 'failed', message: 'cannot' });
    setTimeout(() => process.send({ kind: 'answer', answer: [question, process.pid] }), 10);
  });
  process.send({ kind: 'ready' });`;

type Echo = Helper<string, readonly [string, number]>;
const folder = mkdtempSync(path.join(tmpdir(), 'labas-helper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const opened: Echo[] = [];
async function open(code: string, answerMilliseconds = 1000): Promise<Echo> {
  const file = path.join(folder, 'echo.mjs');
  writeFileSync(file, code);
  const helper: Echo = await openHelper({
    entry: pathToFileURL(file),
    argument: '',
    startMilliseconds: 10_000,
    answerMilliseconds,
  });
  opened.push(helper);
  return helper;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((helper) => helper.close()));
});
const unavailable = (message: string) => ({ code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(message) });

describe('a process that answers', () => {
  it('works on one question at a time, in order', async () => {
    const helper = await open(ECHO);
    const order: string[] = [];
    await Promise.all(['a', 'b', 'c'].map(async (each) => order.push((await helper.ask(each))[0])));
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('is ended when it hangs, and another one answers the next question', async () => {
    const helper = await open(ECHO);
    const [, first] = await helper.ask('a');
    const started = performance.now();
    await expect(helper.ask('hang')).rejects.toMatchObject(unavailable('no answer within 1000 ms'));
    expect(performance.now() - started).toBeLessThan(5000);
    const [answer, second] = await helper.ask('b');
    expect([answer, second === first]).toEqual(['b', false]);
  });

  it('answers for itself whoever waits behind one that hangs', async () => {
    const helper = await open(ECHO);
    const both = await Promise.allSettled([helper.ask('hang'), helper.ask('a')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await helper.ask('b'))[0]).toBe('b');
  });

  it.each(['die', 'throw'])('is started again after an end of its own (%s)', async (end) => {
    const helper = await open(ECHO);
    await expect(helper.ask(end)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect((await helper.ask('a'))[0]).toBe('a');
  });

  it('goes on after a question that failed', async () => {
    const helper = await open(ECHO);
    const [, first] = await helper.ask('a');
    await expect(helper.ask('fail')).rejects.toMatchObject(unavailable('cannot'));
    expect((await helper.ask('b'))[1]).toBe(first);
  });

  it('ends between two questions without a word, and is started again', async () => {
    const helper = await open(`${ECHO} setTimeout(() => process.exit(0), 50);`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await helper.ask('a'))[0]).toBe('a');
  });

  it('is refused when it does not start', async () => {
    await expect(open('throw new Error("no start")')).rejects.toMatchObject(unavailable('ended'));
    await expect(open('process.exit(0)')).rejects.toMatchObject(unavailable('ended'));
  });

  it('answers everybody when it is closed, and nobody afterwards', async () => {
    const helper = await open(ECHO, 5000);
    const waiting = Promise.allSettled([helper.ask('hang'), helper.ask('a')]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await helper.close();
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(helper.ask('b')).rejects.toMatchObject(unavailable('closed'));
  });
});
