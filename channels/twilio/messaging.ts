import type { Outbound, TemplateName } from '../../core/message.js';
import { channelId, type Channel, type ChannelCapabilities } from '../channel.js';
import { basicAuth } from '../http.js';
import { fitsFor, layOut, renderFor } from '../layout.js';
import { smsText } from '../sms-text.js';
import { contentMessage, type ContentMessage } from './content.js';
import { lookupMessage } from './lookup.js';
import { fetchTwilioMedia } from './media.js';
import { STATUS_PATH, type ContentSids, type TwilioMessagingOptions } from './options.js';
import { receiveMessage } from './receive.js';
import { sendMessage } from './send.js';
import { receiveStatus } from './status.js';
import { pathname } from './webhook.js';

/** What tells WhatsApp and SMS by Twilio apart. */
export interface TwilioMessagingKind {
  readonly id: 'whatsapp' | 'sms';
  readonly path: string;
  readonly from: string;
  readonly capabilities: ChannelCapabilities;
  readonly contentSids: ContentSids;
  /** Approved templates without variables, by name: their words are the account's. Absent: none. */
  readonly templates?: Readonly<Partial<Record<TemplateName, string>>>;
  readonly ownsStatusRoute: boolean;
}

/** The shared body of both Twilio message channels. */
export function createTwilioMessaging(kind: TwilioMessagingKind, options: TwilioMessagingOptions): Channel {
  const id = channelId(kind.id);
  const { capabilities } = kind;
  const plain: ChannelCapabilities = { ...capabilities, choiceForms: [] };

  function words(message: Outbound): string {
    const { text } = layOut(message, plain);
    return capabilities.text === 'sms' ? smsText(text) : text.trim();
  }
  function template(message: Outbound): ContentMessage | null {
    const approved = message.template === undefined ? undefined : kind.templates?.[message.template];
    if (approved !== undefined) return { contentSid: approved, contentVariables: '{}' };
    return contentMessage(layOut(message, capabilities), kind.contentSids);
  }
  /** A message whose words cannot be template variables is shown with numbers, and must be judged as such. */
  function shownAs(message: Outbound): ChannelCapabilities {
    return template(message) === null ? plain : capabilities;
  }

  return {
    id,
    capabilities,
    routes: [
      { method: 'POST', path: kind.path },
      ...(kind.ownsStatusRoute ? [{ method: 'POST' as const, path: STATUS_PATH }] : []),
    ],
    receive: (request) =>
      Promise.resolve(
        pathname(request.path) === STATUS_PATH ? receiveStatus(options, request) : receiveMessage(id, options, request),
      ),
    send: (message, signal) =>
      sendMessage(options, kind.from, message, template(message) ?? { text: words(message) }, signal),
    async lookup(message, since, known, signal) {
      const asTemplate = template(message) !== null;
      // Of a template the provider keeps the rendered body; whether buttons are part of it is not documented.
      const text = asTemplate ? message.text.trim() : words(message);
      const found = await lookupMessage(options, message, text, since, known, signal);
      return asTemplate && found.kind === 'not_sent' ? { kind: 'unknown' } : found;
    },
    fetchMedia: (ref, signal) => fetchTwilioMedia(options, ref, signal),
    fits: (message) => fitsFor(shownAs(message), message),
    show: (message) => renderFor(shownAs(message), message),
    secrets: () => [options.authToken, basicAuth(options.accountSid, options.authToken).replace('Basic ', '')],
  };
}
