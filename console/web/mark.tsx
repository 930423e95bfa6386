import type { JSX } from 'preact';

/** The eight-pointed star. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="8.5" y="8.5" width="15" height="15" />
      <rect x="8.5" y="8.5" width="15" height="15" transform="rotate(45 16 16)" />
      <circle cx="16" cy="16" r="2.6" />
    </svg>
  );
}
