import { signal } from '@preact/signals';
import type { CallStep } from '../wire.js';

/** Whether the visitor wants to hear anything. */
export const soundOn = signal(true);

const ROWS = ['123', '456', '789', '*0#'];
const ROW_HERTZ = [697, 770, 852, 941];
const COLUMN_HERTZ = [1209, 1336, 1477];
let audio: AudioContext | null = null;

/** The two tones of a key (ITU-T Q.23). */
export function playTone(key: string, milliseconds = 140): void {
  if (!soundOn.value) return;
  const row = ROWS.findIndex((keys) => keys.includes(key));
  const column = ROWS[row]?.indexOf(key) ?? -1;
  const pair = [ROW_HERTZ[row], COLUMN_HERTZ[column]];
  audio ??= new AudioContext();
  void audio.resume();
  const gain = audio.createGain();
  gain.gain.value = 0.08;
  gain.connect(audio.destination);
  const end = audio.currentTime + milliseconds / 1000;
  for (const hertz of pair) {
    if (hertz === undefined) continue;
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start();
    tone.stop(end);
  }
}

/** How a line was heard, or why it was not. */
export type Heard = 'recording' | 'computer_voice' | 'missing' | 'no_voice' | 'muted';

/** Reading speed for lines that are only shown: slow enough to read, quick enough to watch. */
const MILLISECONDS_PER_LETTER = 32;
const SHORTEST_LINE = 700;

function reading(text: string): number {
  return Math.max(SHORTEST_LINE, text.length * MILLISECONDS_PER_LETTER);
}

function onAbort(signal: AbortSignal, act: () => void): void {
  signal.addEventListener('abort', act, { once: true });
}

/** Waits, unless interrupted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, signal.aborted ? 0 : milliseconds);
    onAbort(signal, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function voiceFor(language: string): SpeechSynthesisVoice | null {
  if (!('speechSynthesis' in window)) return null;
  const prefix = language.slice(0, 2).toLowerCase();
  const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().startsWith(prefix));
  return voices.find((voice) => voice.lang === language) ?? voices[0] ?? null;
}

type Line = Extract<CallStep, { verb: 'play' | 'say' }>;

/**
 * Plays or reads one line; resolves when it is over or `signal` interrupts it. `onHeard` is told how, as soon as that is
 * known.
 */
export async function speakLine(line: Line, signal: AbortSignal, onHeard: (heard: Heard) => void): Promise<void> {
  if (signal.aborted) return;
  const text = line.text ?? '';
  if (!soundOn.value) {
    onHeard('muted');
    return pause(reading(text), signal);
  }
  return line.verb === 'play' ? playRecording(line.url, text, signal, onHeard) : readAloud(line, signal, onHeard);
}

async function playRecording(
  url: string,
  text: string,
  signal: AbortSignal,
  onHeard: (heard: Heard) => void,
): Promise<void> {
  const player = new Audio(url);
  const played = new Promise<boolean>((resolve) => {
    player.addEventListener('ended', () => resolve(true), { once: true });
    player.addEventListener('error', () => resolve(false), { once: true });
    onAbort(signal, () => {
      player.pause();
      resolve(true);
    });
  });
  player.addEventListener('playing', () => onHeard('recording'), { once: true });
  const began = await player.play().then(
    () => true,
    () => false,
  );
  if ((began && (await played)) || signal.aborted) return;
  onHeard('missing');
  await pause(reading(text), signal);
}

async function readAloud(
  line: Extract<Line, { verb: 'say' }>,
  signal: AbortSignal,
  onHeard: (heard: Heard) => void,
): Promise<void> {
  const voice = voiceFor(line.language);
  if (voice === null) {
    onHeard('no_voice');
    return pause(reading(line.text), signal);
  }
  onHeard('computer_voice');
  const utterance = new SpeechSynthesisUtterance(line.text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  const spoken = new Promise<void>((resolve) => {
    utterance.addEventListener('end', () => resolve(), { once: true });
    utterance.addEventListener('error', () => resolve(), { once: true });
    onAbort(signal, () => {
      speechSynthesis.cancel();
      resolve();
    });
  });
  speechSynthesis.speak(utterance);
  // Some browsers never say that they are done.
  await Promise.race([spoken, pause(reading(line.text) * 4 + 3000, signal)]);
}
