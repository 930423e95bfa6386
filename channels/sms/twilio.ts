import type { Channel } from '../channel.js';
import { SMS_CAPABILITIES } from '../layout.js';
import { createTwilioMessaging } from '../twilio/messaging.js';
import type { TwilioMessagingOptions } from '../twilio/options.js';

/**
 * SMS through Twilio, channel id `sms`, at `POST /channels/twilio/sms`; also answers the status callbacks of every Twilio
 * message. Twilio has no two-way SMS in Morocco: this serves tests, the simulator and other countries; see `kannel.ts`.
 */
export function createTwilioSms(options: TwilioMessagingOptions): Channel {
  return createTwilioMessaging(
    {
      id: 'sms',
      path: '/channels/twilio/sms',
      from: options.from,
      capabilities: SMS_CAPABILITIES,
      contentSids: {},
      ownsStatusRoute: options.ownsStatusRoute ?? true,
    },
    options,
  );
}
