import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Role, Staff } from '../desk.js';
import { api } from './api.js';
import { Dialog } from './dialog.js';
import { me, say } from './state.js';
import { t } from './text.js';
import { explain } from './work.js';

/** Who may log in; for the administrator. */
export function StaffPage(): JSX.Element {
  const [staff, setStaff] = useState<readonly Staff[] | null>(null);
  const [leaving, setLeaving] = useState<Staff | null>(null);
  async function refresh(): Promise<void> {
    const answer = await api.staff();
    if (answer.ok) setStaff(answer.value.staff);
    else say(explain(answer.failure), 'bad');
  }
  useEffect(() => void refresh(), []);
  return (
    <section class="staff" aria-labelledby="staff-title" data-test="staff">
      <h1 id="staff-title">{t('staff.title')}</h1>
      {staff === null ? (
        <p class="empty">{t('loading')}</p>
      ) : (
        <ul class="people">
          {staff.map((person) => (
            <li
              key={person.id}
              class="card"
              data-test="staff-row"
              data-staff={person.id}
              data-disabled={person.disabled}
            >
              <div>
                <p class="person-name">
                  <bdi>{person.name}</bdi>
                  {person.id === me.value?.id && <span class="chip mine">{t('staff.you')}</span>}
                </p>
                <p class="person-mail">
                  <bdi dir="ltr">{person.email}</bdi>
                </p>
              </div>
              <p class="person-facts">
                <span class="chip">{t(`role.${person.role}`)}</span>
                <span class="chip">{t(person.onDuty ? 'duty.on' : 'duty.off')}</span>
                <span class={person.disabled ? 'chip danger' : 'chip good'}>
                  {t(person.disabled ? 'staff.disabled' : 'staff.active')}
                </span>
              </p>
              {!person.disabled && person.id !== me.value?.id && (
                <button
                  type="button"
                  class="small"
                  onClick={() => setLeaving(person)}
                  aria-label={t('staff.disable_who', { name: person.name })}
                  data-test="staff-disable"
                >
                  {t('staff.disable')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <AddForm onAdded={() => void refresh()} />
      {leaving !== null && (
        <DisableDialog
          person={leaving}
          onClose={() => {
            setLeaving(null);
            void refresh();
          }}
        />
      )}
    </section>
  );
}

function AddForm({ onAdded }: { readonly onAdded: () => void }): JSX.Element {
  const [busy, setBusy] = useState(false);
  async function submit(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const field = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    const role: Role = field('role') === 'admin' ? 'admin' : 'nurse';
    setBusy(true);
    const answer = await api.addStaff({
      email: field('email'),
      name: field('name'),
      role,
      password: field('password'),
    });
    setBusy(false);
    if (!answer.ok) {
      say(explain(answer.failure), 'bad');
      return;
    }
    form.reset();
    say(t('staff.added', { name: answer.value.staff.name }));
    onAdded();
  }
  return (
    <form
      class="card add-staff"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <h2>{t('staff.add')}</h2>
      <label>
        {t('staff.name')}
        <input name="name" required maxLength={100} dir="auto" autocomplete="off" data-test="staff-name" />
      </label>
      <label>
        {t('staff.email')}
        <input
          name="email"
          type="email"
          required
          maxLength={200}
          dir="ltr"
          autocomplete="off"
          data-test="staff-email"
        />
      </label>
      <label>
        {t('staff.role')}
        <select name="role" data-test="staff-role">
          <option value="nurse">{t('role.nurse')}</option>
          <option value="admin">{t('role.admin')}</option>
        </select>
      </label>
      <label>
        {t('staff.password')}
        <input
          name="password"
          type="password"
          required
          minLength={10}
          maxLength={200}
          dir="ltr"
          autocomplete="new-password"
          data-test="staff-password"
        />
      </label>
      <button type="submit" class="primary" disabled={busy} data-test="staff-submit">
        {t('staff.submit')}
      </button>
    </form>
  );
}

function DisableDialog({ person, onClose }: { readonly person: Staff; readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={t('staff.disable_who', { name: person.name })} test="disable-dialog" onClose={onClose}>
      {(shut) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void api.disableStaff(person.id).then((answer) => {
              if (answer.ok) say(t('staff.done_disable', { name: person.name }));
              else say(explain(answer.failure), 'bad');
              shut();
            });
          }}
        >
          <p>{t('staff.disable_note', { name: person.name })}</p>
          <div class="dialog-buttons">
            <button type="button" onClick={shut}>
              {t('cancel')}
            </button>
            <button type="submit" class="primary" data-test="disable-submit">
              {t('staff.disable')}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
