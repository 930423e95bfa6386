import { signal } from '@preact/signals';
import type { CallReply, CallStep } from '../wire.js';
import { hangUpAtOnce, postCall } from './api.js';
import { pause, playTone, speakLine, type Heard } from './sound.js';
import { holderOf, person } from './state.js';

export type CallState = 'idle' | 'ringing' | 'speaking' | 'waiting' | 'thinking' | 'ended' | 'failed';

/** One line of what was said and done. */
export type Caption =
  | { readonly kind: 'said'; readonly text: string; readonly heard: Heard | null }
  | { readonly kind: 'pressed'; readonly keys: string }
  | { readonly kind: 'silence' };

export const callState = signal<CallState>('idle');
export const captions = signal<readonly Caption[]>([]);
export const seconds = signal(0);
/** Keys pressed for the question that is open. */
export const pressing = signal('');
/** While keys are awaited: how long until silence counts, in seconds. */
export const silenceSeconds = signal<number | null>(null);

type Gather = Extract<CallStep, { verb: 'gather' }>;
/** What a question came to. */
type Entry = { readonly digits: string; readonly finishedOnKey: string | null };
type Next = { readonly action: string; readonly entry: Entry | null } | 'ended';

interface Running {
  readonly phone: string;
  readonly hangUp: AbortController;
  callSid: string;
  onKey: ((key: string) => void) | null;
}
let running: Running | null = null;

export function isOnLine(): boolean {
  return ['ringing', 'speaking', 'waiting', 'thinking'].includes(callState.value);
}

/** Resolves when the last call is over. */
let over: Promise<void> = Promise.resolve();

/** Dials, and follows the answers until somebody hangs up. */
export function dial(): Promise<void> {
  if (running === null) over = hold();
  return over;
}

async function hold(): Promise<void> {
  const call: Running = { phone: holderOf('voice'), hangUp: new AbortController(), callSid: '', onKey: null };
  running = call;
  captions.value = [];
  seconds.value = 0;
  callState.value = 'ringing';
  const clock = setInterval(() => (seconds.value += 1), 1000);
  let end: CallState = 'ended';
  try {
    let reply = await postCall(call.phone, {});
    call.callSid = reply.callSid;
    while (reply.problem === null) {
      const next = await perform(call, reply);
      if (next === 'ended') break;
      callState.value = 'thinking';
      reply = await postCall(call.phone, { callSid: call.callSid, action: next.action, ...answer(next.entry) });
      if (call.hangUp.signal.aborted) break;
    }
    if (reply.problem !== null) end = 'failed';
  } catch {
    end = 'failed';
  }
  clearInterval(clock);
  if (call.callSid !== '') hangUpAtOnce(call.phone, call.callSid, seconds.value);
  running = null;
  pressing.value = '';
  silenceSeconds.value = null;
  callState.value = end;
}

export function hangUp(): void {
  running?.hangUp.abort();
}

/** The conversation began anew: what was heard is gone, and who was on the line is called through again. */
export async function redial(): Promise<void> {
  const wasOnLine = isOnLine();
  hangUp();
  await over;
  captions.value = [];
  callState.value = 'idle';
  if (wasOnLine) await dial();
}

/** A key of the call phone. */
export function press(key: string): void {
  playTone(key);
  running?.onKey?.(key);
}

function answer(entry: Entry | null): object {
  if (entry === null) return { noInput: true };
  const finished = entry.finishedOnKey === null ? {} : { finishedOnKey: entry.finishedOnKey };
  return entry.digits === '' ? { noInput: true, ...finished } : { digits: entry.digits, ...finished };
}

async function perform(call: Running, reply: CallReply): Promise<Next> {
  const { signal: cut } = call.hangUp;
  for (const step of reply.steps) {
    if (cut.aborted) return 'ended';
    switch (step.verb) {
      case 'play':
      case 'say':
        callState.value = 'speaking';
        await say(step, cut);
        break;
      case 'pause':
        callState.value = 'speaking';
        await pause(step.seconds * 1000, cut);
        break;
      case 'gather': {
        const entry = await gather(call, step);
        if (isCut(call)) return 'ended';
        if (entry.digits === '') add({ kind: 'silence' });
        else add({ kind: 'pressed', keys: entry.digits });
        if (entry.digits !== '' || step.actionOnEmptyResult) return { action: step.action, entry };
        break;
      }
      case 'redirect':
        return { action: step.url, entry: null };
      case 'hangup':
        return 'ended';
    }
  }
  return 'ended';
}

/** Whether somebody hung up; asked after every wait. */
function isCut(call: Running): boolean {
  return call.hangUp.signal.aborted;
}

function add(caption: Caption): number {
  captions.value = [...captions.value, caption];
  return captions.value.length - 1;
}

async function say(line: Extract<CallStep, { verb: 'play' | 'say' }>, cut: AbortSignal): Promise<void> {
  if (cut.aborted) return;
  const text = line.text ?? nameOf(line.verb === 'play' ? line.url : '');
  const at = add({ kind: 'said', text, heard: null });
  await speakLine(line, cut, (heard) => {
    captions.value = captions.value.map((each, index) => (index === at ? { kind: 'said', text, heard } : each));
  });
}

/** A recording whose words nobody told: its file name. */
function nameOf(url: string): string {
  return `♪ ${decodeURIComponent(url.split('/').at(-1) ?? '')}`;
}

/** Says the prompts and collects keys; the first key stops the voice. */
async function gather(call: Running, step: Gather): Promise<Entry> {
  const voice = new AbortController();
  const { signal: cut } = call.hangUp;
  const stopVoice = () => voice.abort();
  cut.addEventListener('abort', stopVoice, { once: true });
  let digits = '';
  pressing.value = '';

  const entry = new Promise<Entry>((resolve) => {
    let silence: ReturnType<typeof setInterval> | undefined;
    function finish(finishedOnKey: string | null): void {
      clearInterval(silence);
      call.onKey = null;
      silenceSeconds.value = null;
      resolve({ digits, finishedOnKey });
    }
    function wait(): void {
      clearInterval(silence);
      callState.value = 'waiting';
      silenceSeconds.value = step.timeoutSeconds;
      silence = setInterval(() => {
        silenceSeconds.value = (silenceSeconds.value ?? 0) - 1;
        if (silenceSeconds.value <= 0) finish(null);
      }, 1000);
    }
    cut.addEventListener('abort', () => finish(null), { once: true });
    call.onKey = (key) => {
      voice.abort();
      if (step.finishOnKey.includes(key)) {
        finish(key);
        return;
      }
      digits += key;
      pressing.value = digits;
      if (step.numDigits !== null && digits.length >= step.numDigits) finish(null);
      else wait();
    };
    void (async () => {
      callState.value = 'speaking';
      for (const line of step.prompts) await say(line, voice.signal);
      if (!voice.signal.aborted) wait();
    })();
  });
  const result = await entry;
  cut.removeEventListener('abort', stopVoice);
  pressing.value = '';
  return result;
}

// Another person is another phone; a closed page is a call that ended.
person.subscribe(hangUp);
addEventListener('pagehide', () => {
  if (running !== null && running.callSid !== '') hangUpAtOnce(running.phone, running.callSid, seconds.value);
});
