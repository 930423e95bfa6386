import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CaseView } from '../desk.js';
import { clockTime, dayName } from './format.js';
import { me } from './state.js';
import { language, t } from './text.js';
import { setTrainingConsent } from './work.js';

/** Whether the person agreed that these phrases help to improve the service: off until a nurse has asked and heard yes. */
export function TrainingSwitch({ view }: { readonly view: CaseView }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const { trainingConsent: consent } = view;
  const agreed = consent?.agreed === true;
  const mine = view.state === 'claimed' && view.claimedBy?.id === me.value?.id;
  // A yes can be taken back after the case as well.
  const mayChange = mine || (view.state === 'closed' && agreed);
  return (
    <div class="training">
      <label class="check">
        <input
          type="checkbox"
          role="switch"
          checked={agreed}
          disabled={!mayChange || busy}
          aria-describedby="training-note"
          onChange={({ currentTarget }) => {
            setBusy(true);
            void setTrainingConsent(view.id, currentTarget.checked).finally(() => setBusy(false));
          }}
          data-test="training-consent"
        />
        {t('training.label')}
      </label>
      <p class="aside" id="training-note" data-test="training-note">
        {consent === null
          ? t('training.not_asked')
          : t(agreed ? 'training.yes' : 'training.no', {
              name: consent.askedBy,
              day: dayName(consent.at, language.value),
              time: clockTime(consent.at, language.value),
            })}
      </p>
    </div>
  );
}
