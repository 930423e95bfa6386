import type { Clock } from '../../core/time.js';

/** What every Twilio channel needs to be reached and believed. Somleng takes the same. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** Where webhooks reach us, as configured at the provider; signatures are over this address. */
  readonly publicBaseUrl: string;
  /** Twilio gives no time for messages and calls: the time of receipt is used. */
  readonly clock: Clock;
}

/** Content templates of the account, by shape; see `content.ts` for the variables each must have. */
export type ContentSids = Readonly<Partial<Record<ContentName, string>>>;
export const CONTENT_NAMES = [
  'qr1',
  'qr2',
  'qr3',
  'list2',
  'list3',
  'list4',
  'list5',
  'list6',
  'list7',
  'list8',
  'list9',
  'list10',
] as const;
export type ContentName = (typeof CONTENT_NAMES)[number];

export interface TwilioMessagingOptions extends TwilioAccount {
  /** Default `https://api.twilio.com`; a stand-in's address in the demo profile and in tests. */
  readonly apiBaseUrl?: string;
  /** `+…`, an alphanumeric sender, or `MG…` (messaging service). */
  readonly from: string;
  /** Ask for delivery statuses at `/channels/twilio/status`. Default true. */
  readonly statusCallback?: boolean;
  /**
   * Whether this channel answers `POST /channels/twilio/status` (for the messages of all Twilio channels). Default: the SMS
   * channel does. Set it on WhatsApp when SMS goes through Kannel.
   */
  readonly ownsStatusRoute?: boolean;
  /** Limit of one request to the provider; default 10 s. */
  readonly timeoutSeconds?: number;
}

export const DEFAULT_API_BASE_URL = 'https://api.twilio.com';
export const STATUS_PATH = '/channels/twilio/status';
