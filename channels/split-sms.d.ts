/** The part of `split-sms` (no types of its own) that we use. */
declare module 'split-sms' {
  export function split(
    message: string,
    options?: { summary?: boolean; characterset?: 'GSM' | 'Unicode' },
  ): {
    characterSet: 'GSM' | 'Unicode';
    parts: { content?: string; length: number; bytes: number }[];
  };
}
