import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CaseView } from '../desk.js';
import { api } from './api.js';
import { parseAge, signOf } from './format.js';
import { Leads } from './leads.js';
import { namesOf, shown } from './names.js';
import { channelName } from './queue.js';
import { me, say } from './state.js';
import { t, tMaybe } from './text.js';
import { TrainingSwitch } from './training.js';
import { explain } from './work.js';

/** Where queue and case no longer fit side by side; the same width as in the style sheet. */
const NARROW = '(max-width: 59.99rem)';

/** What a nurse reads first: who, what, how urgent and why. */
export function Summary({ view }: { readonly view: CaseView }): JSX.Element {
  const { summary } = view;
  const names = namesOf(view.names);
  const unsure = new Set(summary.findings.filter(({ value }) => value === 'unsure').map(({ slot }) => slot));
  // A sign that nobody could tell counts as there; who reads the rule must not take it for seen.
  const ruleName = (rule: string): string =>
    unsure.has(signOf(rule) ?? '') ? `${names.rule(rule)} (${t('value.unsure')})` : names.rule(rule);
  const mine = view.state === 'claimed' && view.claimedBy?.id === me.value?.id;
  const [isOpen, setOpen] = useState(true);
  // On a telephone the summary is read before claiming; afterwards the conversation needs the room.
  useEffect(() => setOpen(!(mine && matchMedia(NARROW).matches)), [mine]);
  return (
    <details
      class="summary"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      data-test="summary"
    >
      <summary>
        <h3>{t('summary.title')}</h3>
      </summary>
      <dl class="facts">
        <Fact name={t('summary.patient')} value={tMaybe(`patient.${summary.patient}`, t('summary.unknown'))} />
        <Fact name={t('summary.age')} value={ageText(summary.ageText)} />
        <Fact name={t('summary.complaint')} value={shown(summary.complaint) ?? t('summary.unknown')} />
        {summary.disposition !== null && (
          <Fact name={t('summary.disposition')} value={names.disposition(summary.disposition)} />
        )}
        {view.outcome !== null && (
          <Fact name={t('summary.outcome')} value={tMaybe(`outcome.${view.outcome}`, view.outcome)} />
        )}
      </dl>
      {summary.corrected && <p class="note">{t('summary.corrected')}</p>}
      <h4>{t('summary.because')}</h4>
      {summary.because.length === 0 ? (
        <p class="empty">{t('summary.nothing')}</p>
      ) : (
        <ul class="because">
          {summary.because.map((rule) => (
            <li key={rule}>
              <bdi>{ruleName(rule)}</bdi>
              <code>
                <bdi dir="ltr">{rule}</bdi>
              </code>
            </li>
          ))}
        </ul>
      )}
      <h4>{t('summary.findings')}</h4>
      {summary.findings.length === 0 ? (
        <p class="empty">{t('summary.nothing')}</p>
      ) : (
        <dl class="findings">
          {summary.findings.map((finding) => (
            <div key={finding.slot} data-value={finding.value}>
              <dt>
                <bdi>{shown(finding.name)}</bdi>
              </dt>
              <dd>
                <bdi>{shown(finding.valueName) ?? names.value(finding.slot, finding.value)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {view.leads !== null && <Leads leads={view.leads} names={names} />}
      <dl class="facts">
        <Fact name={t('summary.reason')} value={t(`reason.${view.reason}`)} />
        <Fact name={t('summary.language')} value={t(`form.${view.language}`)} />
        <Fact name={t('summary.channel')} value={channelName(view.channel)} />
        <Contact view={view} key={view.id} />
      </dl>
      <TrainingSwitch view={view} key={`training ${view.id}`} />
    </details>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

function ageText(text: string): string {
  const age = parseAge(text);
  if (age !== null) return t(`age.${age.unit}`, { count: age.count });
  return text === '' ? t('summary.unknown') : text;
}

function Contact({ view }: { readonly view: CaseView }): JSX.Element {
  const [contact, setContact] = useState<string | null>(null);
  async function reveal(): Promise<void> {
    const answer = await api.reveal(view.id);
    if (answer.ok) setContact(answer.value.contact);
    else say(explain(answer.failure), 'bad');
  }
  return (
    <div>
      <dt>{t('case.contact')}</dt>
      <dd>
        <bdi dir="ltr" class="contact" data-test="contact">
          {contact ?? view.contactHint}
        </bdi>
        {contact === null && (
          <button
            type="button"
            class="small"
            onClick={() => void reveal()}
            title={t('case.reveal_note')}
            data-test="reveal"
          >
            {t('case.reveal')}
          </button>
        )}
      </dd>
    </div>
  );
}
