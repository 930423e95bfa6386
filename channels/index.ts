// Ways in and out: one folder per kind of channel, each behind the contract in channel.ts; values in, values out.
// May import core/ only, never another neighbour.
// A new provider: a file with a factory, a line here, its payloads in test/fixtures/ and a run of the channel suite.

export { channelId, contactId } from './channel.js';
export type {
  Channel,
  ChannelCapabilities,
  DeliveryStatus,
  FetchedMedia,
  HttpReply,
  Lookup,
  SendResult,
  WebhookOutcome,
  WebhookRequest,
} from './channel.js';
export { createTwilioWhatsapp, type TwilioWhatsappOptions } from './whatsapp/twilio.js';
export { createTwilioSms } from './sms/twilio.js';
export { createKannelSms, type KannelOptions } from './sms/kannel.js';
export { createTwilioVoice, type TwilioVoiceOptions } from './voice/index.js';
export { failureTwiml, type SpokenLine } from './voice/twiml.js';
export { noPrompts, type PromptLibrary } from './voice/prompts.js';
export { createPromptFiles, type PromptFile, type PromptFiles } from './voice/prompt-files.js';
export type { ContentName, ContentSids, TwilioAccount, TwilioMessagingOptions } from './twilio/options.js';
export {
  fitsFor,
  layOut,
  MAX_SMS_PARTS,
  renderFor,
  SMS_CAPABILITIES,
  VOICE_CAPABILITIES,
  WHATSAPP_CAPABILITIES,
  type Laid,
} from './layout.js';
export { foldToGsm, smsParts, smsText, type SmsParts } from './sms-text.js';
export { twilioSignature } from './signature.js';
