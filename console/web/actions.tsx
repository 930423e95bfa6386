import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TRIAGE_LEVELS, urgencyRank, type TriageLevel } from '../../core/triage.js';
import { OUTCOMES, type CaseView } from '../desk.js';
import { Dialog } from './dialog.js';
import { LevelBadge } from './level.js';
import { me } from './state.js';
import { t } from './text.js';
import { claim, close, handBack, release, setLevel } from './work.js';

/** What may be done with a case now: claim it, or, as its holder, everything else. */
export function Actions({ view }: { readonly view: CaseView }): JSX.Element | null {
  const [dialog, setDialog] = useState<'level' | 'close' | null>(null);
  const [busy, setBusy] = useState(false);
  const once = (work: () => Promise<unknown>) => (): void => {
    if (busy) return;
    setBusy(true);
    void work().finally(() => setBusy(false));
  };
  if (view.state === 'waiting') {
    return (
      <div class="actions">
        <button type="button" class="primary" disabled={busy} onClick={once(() => claim(view.id))} data-test="claim">
          {t('case.claim')}
        </button>
      </div>
    );
  }
  if (view.state !== 'claimed' || view.claimedBy?.id !== me.value?.id) return null;
  return (
    <div class="actions">
      <button type="button" onClick={() => setDialog('level')} data-test="level-change">
        {t('case.level')}
      </button>
      <button type="button" disabled={busy} onClick={once(() => release(view.id, view.label))} data-test="release">
        {t('case.release')}
      </button>
      <button type="button" disabled={busy} onClick={once(() => handBack(view.id, view.label))} data-test="hand-back">
        {t('case.hand_back')}
      </button>
      <button type="button" class="primary" onClick={() => setDialog('close')} data-test="close-case">
        {t('case.close')}
      </button>
      {dialog === 'level' && <LevelDialog view={view} onClose={() => setDialog(null)} />}
      {dialog === 'close' && <CloseDialog view={view} onClose={() => setDialog(null)} />}
    </div>
  );
}

function LevelDialog({ view, onClose }: { readonly view: CaseView; readonly onClose: () => void }): JSX.Element {
  const [level, setTo] = useState<TriageLevel>(view.level);
  const [reason, setReason] = useState('');
  return (
    <Dialog title={t('level_dialog.title', { label: view.label })} test="level-dialog" onClose={onClose}>
      {(shut) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (level === view.level) return;
            void setLevel(view.id, level, reason).then((done) => {
              if (done) shut();
            });
          }}
        >
          <fieldset class="levels">
            <legend>{t('level.label')}</legend>
            {TRIAGE_LEVELS.toReversed().map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name="level"
                  value={choice}
                  checked={level === choice}
                  onChange={() => setTo(choice)}
                  data-test={`level-${choice}`}
                />
                <LevelBadge level={choice} />
              </label>
            ))}
          </fieldset>
          {urgencyRank(level) < urgencyRank(view.level) && <p class="note">{t('level_dialog.lowers')}</p>}
          <label>
            {t('level_dialog.reason')}
            <textarea
              rows={3}
              required
              minLength={3}
              maxLength={500}
              dir="auto"
              value={reason}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
              data-test="level-reason"
            />
          </label>
          <Buttons
            shut={shut}
            submit={t('level_dialog.submit')}
            disabled={level === view.level || reason.trim().length < 3}
            test="level-submit"
          />
        </form>
      )}
    </Dialog>
  );
}

function CloseDialog({ view, onClose }: { readonly view: CaseView; readonly onClose: () => void }): JSX.Element {
  const [outcome, setOutcome] = useState('');
  const [note, setNote] = useState('');
  const chosen = OUTCOMES.find((one) => one === outcome);
  return (
    <Dialog title={t('close_dialog.title', { label: view.label })} test="close-dialog" onClose={onClose}>
      {(shut) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen === undefined) return;
            void close(view.id, view.label, chosen, note).then((done) => {
              if (done) shut();
            });
          }}
        >
          <label>
            {t('close_dialog.outcome')}
            <select
              required
              value={outcome}
              onChange={({ currentTarget }) => setOutcome(currentTarget.value)}
              data-test="close-outcome"
            >
              <option value="">{t('close_dialog.choose')}</option>
              {OUTCOMES.map((one) => (
                <option key={one} value={one}>
                  {t(`outcome.${one}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('close_dialog.note')}
            <textarea
              rows={4}
              maxLength={2000}
              dir="auto"
              value={note}
              onInput={({ currentTarget }) => setNote(currentTarget.value)}
              data-test="close-note"
            />
          </label>
          <Buttons shut={shut} submit={t('close_dialog.submit')} disabled={chosen === undefined} test="close-submit" />
        </form>
      )}
    </Dialog>
  );
}

function Buttons(props: {
  readonly shut: () => void;
  readonly submit: string;
  readonly disabled: boolean;
  readonly test: string;
}): JSX.Element {
  return (
    <div class="dialog-buttons">
      <button type="button" onClick={props.shut}>
        {t('cancel')}
      </button>
      <button type="submit" class="primary" disabled={props.disabled} data-test={props.test}>
        {props.submit}
      </button>
    </div>
  );
}
