import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CaseView, TranscriptEntry } from '../desk.js';
import { mediaUrl } from './api.js';
import { CorrectionDialog } from './correction.js';
import { eventText, weightOf } from './events.js';
import { clockTime, dayName } from './format.js';
import { namesOf, type Names } from './names.js';
import { me, showsSteps } from './state.js';
import { language, t } from './text.js';

/** How near to its end a reader must be for new words to scroll into view. Pixels. */
const NEAR = 120;

/** Everything said and decided, in order. Each person's words keep their own direction. */
export function Transcript({ view }: { readonly view: CaseView }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const wasNear = useRef(true);
  const shown = view.transcript.filter(
    (entry) => showsSteps.value || entry.event === null || weightOf(entry.event) !== 'step',
  );
  const toEnd = (): void => {
    const { current } = box;
    if (current !== null && wasNear.current) current.scrollTop = current.scrollHeight;
  };
  useLayoutEffect(toEnd, [view.id, shown.length]);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    // A picture that loads or a banner that appears must not push the last words out of sight.
    const watching = new ResizeObserver(toEnd);
    watching.observe(current);
    for (const child of current.children) watching.observe(child);
    return () => watching.disconnect();
  }, [view.id]);
  const onScroll = (): void => {
    const { current } = box;
    if (current !== null) wasNear.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR;
  };
  const names = namesOf(view.names);
  const [number, setNumber] = useState<number | null>(null);
  const mine = view.state === 'claimed' && view.claimedBy?.id === me.value?.id;
  const correcting = view.transcript.find((entry) => entry.number === number);
  return (
    <section class="talk" aria-labelledby="talk-title">
      <header class="talk-head">
        <h3 id="talk-title">{t('transcript.title')}</h3>
        <label class="check">
          <input
            type="checkbox"
            checked={showsSteps.value}
            onChange={({ currentTarget }) => (showsSteps.value = currentTarget.checked)}
            data-test="show-steps"
          />
          {t('transcript.details')}
        </label>
      </header>
      <div
        class="talk-box"
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-labelledby="talk-title"
        data-test="transcript"
      >
        {shown.length === 0 && <p class="empty">{t('transcript.empty')}</p>}
        <ol>
          {shown.map((entry, index) => (
            <Line
              key={`${entry.at} ${String(index)}`}
              entry={entry}
              before={shown[index - 1]}
              caseId={view.id}
              names={names}
              onCorrect={mine ? setNumber : null}
            />
          ))}
        </ol>
      </div>
      {correcting?.understood != null && (
        <CorrectionDialog
          key={number}
          view={view}
          entry={correcting}
          understood={correcting.understood}
          onClose={() => setNumber(null)}
        />
      )}
    </section>
  );
}

function Line(props: {
  readonly entry: TranscriptEntry;
  readonly before: TranscriptEntry | undefined;
  readonly caseId: string;
  readonly names: Names;
  readonly onCorrect: ((number: number) => void) | null;
}): JSX.Element {
  const { entry, before } = props;
  const day = dayName(entry.at, language.value);
  const newDay = before === undefined || dayName(before.at, language.value) !== day;
  return (
    <>
      {newDay && <li class="day">{day}</li>}
      {entry.by === 'event' ? (
        <EventLine {...props} />
      ) : (
        <Bubble entry={entry} caseId={props.caseId} names={props.names} onCorrect={props.onCorrect} />
      )}
    </>
  );
}

function EventLine({ entry, names }: { readonly entry: TranscriptEntry; readonly names: Names }): JSX.Element {
  const { event } = entry;
  return (
    <li class="event" data-weight={event === null ? 'plain' : weightOf(event)} data-event={event?.name}>
      <Time at={entry.at} /> <span dir="auto">{event === null ? entry.text : eventText(event, names)}</span>
    </li>
  );
}

function Bubble(props: {
  readonly entry: TranscriptEntry;
  readonly caseId: string;
  readonly names: Names;
  readonly onCorrect: ((number: number) => void) | null;
}): JSX.Element {
  const { entry, caseId, onCorrect } = props;
  const speaker =
    entry.by === 'nurse'
      ? (entry.who ?? t('role.nurse'))
      : entry.by === 'bot'
        ? t('transcript.bot')
        : t('transcript.patient');
  const wordless = entry.text === '' && entry.media === null && entry.location === null && entry.event === null;
  return (
    <li class="said" data-by={entry.by}>
      <div class="bubble">
        <p class="speaker">
          <bdi>{speaker}</bdi> <Time at={entry.at} />
        </p>
        {entry.media !== null && <Media caseId={caseId} media={entry.media} />}
        {entry.text !== '' && (
          <p class="words" dir="auto">
            {entry.text}
          </p>
        )}
        {entry.location !== null && <Place location={entry.location} />}
        {entry.event !== null && <p class="aside">{eventText(entry.event, props.names)}</p>}
        {wordless && <p class="aside">{t('transcript.no_text')}</p>}
        {entry.understood?.corrected != null && (
          <p class="aside" data-test="corrected">
            {t('correction.by', { name: entry.understood.corrected.by })}
          </p>
        )}
        {entry.understood?.correctable === true && onCorrect !== null && (
          <button
            type="button"
            class="small"
            aria-label={t('correction.of', { words: entry.text.slice(0, 80) })}
            onClick={() => onCorrect(entry.number)}
            data-test="correct"
          >
            {t('correction.open')}
          </button>
        )}
        {entry.delivery !== null && (
          <p class="delivery" data-delivery={entry.delivery}>
            {t(`delivery.${entry.delivery}`)}
          </p>
        )}
      </div>
    </li>
  );
}

function Time({ at }: { readonly at: string }): JSX.Element {
  return (
    <time dateTime={at}>
      <bdi>{clockTime(at, language.value)}</bdi>
    </time>
  );
}

function Media(props: { readonly caseId: string; readonly media: NonNullable<TranscriptEntry['media']> }): JSX.Element {
  const { id, mediaType } = props.media;
  const url = mediaUrl(props.caseId, id);
  if (/^image\/(?:jpeg|png|webp|gif)/.test(mediaType)) {
    return <img class="photo" src={url} alt={t('transcript.photo')} loading="lazy" data-test="photo" />;
  }
  if (mediaType.startsWith('audio/')) {
    return <audio controls preload="none" src={url} aria-label={t('transcript.sound')} data-test="audio" />;
  }
  return (
    <a href={url} download={id}>
      {t('transcript.file', { type: mediaType })}
    </a>
  );
}

/** Opens in the map program of this computer. No map service is told where a patient is. */
function Place({ location }: { readonly location: NonNullable<TranscriptEntry['location']> }): JSX.Element {
  const place = `${location.latitude.toFixed(5)},${location.longitude.toFixed(5)}`;
  return (
    <a href={`geo:${place}`} data-test="location">
      {t('transcript.location', { place })}
    </a>
  );
}
