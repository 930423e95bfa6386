export const ESCALATION_REASONS = [
  'red_flag',
  'asked_for_person',
  'not_understood',
  'disposition',
  'unsupported_language',
  'fault',
  'silence',
  'follow_up_worse',
  'follow_up_silent',
] as const;
/**
 * Why a person is needed. `fault`: the bot failed in a turn. `silence`: no answer after a danger question.
 * `follow_up_worse`, `follow_up_silent`: how it went after a disposition.
 */
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

export const HANDOFF_STATES = ['waiting', 'claimed', 'closed', 'abandoned'] as const;
export type HandoffState = (typeof HANDOFF_STATES)[number];
