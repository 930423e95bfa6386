/** What the page and the server say to each other. Imported by both, so: types only, and nothing of Node or the browser. */

export type TextChannel = 'whatsapp' | 'sms';

export interface WireChoices {
  readonly form: 'buttons' | 'list';
  readonly menuLabel: string;
  readonly options: readonly { readonly id: string; readonly title: string }[];
}

/** How an SMS travels: what the network counts. */
export interface WireSms {
  readonly encoding: 'gsm7' | 'ucs2';
  readonly parts: number;
}

export interface WireMessage {
  readonly sid: string;
  readonly channel: TextChannel;
  readonly by: 'person' | 'service';
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of the service: the provider's status. Of the person: what our webhook made of it. */
  readonly status: 'queued' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'accepted' | 'refused';
  readonly choices: WireChoices | null;
  readonly media: { readonly mediaType: string; readonly url: string } | null;
  readonly place: { readonly latitude: number; readonly longitude: number; readonly label: string } | null;
  readonly sms: WireSms | null;
  /** How often the webhook was posted; 2 when the person asked for a duplicate. */
  readonly posted: number;
}

export type WireEvent =
  | { readonly type: 'message'; readonly message: WireMessage }
  | { readonly type: 'status'; readonly sid: string; readonly status: WireMessage['status'] }
  /** The phone is empty again: what it shows is in the history. */
  | { readonly type: 'cleared' };

export interface WireHistory {
  readonly messages: readonly WireMessage[];
  readonly numbers: { readonly whatsapp: string; readonly sms: string; readonly voice: string };
}

/** One thing that a call does. */
export type CallStep =
  /** `text`: the words of the recording, when the server knows them. */
  | { readonly verb: 'play'; readonly url: string; readonly text: string | null }
  | { readonly verb: 'say'; readonly text: string; readonly language: string }
  | {
      readonly verb: 'gather';
      /** `null`: as many as are pressed. */
      readonly numDigits: number | null;
      /** Keys that end it; empty: none does. */
      readonly finishOnKey: string;
      readonly timeoutSeconds: number;
      readonly actionOnEmptyResult: boolean;
      readonly action: string;
      /** Said while keys are awaited; a key interrupts. */
      readonly prompts: readonly Extract<CallStep, { readonly verb: 'play' | 'say' }>[];
    }
  | { readonly verb: 'pause'; readonly seconds: number }
  | { readonly verb: 'redirect'; readonly url: string }
  | { readonly verb: 'hangup' };

export interface CallReply {
  readonly callSid: string;
  /** Of our webhook. Anything but 200: the provider would say that an application error has occurred, and hang up. */
  readonly status: number;
  readonly steps: readonly CallStep[];
  /** Why the answer could not be played, for whoever watches; `null`: it could. */
  readonly problem: string | null;
}

export interface SendReply {
  readonly messageSid: string;
  /** Status of the (last) webhook. */
  readonly status: number;
  readonly accepted: boolean;
}

/** Whom a pack is previewed for, and how. `skip`: the danger lists are answered "none of these". */
export interface PreviewChoice {
  readonly pack: string;
  readonly age: number;
  readonly unit: 'days' | 'months' | 'years';
  readonly sex: 'f' | 'm';
  readonly state: 'none' | 'pregnant' | 'postpartum';
  readonly language: 'fr' | 'ary-Arab' | 'ary-Latn' | 'shi-Latn' | 'zgh-Tfng';
  readonly skip: boolean;
}

/** A fault of the content: `place` is `file:line:column`. */
export interface WireFault {
  readonly place: string;
  readonly message: string;
}

/** What stands beside the phones of `labas flows preview`. */
export interface WirePreview {
  readonly choice: PreviewChoice;
  readonly packs: readonly { readonly id: string; readonly title: string; readonly bands: readonly string[] }[];
  /** The content on disk does not load: the last sound one goes on. */
  readonly faults: readonly WireFault[];
  /** The content loads; `flows check` has something to say about it. */
  readonly remarks: readonly WireFault[];
  /** Why the pack cannot be asked of this person; `null`: it is being asked. */
  readonly problem: string | null;
  /** Whether any sound content is running. */
  readonly running: boolean;
  /** Grows whenever the conversations begin anew. */
  readonly run: number;
  /** Answers that were given again after the last change, on the phone with the most. */
  readonly replayed: number;
  /** When this content was read, ISO 8601. */
  readonly readAt: string;
  /** Whose the three phones are. */
  readonly phones: { readonly whatsapp: string; readonly sms: string; readonly voice: string };
}
