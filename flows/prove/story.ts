import type { Answer, FlowEngine, FlowEvent, Prompt, Release, Step } from '../flow.js';

/** A conversation that breaks a proof, as a clinician can read it: what is asked, in French, and what is answered. */
export function storyOf(
  engine: FlowEngine,
  release: Release,
  opening: Parameters<FlowEngine['start']>[1],
  answers: readonly Answer[],
): readonly string[] {
  const lines: string[] = [];
  const said = Object.entries(opening.known).map(([slot, value]) => `${slot} = ${value}`);
  if (said.length > 0) lines.push(`> (says first: ${said.join(', ')})`);
  let step: Step = engine.start(release, opening);
  let prompt = tell(release, step.events, lines);
  for (const answer of answers) {
    if (prompt === null) break;
    lines.push(`> ${answerText(release, prompt, answer)}`);
    try {
      step = engine.advance(release, step.state, answer);
    } catch (fault) {
      lines.push(`    ! ${String(fault)}`);
      break;
    }
    prompt = tell(release, step.events, lines) ?? prompt;
  }
  return lines;
}

function tell(release: Release, events: readonly FlowEvent[], lines: string[]): Prompt | null {
  let asked: Prompt | null = null;
  for (const event of events) {
    if (event.type === 'asked') {
      asked = event.prompt;
      const signs = event.prompt.lines.map((line) => textOf(release, line)).join(' · ');
      lines.push(`< [${event.prompt.id}] ${textOf(release, event.prompt.stem)}${signs === '' ? '' : ` ${signs}`}`);
    }
    if (event.type === 'filled') lines.push(`    = ${event.slot} = ${String(event.value)}`);
    if (event.type === 'red_flag_raised') lines.push(`    ! ${event.level} by ${event.rule}`);
    if (event.type === 'escalated') lines.push(`    ! escalated ${event.reason} at ${event.level}`);
    if (event.type === 'disposition_reached') {
      lines.push(`    ! ${event.disposition}: ${event.level} because ${event.because.join(', ') || 'of nothing'}`);
    }
  }
  return asked;
}

function answerText(release: Release, prompt: Prompt, answer: Answer): string {
  switch (answer.kind) {
    case 'choices':
      return answer.ids
        .map((id) => {
          const choice = prompt.choices.find((each) => each.id === id);
          return choice === undefined ? id : textOf(release, choice.text);
        })
        .join(' + ');
    case 'number':
      return String(answer.value);
    case 'unsure':
      return textOf(release, 'common.dont_know');
    case 'heard':
    case 'no_match':
    case 'no_input':
    case 'hung_up':
    case 'expired':
      return `(${answer.kind})`;
  }
}

function textOf(release: Release, id: string): string {
  const known = release.textIds.find((text) => text === id);
  return (known === undefined ? null : release.text(known, 'fr')) ?? id;
}
