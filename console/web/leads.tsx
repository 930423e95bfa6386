import type { JSX } from 'preact';
import type { CaseLeads, Finding, Lead } from '../desk.js';
import { list, pair, shown, type Names } from './names.js';
import { t } from './text.js';

/** What a nurse may think of: leads, what speaks for and against each, and the warning signs still to ask about. */
export function Leads({ leads, names }: { readonly leads: CaseLeads; readonly names: Names }): JSX.Element {
  return (
    <details class="leads" open data-test="leads">
      <summary>
        <h4>{t('leads.title')}</h4>
      </summary>
      <p class="aside">{t('leads.note')}</p>
      {leads.list.length === 0 ? (
        <p class="aside" data-test="leads-none">
          {t('leads.none')}
        </p>
      ) : (
        <ol>
          {leads.list.map((lead) => (
            <One key={lead.cause} lead={lead} names={names} />
          ))}
        </ol>
      )}
      <Signs title={t('leads.found')} kind="to-ask found" test="leads-found" signs={leads.found} names={names} />
      <Signs title={t('leads.to_ask')} kind="to-ask" test="leads-to-ask" signs={leads.toAsk} names={names} />
    </details>
  );
}

function One({ lead, names }: { readonly lead: Lead; readonly names: Names }): JSX.Element {
  const sides = [
    { title: t('leads.for'), findings: lead.for },
    { title: t('leads.against'), findings: lead.against },
  ].filter(({ findings }) => findings.length > 0);
  return (
    <li data-test="lead" data-cause={lead.cause}>
      <strong>
        <bdi>{shown(lead.name)}</bdi>
      </strong>
      {lead.icpc2 !== null && (
        <>
          {' '}
          <code>
            <bdi dir="ltr">ICPC-2 {lead.icpc2}</bdi>
          </code>
        </>
      )}
      <dl>
        {sides.map(({ title, findings }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <bdi>{list(findings.map((finding) => findingText(finding, names)))}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Signs(shownAs: {
  readonly title: string;
  readonly kind: string;
  readonly test: string;
  readonly signs: readonly Finding[];
  readonly names: Names;
}): JSX.Element | null {
  const { title, kind, test, signs, names } = shownAs;
  if (signs.length === 0) return null;
  return (
    <section data-test={test}>
      <h5>{title}</h5>
      <ul class={kind}>
        {signs.map((sign) => (
          <li key={sign.slot}>
            <bdi>{findingText(sign, names)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A finding by its name; with what it is where "there" or "not asked" does not say it already. */
export function findingText(finding: Finding, names: Names): string {
  const name = shown(finding.name);
  if (finding.value === 'present' || finding.value === 'unknown') return name;
  return pair(name, shown(finding.valueName) ?? names.value(finding.slot, finding.value));
}
