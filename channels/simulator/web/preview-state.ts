import { signal } from '@preact/signals';
import type { PreviewChoice, WirePreview } from '../wire.js';
import { postChoice, PREVIEW_EVENTS, readPreview } from './api.js';
import { redial } from './call-machine.js';
import { connect, holders, online } from './state.js';

/** What stands beside the phones; `null`: not read yet. */
export const preview = signal<WirePreview | null>(null);

function take(state: WirePreview): void {
  const before = preview.value;
  // An answer and an event may cross: what is newer stays.
  if (before !== null && state.run < before.run) return;
  preview.value = state;
  if (before !== null && state.run > before.run) void redial();
}

/** Reads the state, then follows it and the three phones. Call once. */
export async function connectPreview(): Promise<void> {
  document.title = 'Labas · preview';
  const state = await readPreview();
  holders.value = state.phones;
  take(state);
  connect();
  const source = new EventSource(PREVIEW_EVENTS);
  // After a break the preview may be another one, with other answers.
  source.addEventListener('open', () => void readPreview().then(take, () => undefined));
  source.addEventListener('error', () => {
    online.value = false;
  });
  source.addEventListener('message', (event: MessageEvent<string>) => {
    online.value = true;
    take(JSON.parse(event.data) as WirePreview);
  });
}

/** Begins the three conversations anew. */
export async function choose(news: Partial<PreviewChoice>): Promise<void> {
  const { value } = preview;
  if (value === null) return;
  const choice = { ...value.choice, ...news };
  // At once, so that a second choice made while the first is on its way keeps the first.
  preview.value = { ...value, choice };
  try {
    take(await postChoice(choice));
    online.value = true;
  } catch {
    online.value = false;
  }
}
