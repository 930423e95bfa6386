import { signal } from '@preact/signals';

/** Browsers let a page sound only after a click or a key in it. */
export const soundIsOn = signal(false);

export type Pattern = 'waiting' | 'alert' | 'lost';
/** Tones as start (s), pitch (Hz), length (s). Told apart with closed eyes: two falling, four quick, one low. */
const PATTERNS: Readonly<Record<Pattern, readonly (readonly [start: number, pitch: number, length: number])[]>> = {
  waiting: [
    [0, 932, 0.28],
    [0.34, 698, 0.28],
    [0.9, 932, 0.28],
    [1.24, 698, 0.28],
  ],
  alert: [
    [0, 1245, 0.11],
    [0.17, 1245, 0.11],
    [0.34, 1245, 0.11],
    [0.51, 1661, 0.22],
  ],
  lost: [[0, 220, 0.5]],
};

let context: AudioContext | null = null;

/** To be called from a click or a key press. True when the browser lets sound through. */
export async function enableSound(): Promise<boolean> {
  context ??= listening(new AudioContext());
  await context.resume().catch(() => undefined);
  soundIsOn.value = context.state === 'running';
  return soundIsOn.value;
}

function listening(made: AudioContext): AudioContext {
  made.addEventListener('statechange', () => {
    soundIsOn.value = made.state === 'running';
  });
  return made;
}

/** Plays a pattern once, from now. Does nothing while sound is off. */
export function play(pattern: Pattern): void {
  if (context?.state !== 'running') return;
  for (const [start, pitch, length] of PATTERNS[pattern]) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const at = context.currentTime + start;
    // A square wave is heard over a ward; the ramps keep it from clicking.
    tone.type = 'square';
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.22, at + 0.015);
    loudness.gain.setValueAtTime(0.22, at + length - 0.03);
    loudness.gain.linearRampToValueAtTime(0, at + length);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}
