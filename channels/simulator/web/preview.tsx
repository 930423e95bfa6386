import type { JSX } from 'preact';
import type { PreviewChoice, WireFault, WirePreview } from '../wire.js';
import { CallPhone } from './call.js';
import { EXAMPLES } from './examples.js';
import { choose, preview } from './preview-state.js';
import { p, type PreviewKey } from './preview-text.js';
import { LanguageChoice } from './language-choice.js';
import { SmsPhone } from './sms.js';
import { online } from './state.js';
import { t, uiLanguage } from './text.js';
import { WhatsappPhone } from './whatsapp.js';

/** The page of `labas flows preview`: whom the pack is asked, what is wrong with it, and the three phones. */
export function Preview(): JSX.Element | null {
  const state = preview.value;
  if (state === null) return null;
  return (
    <>
      <header class="top">
        <div class="brand">
          <span class="khatim" aria-hidden="true" />
          <div>
            <h1>{p('title')}</h1>
            <p class="tagline">
              <span class="warning">{p('warning')}</span>
            </p>
          </div>
        </div>
        <nav class="top-links" aria-label={t('language')}>
          <LanguageChoice />
        </nav>
      </header>
      <main>
        <Chooser state={state} />
        <Standing state={state} />
        <p class="offline" role="status" hidden={online.value}>
          {online.value ? '' : t('offline')}
        </p>
        <div class="phones">
          <WhatsappPhone />
          <SmsPhone />
          <CallPhone />
        </div>
      </main>
      <footer class="foot">
        <p>{p('lead')}</p>
      </footer>
    </>
  );
}

/** Who is asked about which pack, in which language. Every change begins anew. */
function Chooser({ state }: { readonly state: WirePreview }): JSX.Element {
  const { choice, packs } = state;
  return (
    <form class="chooser" aria-label={p('title')} onSubmit={(event) => event.preventDefault()}>
      <label class="wide">
        {p('pack')}
        <select value={choice.pack} onChange={(event) => void choose({ pack: event.currentTarget.value })}>
          {!packs.some(({ id }) => id === choice.pack) && <option value={choice.pack}>{choice.pack}</option>}
          {packs.map(({ id, title, bands }) => (
            <option key={id} value={id}>
              {`${title === id ? id : `${id} · ${title}`}${bands.length === 0 ? '' : ` (${bands.join(' ')})`}`}
            </option>
          ))}
        </select>
      </label>
      <label class="narrow">
        {p('age')}
        <input
          type="number"
          min={0}
          max={130}
          value={choice.age}
          onChange={(event) => {
            const age = event.currentTarget.valueAsNumber;
            if (Number.isFinite(age) && age >= 0) void choose({ age });
          }}
        />
      </label>
      <Select name="unit" value={choice.unit} of={['days', 'months', 'years']} />
      <Select name="sex" value={choice.sex} of={['f', 'm']} />
      <Select name="state" value={choice.state} of={['none', 'pregnant', 'postpartum']} />
      <label>
        {p('language')}
        <select
          value={choice.language}
          onChange={(event) => void choose({ language: event.currentTarget.value as PreviewChoice['language'] })}
        >
          {EXAMPLES.map(({ lang, name }) => (
            <option key={lang} value={lang} lang={lang}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="tick" title={p('skipHelp')}>
        <input
          type="checkbox"
          checked={choice.skip}
          onChange={(event) => void choose({ skip: event.currentTarget.checked })}
        />
        <span>{p('skip')}</span>
      </label>
      <button type="button" class="quiet" onClick={() => void choose({})}>
        {p('again')}
      </button>
    </form>
  );
}

function Select<Name extends 'unit' | 'sex' | 'state'>(props: {
  readonly name: Name;
  readonly value: PreviewChoice[Name];
  readonly of: readonly (PreviewChoice[Name] & PreviewKey)[];
}): JSX.Element {
  return (
    <label>
      {p(props.name)}
      <select value={props.value} onChange={(event) => void choose({ [props.name]: event.currentTarget.value })}>
        {props.of.map((each) => (
          <option key={each} value={each}>
            {p(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is wrong with the files, and what runs. */
function Standing({ state }: { readonly state: WirePreview }): JSX.Element {
  const { faults, problem, remarks, replayed, running, readAt } = state;
  const time = new Intl.DateTimeFormat(uiLanguage.value === 'ar' ? 'ar-MA' : uiLanguage.value, { timeStyle: 'medium' });
  return (
    <div class="standing">
      <div role="alert">
        {faults.length > 0 && (
          <section class="faults">
            <h2>{p(running ? 'faults' : 'faultsFirst')}</h2>
            <Faults faults={faults} />
          </section>
        )}
        {problem !== null && (
          <p class="faults" dir="auto">
            {problem}
          </p>
        )}
      </div>
      {remarks.length > 0 && (
        <details class="remarks">
          <summary>
            {p('remarks')} ({remarks.length})
          </summary>
          <Faults faults={remarks} />
        </details>
      )}
      <p class="read-at" role="status">
        {faults.length === 0 && running && (
          <>
            {p('sound')} <time dateTime={readAt}>{time.format(new Date(readAt))}</time> ·{' '}
            {replayed > 0 ? `${p('replayed')} ${replayed}` : p('restarted')}
          </>
        )}
      </p>
    </div>
  );
}

function Faults({ faults }: { readonly faults: readonly WireFault[] }): JSX.Element {
  return (
    <ul>
      {faults.map(({ place, message }) => (
        <li key={`${place} ${message}`} dir="ltr" lang="en">
          <code>{place}</code> <span dir="auto">{message}</span>
        </li>
      ))}
    </ul>
  );
}
