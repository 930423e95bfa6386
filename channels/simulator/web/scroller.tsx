import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { WireMessage } from '../wire.js';
import { uiLanguage } from './text.js';

/** How far from the end still counts as being at it, in pixels. */
const NEAR = 60;

/** A list that stays at its end, as phones do; whoever scrolled back is left there until something new comes. */
export function Scroller(props: {
  readonly label: string;
  readonly count: number;
  readonly class?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const count = useRef(0);
  function toEnd(): void {
    const box = ref.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }
  useLayoutEffect(() => {
    if (isAtEnd.current || count.current !== props.count) toEnd();
    count.current = props.count;
  });
  return (
    <div
      ref={ref}
      class={props.class ?? 'chat'}
      role="log"
      aria-label={props.label}
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      }}
      onLoadCapture={() => isAtEnd.current && toEnd()}
    >
      {props.children}
    </div>
  );
}

/** The time of day at which a message was sent. */
export function timeOf(message: WireMessage): string {
  const form = new Intl.DateTimeFormat(uiLanguage.value === 'ar' ? 'ar-MA' : uiLanguage.value, { timeStyle: 'short' });
  return form.format(new Date(message.at));
}
