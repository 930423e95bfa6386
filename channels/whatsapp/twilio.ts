import type { Channel } from '../channel.js';
import { WHATSAPP_CAPABILITIES } from '../layout.js';
import { withContents } from '../twilio/content.js';
import { createTwilioMessaging } from '../twilio/messaging.js';
import type { ContentSids, TwilioMessagingOptions } from '../twilio/options.js';

export interface TwilioWhatsappOptions extends TwilioMessagingOptions {
  /** Templates for buttons and lists; without them every choice is a number in the text. */
  readonly contentSids?: ContentSids;
  /** The approved, neutral template (`HX…`) that asks "can you read now?" outside the window; absent: nothing is sent there. */
  readonly followUpTemplate?: string;
}

/** WhatsApp through Twilio, channel id `whatsapp`, at `POST /channels/twilio/whatsapp`. */
export function createTwilioWhatsapp(options: TwilioWhatsappOptions): Channel {
  const { from, contentSids = {}, followUpTemplate } = options;
  return createTwilioMessaging(
    {
      id: 'whatsapp',
      path: '/channels/twilio/whatsapp',
      from: from.startsWith('MG') || from.startsWith('whatsapp:') ? from : `whatsapp:${from}`,
      capabilities: {
        ...withContents(WHATSAPP_CAPABILITIES, contentSids),
        templates: followUpTemplate === undefined ? [] : ['follow_up'],
      },
      contentSids,
      templates: followUpTemplate === undefined ? {} : { follow_up: followUpTemplate },
      ownsStatusRoute: options.ownsStatusRoute ?? false,
    },
    options,
  );
}
