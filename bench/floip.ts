import { createRequire } from 'node:module';

/**
 * The engine of another project on a comparable interview: a chain of ten questions with one answer each, as
 * `@floip/flow-runner` runs it. It keeps no floor, screens no danger and proves nothing; the ratio says only what a step costs.
 */
const require = createRequire(import.meta.url);
const { createContextDataObjectFor, FlowRunner, SupportedMode } = require('@floip/flow-runner') as {
  createContextDataObjectFor: (...args: unknown[]) => Promise<object>;
  FlowRunner: new (context: object) => { run(): Promise<Cursor | undefined> };
  SupportedMode: Record<string, string>;
};

interface Cursor {
  readonly prompt: { fulfill(value: unknown): Promise<Cursor | undefined> };
}

const QUESTIONS = 10;

function flowOf(): object {
  const blocks = Array.from({ length: QUESTIONS }, (_, index) => ({
    uuid: `block-${index}`,
    name: `q${index}`,
    label: `q${index}`,
    type: 'MobilePrimitives.OpenResponse',
    config: { prompt: 'res', text: { max_response_characters: 100 } },
    exits: [
      {
        uuid: `exit-${index}`,
        label: 'next',
        name: 'next',
        tag: 'next',
        default: true,
        destination_block: index + 1 < QUESTIONS ? `block-${index + 1}` : undefined,
        config: {},
        test: '',
      },
    ],
  }));
  return {
    uuid: 'flow',
    name: 'chain',
    last_modified: '2026-01-01T00:00:00Z',
    interaction_timeout: 300,
    supported_modes: [SupportedMode['SMS'] ?? 'sms'],
    languages: [{ id: 'fr', label: 'fr' }],
    blocks,
    first_block_id: 'block-0',
    exit_block_id: `block-${QUESTIONS - 1}`,
  };
}

/** Answers given per second, whole interviews one after the other. */
export async function floipStepsPerSecond(seconds: number): Promise<number> {
  const flow = flowOf();
  const resources = [
    { uuid: 'res', values: [{ language_id: 'fr', content_type: 'TEXT', modes: ['SMS', 'sms'], value: 'Question ?' }] },
  ];
  // It tells the console about every question; what printing costs is not what a step costs.
  const { info } = console;
  console.info = () => undefined;
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  let steps = 0;
  while (performance.now() < end) {
    const context = await createContextDataObjectFor(
      { id: '1', name: 'x', createdAt: '2026-01-01T00:00:00Z', groups: [] },
      [],
      'user',
      'org',
      [flow],
      'fr',
      SupportedMode['SMS'] ?? 'sms',
      resources,
    );
    const runner = new FlowRunner(context);
    let cursor = await runner.run();
    for (let answered = 0; cursor !== undefined && answered < QUESTIONS; answered++) {
      cursor = await cursor.prompt.fulfill('yes');
      steps += 1;
    }
  }
  console.info = info;
  return (steps / (performance.now() - started)) * 1000;
}
