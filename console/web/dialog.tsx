import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from './text.js';

/**
 * The browser's own dialog: keeps the focus inside, closes with Escape, gives the focus back. `children` gets a function
 * that closes it.
 */
export function Dialog(props: {
  readonly title: string;
  readonly test: string;
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => box.current?.showModal(), []);
  const close = (): void => box.current?.close();
  return (
    <dialog ref={box} aria-labelledby={id} data-test={props.test} onClose={props.onClose}>
      <header class="dialog-head">
        <h2 id={id}>{props.title}</h2>
        <button type="button" class="quiet" onClick={close} aria-label={t('close')}>
          ✕
        </button>
      </header>
      {props.children(close)}
    </dialog>
  );
}
