import { Activity, ActivityTypes, type ConversationReference } from '@microsoft/agents-activity';
import { BaseAdapter, TurnContext } from '@microsoft/agents-hosting';
import { AppError } from '../../core/errors.js';
import type { TextId } from '../../core/message.js';
import type { Prompt } from '../../flows/index.js';
import { carry, draftOf, spokenText, type Draft, type Escalation, type MenuChoice, type Speech } from './draft.js';

/**
 * The Agents SDK over our channels. Inside a turn a message is an `Activity`; what is sent only joins the turn's draft
 * (our own words travel in `channelData`), and the commit after the turn stores it. The SDK's conversation state and its
 * transcript logger are not used: they would write beside the commit.
 *
 * Conversation ids are pseudonyms: the SDK puts them on telemetry spans.
 */
export class LabasAdapter extends BaseAdapter {
  readonly #openHandoff: (draft: Draft, escalation: Escalation) => void;

  constructor(openHandoff: (draft: Draft, escalation: Escalation) => void) {
    super();
    this.#openHandoff = openHandoff;
    // The SDK's default tells the patient about source code. Faults belong to turn.ts, which says the fixed sentence.
    this.onTurnError = (_context, error) => Promise.reject(error);
  }

  /** Runs one turn through the middleware set, then `logic`. */
  async run(draft: Draft, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.#runActivity(toActivity(draft), draft, logic);
  }

  /** A turn that nobody's message started: a nurse's words, a timer. The reference comes from `referenceOf`. */
  override async continueConversation(
    _identity: string,
    reference: ConversationReference,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const draft = proactive.get(reference);
    if (draft === undefined) throw new Error('continueConversation needs a reference made by referenceOf');
    const activity = Activity.getContinuationActivity(reference);
    await this.#runActivity(activity, draft, logic);
  }

  async #runActivity(activity: Activity, draft: Draft, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    const context = new TurnContext(this, activity);
    carry(context, draft);
    await this.runMiddleware(context, logic);
  }

  override sendActivities(context: TurnContext, activities: Activity[]): Promise<{ id: string }[]> {
    const draft = draftOf(context);
    return Promise.resolve(
      activities.map((activity, index) => {
        const data = dataOf(activity);
        if (data !== null && 'speech' in data) draft.speech.push(data.speech);
        if (data !== null && 'escalation' in data) this.#openHandoff(draft, data.escalation);
        return { id: `${activity.type}-${draft.speech.length}-${index}` };
      }),
    );
  }

  override updateActivity(): Promise<void> {
    return Promise.reject(notHere('a sent message cannot be changed on these channels'));
  }
  override deleteActivity(): Promise<void> {
    return Promise.reject(notHere('a sent message cannot be taken back on these channels'));
  }
  override uploadAttachment(): Promise<never> {
    return Promise.reject(notHere('attachments are fetched by the channel'));
  }
  override getAttachmentInfo(): Promise<never> {
    return Promise.reject(notHere('attachments are fetched by the channel'));
  }
  override getAttachment(): Promise<never> {
    return Promise.reject(notHere('attachments are fetched by the channel'));
  }
}

function notHere(why: string): AppError {
  return new AppError('INPUT_INVALID', why);
}

const proactive = new WeakMap<ConversationReference, Draft>();

/** The reference by which a nurse's words or a timer reach this conversation. */
export function referenceOf(draft: Draft): ConversationReference {
  const reference = toActivity(draft).getConversationReference();
  proactive.set(reference, draft);
  return reference;
}

function toActivity(draft: Draft): Activity {
  const person = draft.session.person;
  return Activity.fromObject({
    type: draft.input.kind === 'message' ? ActivityTypes.Message : ActivityTypes.Event,
    name: draft.input.kind,
    id: `${draft.input.kind}-${draft.at.getTime()}`,
    channelId: draft.channel.id,
    serviceUrl: 'urn:labas',
    conversation: { id: person },
    from: { id: person, role: 'user' },
    recipient: { id: 'labas', role: 'bot' },
    locale: draft.session.language ?? undefined,
    text: spokenText(draft.input) ?? undefined,
  });
}

/** Our own words inside an activity. */
type OurData = { readonly speech: Speech } | { readonly escalation: Escalation };

function dataOf(activity: Activity): OurData | null {
  const data: unknown = activity.channelData;
  if (typeof data !== 'object' || data === null || !('labas' in data)) return null;
  return (data as { labas: OurData }).labas;
}

async function send(context: TurnContext, speech: Speech): Promise<void> {
  const activity = new Activity(ActivityTypes.Message);
  activity.channelData = { labas: { speech } satisfies OurData };
  await context.sendActivity(activity);
}

/** Puts the case in the teleconsultation queue: the Activity protocol's handoff event, taken up by the same commit. */
export async function escalate(context: TurnContext, escalation: Escalation): Promise<void> {
  const activity = new Activity(ActivityTypes.Event);
  activity.name = 'handoff.initiate';
  activity.value = escalation;
  activity.channelData = { labas: { escalation } satisfies OurData };
  await context.sendActivity(activity);
}

/** Says a text of the packs; `values` fill its placeholders. */
export async function say(
  context: TurnContext,
  id: string,
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  await send(context, { kind: 'text', textId: id as TextId, values });
}
/** Asks the interview's question. */
export async function ask(context: TurnContext, prompt: Prompt): Promise<void> {
  await send(context, { kind: 'prompt', prompt });
}
/** Asks something outside the interview. */
export async function offer(
  context: TurnContext,
  id: string,
  choices: readonly MenuChoice[],
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  await send(context, { kind: 'menu', textId: id as TextId, choices, values });
}
/** A nurse's own words. */
export async function relay(context: TurnContext, text: string, staffId: string): Promise<void> {
  await send(context, { kind: 'nurse', text, staffId });
}
