// A stand-in for the outside: a local channel without HTTP, the provider's API, and a page with three phones. No credentials.
// May import core/ and its own floor (channels/); the page in web/ shares only wire.ts with the server.
// Another stand-in provider: a file like provider.ts, whose messages reach the page through the same `Provider` contract.

export { createLocalChannel, type LocalChannel, type LocalChannelKind, type LocalChannelOptions } from './local.js';
export {
  createProvider,
  SIMULATOR_CONTENT_SIDS,
  type Provider,
  type ProviderEvent,
  type ProviderMedia,
  type ProviderMessage,
  type ProviderOptions,
  type ProviderStatus,
} from './provider.js';
export { SIMULATOR_FOLLOW_UP_SID } from './content-view.js';
export { providerPlugin, startProvider, type ProviderPluginOptions, type StandaloneProvider } from './provider-api.js';
export type { Fault, Faults } from './faults.js';
export { simulatorPlugin, type PostWebhook, type SimulatorOptions } from './web.js';
export { createPhones, type Phones } from './phones.js';
export { shownAgain, type Preview } from './preview.js';
export type { PreviewChoice, WireChoices, WireFault, WirePreview } from './wire.js';
export { runTerminalChat, type TerminalChatOptions } from './terminal.js';
