import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { WRITTEN_FORMS } from '../../core/language.js';
import type { PackReview, PartReview, ReviewState } from '../desk.js';
import { api } from './api.js';
import { dateName } from './format.js';
import { shown } from './names.js';
import { say } from './state.js';
import { language, t, type TextKey } from './text.js';
import { explain } from './work.js';

const STATE: Readonly<Record<ReviewState, { readonly text: TextKey; readonly tone: string }>> = {
  lost: { text: 'content.lost', tone: 'chip danger' },
  unsigned: { text: 'content.unsigned', tone: 'chip' },
  signed: { text: 'content.signed', tone: 'chip good' },
};

/** What of the content waits for its reviewers, what is lost first; for everybody who works with it. */
export function ContentPage(): JSX.Element {
  const [packs, setPacks] = useState<readonly PackReview[] | null>(null);
  const [failed, setFailed] = useState(false);
  async function refresh(): Promise<void> {
    const answer = await api.reviews();
    setFailed(!answer.ok);
    if (answer.ok) setPacks(answer.value.packs);
    else say(explain(answer.failure), 'bad');
  }
  useEffect(() => void refresh(), []);
  return (
    <section class="content" aria-labelledby="content-title" data-test="content">
      <h1 id="content-title">{t('content.title')}</h1>
      <p class="aside">{t('content.lead')}</p>
      {packs !== null && <Standing packs={packs} />}
      {packs !== null && <Reviews packs={packs} />}
      {packs === null && !failed && <p class="empty">{t('loading')}</p>}
      {packs === null && failed && (
        <p class="empty">
          <button type="button" onClick={() => void refresh()}>
            {t('retry')}
          </button>
        </p>
      )}
    </section>
  );
}

/** One sentence about all of it, so that nobody must read the table to know that nothing was reviewed. */
function Standing({ packs }: { readonly packs: readonly PackReview[] }): JSX.Element {
  const parts = packs.flatMap(({ clinical, languages }) => [clinical, ...Object.values(languages)]);
  const count = (state: ReviewState): number => parts.filter((part) => part.state === state).length;
  if (count('lost') + count('signed') === 0) {
    return (
      <p class="note" data-test="content-nothing">
        {t('content.nothing')}
      </p>
    );
  }
  const values = { signed: count('signed'), lost: count('lost'), unsigned: count('unsigned') };
  return (
    <p class="note" data-test="content-standing">
      {t('content.standing', values)}
    </p>
  );
}

/** Roles are written out: on a telephone each pack becomes a card, and a table laid out otherwise is no table any more. */
function Reviews({ packs }: { readonly packs: readonly PackReview[] }): JSX.Element {
  const columns = [t('content.clinical'), ...WRITTEN_FORMS.map((form) => t(`form.${form}`))];
  return (
    <table class="reviews" role="table" aria-labelledby="content-title" data-test="reviews">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {t('content.pack')}
          </th>
          {columns.map((name) => (
            <th key={name} role="columnheader" scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {packs.map((entry) => (
          <tr key={entry.pack} role="row" data-test="review-row" data-pack={entry.pack}>
            <th role="rowheader" scope="row">
              <bdi>{shown(entry.title) ?? t('content.common')}</bdi>
            </th>
            {[entry.clinical, ...WRITTEN_FORMS.map((form) => entry.languages[form])].map((part, index) => (
              <td key={columns[index]} role="cell" data-state={part.state}>
                <span class="review-part" aria-hidden="true">
                  {columns[index]}
                </span>
                <Part part={part} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Part({ part }: { readonly part: PartReview }): JSX.Element {
  const { text, tone } = STATE[part.state];
  return (
    <div>
      <span class={tone}>{t(text)}</span>
      {part.signatures.map(({ by, role, on }, index) => (
        <p key={index} class="aside">
          {t('content.by', { name: by, role, day: dateName(on, language.value) })}
        </p>
      ))}
    </div>
  );
}
