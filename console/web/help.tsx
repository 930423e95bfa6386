import type { JSX } from 'preact';
import { TRIAGE_LEVELS } from '../../core/triage.js';
import { Dialog } from './dialog.js';
import { setSingleKeys, SHORTCUTS, singleKeys } from './keys.js';
import { LevelBadge } from './level.js';
import { showsHelp } from './state.js';
import { t } from './text.js';

export function Help(): JSX.Element | null {
  if (!showsHelp.value) return null;
  return (
    <Dialog title={t('help.title')} test="help-dialog" onClose={() => (showsHelp.value = false)}>
      {() => (
        <>
          <dl class="shortcuts">
            {SHORTCUTS.map(({ keys, text }) => (
              <div key={text}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key} dir="ltr">
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd>{t(text)}</dd>
              </div>
            ))}
          </dl>
          <label class="check">
            <input
              type="checkbox"
              checked={singleKeys.value}
              onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
              data-test="single-keys"
            />
            {t('help.keys_on')}
          </label>
          <h3>{t('help.levels')}</h3>
          <p class="level-list">
            {TRIAGE_LEVELS.toReversed().map((level) => (
              <LevelBadge key={level} level={level} />
            ))}
          </p>
          <p class="aside">{t('draft_note')}</p>
        </>
      )}
    </Dialog>
  );
}
