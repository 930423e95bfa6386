import { signal } from '@preact/signals';

/** Whether what is on the screen is kept up to date. */
export const connection = signal<{ readonly state: 'connecting' | 'live' | 'lost'; readonly since: number }>({
  state: 'connecting',
  since: Date.now(),
});

/** The server beats every 15 s; after two missed ones the line is dead, whatever the browser thinks. */
const SILENCE_MILLISECONDS = 35_000;
const RETRY_MILLISECONDS = 3000;

function became(state: 'connecting' | 'live' | 'lost'): void {
  if (connection.value.state !== state) connection.value = { state, since: Date.now() };
}
/** A fetch failed or worked: also a sign of life, or of its lack. */
export function networkFailed(): void {
  became('lost');
}

/**
 * Listens to what changes until the returned function is called. `changed`: something did. `back`: the line is up, and
 * whatever was missed must be fetched. `refused`: the session may be over.
 */
export function listen(on: {
  readonly changed: () => void;
  readonly back: () => void;
  readonly refused: () => void;
}): () => void {
  let source: EventSource | null = null;
  let heardAt = Date.now();
  let retry: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    source?.close();
    heardAt = Date.now();
    source = new EventSource('/api/desk/events');
    source.addEventListener('beat', () => {
      heardAt = Date.now();
      if (connection.value.state === 'live') return;
      became('live');
      on.back();
    });
    source.addEventListener('desk', () => {
      heardAt = Date.now();
      on.changed();
    });
    source.addEventListener('end', () => {
      source?.close();
      on.refused();
    });
    source.addEventListener('error', () => {
      became('lost');
      // The browser tries again by itself unless the answer was a refusal.
      if (source?.readyState !== EventSource.CLOSED) return;
      on.refused();
      clearTimeout(retry);
      retry = setTimeout(open, RETRY_MILLISECONDS);
    });
  }
  const watchdog = setInterval(() => {
    if (Date.now() - heardAt < SILENCE_MILLISECONDS) return;
    became('lost');
    open();
  }, 5000);
  open();

  return () => {
    clearInterval(watchdog);
    clearTimeout(retry);
    source?.close();
    became('connecting');
  };
}
