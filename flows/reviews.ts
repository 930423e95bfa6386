import type { WrittenForm } from '../core/language.js';

/** What of a pack is signed by itself: what it decides, or its wording in one written form. */
export type ReviewPart = 'clinical' | WrittenForm;

/** A person of the field stands for exactly the content that has this hash. */
export interface Signature {
  readonly by: string;
  readonly role: string;
  /** A day such as `2026-11-24`. */
  readonly on: string;
  readonly sha256: string;
}

/** `unsigned`: never signed. `signed`: somebody signed exactly this. `lost`: signed once, and changed since. */
export interface PartReview {
  readonly state: 'unsigned' | 'signed' | 'lost';
  /** Of what is loaded now: what a signature must carry to count. */
  readonly sha256: string;
  /** Those that count; when `lost`, those that no longer do. In the order in which they were given. */
  readonly signatures: readonly Signature[];
}

export interface PackReview {
  readonly clinical: PartReview;
  readonly languages: Readonly<Record<WrittenForm, PartReview>>;
}
