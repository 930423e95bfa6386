import type { JSX } from 'preact';
import type { TriageLevel } from '../../core/triage.js';
import { t } from './text.js';

/** One shape per level, so that urgency is read without colour: stop sign, triangle, diamond, disc, ring. */
const SHAPES: Readonly<Record<TriageLevel, JSX.Element>> = {
  emergency: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />,
  urgent: <path d="M8 1.2 15.4 14.6H.6z" />,
  same_day: <path d="M8 .8 15.2 8 8 15.2.8 8z" />,
  routine: <circle cx="8" cy="8" r="6.6" />,
  self_care: <circle cx="8" cy="8" r="5.4" class="ring" />,
};

/** How soon care is needed: word, shape and colour. */
export function LevelBadge({ level, large }: { readonly level: TriageLevel; readonly large?: boolean }): JSX.Element {
  return (
    <span class={large === true ? 'level level-large' : 'level'} data-level={level} data-test="level-badge">
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        {SHAPES[level]}
      </svg>
      <span>{t(`level.${level}`)}</span>
    </span>
  );
}
