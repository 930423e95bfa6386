import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  HEARD_LANGUAGES,
  PRESENCES,
  SUBJECTS,
  type CaseView,
  type HeardFinding,
  type NamedSlot,
  type TranscriptEntry,
} from '../desk.js';
import { api } from './api.js';
import { Dialog } from './dialog.js';
import { searched, words } from './format.js';
import { namesOf, shown } from './names.js';
import { findings as catalogue } from './state.js';
import { t } from './text.js';
import { correct } from './work.js';

/** As many names as fit under the box without scrolling a telephone. */
const MOST_RESULTS = 6;

/** What a message says, as a nurse hears it: its language, and each finding with its presence and whose it is. */
export function CorrectionDialog(props: {
  readonly view: CaseView;
  readonly entry: TranscriptEntry;
  readonly understood: NonNullable<TranscriptEntry['understood']>;
  readonly onClose: () => void;
}): JSX.Element {
  const { view, entry, understood } = props;
  const [language, setLanguage] = useState<string>(understood.language ?? '');
  const [list, setList] = useState<readonly HeardFinding[]>(understood.findings);
  const [busy, setBusy] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const names = namesOf(view.names);
  const nameOf = (slot: string): string =>
    shown(catalogue.value.find((one) => one.slot === slot)?.name) ?? names.slot(slot) ?? words(slot);
  const chosen = HEARD_LANGUAGES.find((one) => one === language);
  const patient = SUBJECTS.find((one) => one === view.summary.patient) ?? 'self';

  useEffect(() => {
    if (catalogue.value.length > 0) return;
    void api.findings().then((answer) => {
      if (answer.ok) catalogue.value = answer.value.findings;
    });
  }, []);

  function change(index: number, to: Partial<HeardFinding>): void {
    setList(list.map((one, at) => (at === index ? { ...one, ...to } : one)));
  }
  function add(slot: string): void {
    const free = [patient, ...SUBJECTS].find((subject) => !isTold(list, slot, subject));
    if (free !== undefined) setList([...list, { slot, presence: 'present', subject: free }]);
  }

  return (
    <Dialog title={t('correction.title')} test="correction" onClose={props.onClose}>
      {(shut) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen === undefined || busy) return;
            setBusy(true);
            void correct(view.id, { message: entry.number, language: chosen, findings: list })
              .then((done) => {
                if (done) shut();
              })
              .finally(() => setBusy(false));
          }}
        >
          <blockquote class="words" dir="auto">
            {entry.text}
          </blockquote>
          <p class="aside">{t('correction.note')}</p>
          <label>
            {t('correction.language')}
            <select
              required
              value={language}
              onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
              data-test="correction-language"
            >
              <option value="">{t('close_dialog.choose')}</option>
              {HEARD_LANGUAGES.map((one) => (
                <option key={one} value={one}>
                  {t(`spoken.${one}`)}
                </option>
              ))}
            </select>
          </label>
          <fieldset class="heard">
            <legend>{t('correction.findings')}</legend>
            {list.length === 0 && <p class="aside">{t('correction.none')}</p>}
            <ul>
              {list.map((finding, index) => (
                <Finding
                  key={`${finding.slot} ${String(index)}`}
                  finding={finding}
                  name={nameOf(finding.slot)}
                  list={list}
                  onChange={(to) => change(index, to)}
                  onRemove={() => {
                    setList(list.filter((_one, at) => at !== index));
                    // The button that had the focus is gone with its line.
                    search.current?.focus();
                  }}
                />
              ))}
            </ul>
          </fieldset>
          <Search box={search} onPick={add} />
          <div class="dialog-buttons">
            <button type="button" onClick={shut}>
              {t('cancel')}
            </button>
            <button type="submit" class="primary" disabled={chosen === undefined || busy} data-test="correction-submit">
              {t('correction.submit')}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function isTold(list: readonly HeardFinding[], slot: string, subject: HeardFinding['subject']): boolean {
  return list.some((one) => one.slot === slot && one.subject === subject);
}

function Finding(props: {
  readonly finding: HeardFinding;
  readonly name: string;
  readonly list: readonly HeardFinding[];
  readonly onChange: (to: Partial<HeardFinding>) => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const { finding, name, list, onChange } = props;
  return (
    <li data-test="correction-finding" data-slot={finding.slot}>
      <bdi>{name}</bdi>
      <select
        aria-label={t('correction.presence', { name })}
        value={finding.presence}
        onChange={({ currentTarget }) => {
          const presence = PRESENCES.find((one) => one === currentTarget.value);
          if (presence !== undefined) onChange({ presence });
        }}
        data-test="correction-presence"
      >
        {PRESENCES.map((one) => (
          <option key={one} value={one}>
            {t(`value.${one}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('correction.subject', { name })}
        value={finding.subject}
        onChange={({ currentTarget }) => {
          const subject = SUBJECTS.find((one) => one === currentTarget.value);
          if (subject !== undefined) onChange({ subject });
        }}
        data-test="correction-subject"
      >
        {SUBJECTS.map((one) => (
          <option key={one} value={one} disabled={one !== finding.subject && isTold(list, finding.slot, one)}>
            {t(`patient.${one}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="quiet"
        aria-label={t('correction.remove', { name })}
        onClick={props.onRemove}
        data-test="correction-remove"
      >
        ✕
      </button>
    </li>
  );
}

/** Finds a sign by its name; Enter takes the first one found. */
function Search(props: {
  readonly box: { current: HTMLInputElement | null };
  readonly onPick: (slot: string) => void;
}): JSX.Element {
  const [wanted, setWanted] = useState('');
  const all = catalogue.value.map((one): NamedSlot & { readonly text: string } => ({ ...one, text: shown(one.name) }));
  const found = searched(all, wanted);
  function pick(slot: string): void {
    props.onPick(slot);
    setWanted('');
    props.box.current?.focus();
  }
  return (
    <div class="search">
      <label>
        {t('correction.search')}
        <input
          type="search"
          dir="auto"
          autoComplete="off"
          enterkeyhint="done"
          ref={props.box}
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // Enter in a list that one searches adds to it; it must not send the form half done.
            event.preventDefault();
            const [first] = found;
            if (first !== undefined) pick(first.slot);
          }}
          data-test="correction-search"
        />
      </label>
      <p class="aside" role="status">
        {wanted.trim() === ''
          ? ''
          : found.length === 0
            ? t('correction.not_found')
            : t('correction.found', { count: found.length })}
      </p>
      <ul>
        {found.slice(0, MOST_RESULTS).map((one) => (
          <li key={one.slot}>
            <button type="button" class="small" onClick={() => pick(one.slot)} data-test="correction-add">
              <bdi>{one.text}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
