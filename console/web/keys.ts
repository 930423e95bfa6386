import { signal } from '@preact/signals';
import { alarms, gate, me, open, queue, showsHelp } from './state.js';
import { claim, muteNow } from './work.js';

/** Shortcuts. Those of one key can be switched off, for people who speak to their computer or hit keys by accident. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly text:
    | 'help.next'
    | 'help.open'
    | 'help.claim'
    | 'help.reply'
    | 'help.queue'
    | 'help.urgent'
    | 'help.mute'
    | 'help.send'
    | 'help.this';
}
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ['u'], text: 'help.urgent' },
  { keys: ['j', 'k'], text: 'help.next' },
  { keys: ['Enter'], text: 'help.open' },
  { keys: ['c'], text: 'help.claim' },
  { keys: ['r'], text: 'help.reply' },
  { keys: ['Ctrl + Enter'], text: 'help.send' },
  { keys: ['q'], text: 'help.queue' },
  { keys: ['m'], text: 'help.mute' },
  { keys: ['?'], text: 'help.this' },
];

const KEPT = 'labas.keys';
export const singleKeys = signal(localStorage.getItem(KEPT) !== 'off');

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  localStorage.setItem(KEPT, on ? 'on' : 'off');
}

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (gate.value !== 'in' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog, [contenteditable]') !== null)
      return;
    if (!singleKeys.value && event.key !== '?') return;
    if (run(event.key)) event.preventDefault();
  });
}

/** By the physical letter's name in Latin and Arabic layouts alike. */
const ARABIC_LAYOUT: Readonly<Record<string, string>> = {
  ع: 'u',
  ت: 'j',
  ن: 'k',
  ؤ: 'c',
  ق: 'r',
  ض: 'q',
  ة: 'm',
  '؟': '?',
};

function run(pressed: string): boolean {
  const key = ARABIC_LAYOUT[pressed] ?? pressed.toLowerCase();
  switch (key) {
    case '?':
      showsHelp.value = true;
      return true;
    case 'j':
    case 'k':
      return step(key === 'j' ? 1 : -1);
    case 'u': {
      const first = alarms.value[0]?.caseId ?? queue.value?.find((entry) => entry.state === 'waiting')?.id;
      if (first !== undefined) location.hash = `#/case/${encodeURIComponent(first)}`;
      return true;
    }
    case 'q':
      location.hash = '#/';
      return true;
    case 'c':
      if (open.value?.view?.state === 'waiting' && me.value !== null) void claim(open.value.id);
      return true;
    case 'r':
      document.querySelector<HTMLElement>('[data-test="reply-text"]')?.focus();
      return true;
    case 'm':
      if (alarms.value.length > 0) muteNow();
      return true;
    default:
      return false;
  }
}

/** Moves the focus along the queue; Enter then follows the link. */
function step(by: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-test="queue-row"]')];
  const at = rows.findIndex((row) => row === document.activeElement || row.getAttribute('aria-current') === 'page');
  const focused = rows.findIndex((row) => row === document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, (focused === -1 ? at : focused) + by))];
  next?.focus();
  return next !== undefined;
}
