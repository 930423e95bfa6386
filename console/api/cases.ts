import type { z } from 'zod';
import type { Desk, HolderResult } from '../desk.js';
import type { Caller } from './access.js';
import { mediaAnswer } from './media.js';
import { gone, settled, type Mount } from './mount.js';
import * as shapes from './schemas.js';

/** The queue, one case, and what its holder may do. */
export function mountCases(mount: Mount, desk: Desk): void {
  mount.route(
    {
      method: 'GET',
      path: '/queue',
      name: 'queue',
      summary: 'Waiting and claimed cases: most urgent first, then longest waiting.',
      access: 'nurse',
      answer: { status: 200, description: 'The cases, without what patients said.', schema: shapes.queueAnswer },
    },
    async (_call, { staff }) => ({ cases: await desk.queue(staff) }),
  );

  mount.route(
    {
      method: 'GET',
      path: '/alarm',
      name: 'alarm',
      summary: 'How many cases call for somebody now; also while the session is locked.',
      access: 'locked',
      answer: { status: 200, description: 'Two numbers and nothing about anybody.', schema: shapes.alarmAnswer },
    },
    async (_call, { staff }) => {
      const cases = await desk.queue(staff);
      return {
        waiting: cases.filter((entry) => entry.state === 'waiting' && entry.level === 'emergency').length,
        alerts: cases.filter((entry) => entry.alert && entry.claimedBy?.id === staff.id).length,
      };
    },
  );

  mount.route(
    {
      method: 'GET',
      path: '/cases/:id',
      name: 'viewCase',
      summary: 'One case with its transcript. Audited; for the holder it counts as seen.',
      access: 'nurse',
      params: shapes.caseParams,
      answer: { status: 200, description: 'The case.', schema: shapes.caseAnswer },
      refusals: { 404: 'There is no such case.' },
    },
    async ({ params }, { staff }) => {
      const view = await desk.view(staff, params.id);
      if (view === null) throw gone();
      return { case: view };
    },
  );

  mount.route(
    {
      method: 'POST',
      path: '/cases/:id/claim',
      name: 'claimCase',
      summary: 'Takes a waiting case; exactly one of several succeeds.',
      access: 'nurse',
      params: shapes.caseParams,
      body: shapes.emptyBody,
      answer: { status: 200, description: 'Yours, until the lease runs out.', schema: shapes.claimAnswer },
      refusals: { 404: 'Closed or unknown (`gone`).', 409: 'Somebody else has it (`taken`).' },
    },
    async ({ params }, { staff }) => settled(await desk.claim(staff, params.id)),
  );

  const held = { 404: 'Closed or unknown (`gone`).', 409: 'You do not hold it, or the lease ran out (`not_holder`).' };
  function act<Body extends z.ZodObject>(
    path: string,
    name: string,
    summary: string,
    body: Body,
    act: (call: {
      readonly caller: Caller;
      readonly id: string;
      readonly body: z.output<Body>;
    }) => Promise<HolderResult>,
  ): void {
    mount.route(
      {
        method: 'POST',
        path: `/cases/:id/${path}`,
        name,
        summary,
        access: 'nurse',
        params: shapes.caseParams,
        body,
        answer: { status: 200, description: 'Done.', schema: shapes.doneAnswer },
        refusals: held,
      },
      async (call, caller) => settled(await act({ caller, id: call.params.id, body: call.body })),
    );
  }
  const empty = shapes.emptyBody;
  act('renew', 'renewCase', 'Keeps the lease; an open console calls it every 30 s.', empty, ({ caller, id }) =>
    desk.renew(caller.staff, id),
  );
  act('reply', 'replyToCase', 'Writes to the patient.', shapes.replyBody, ({ caller, id, body }) =>
    desk.reply(caller.staff, id, body.text, body.key),
  );
  act(
    'level',
    'setLevel',
    'Changes the level; the reason stays in the transcript.',
    shapes.levelBody,
    ({ caller, id, body }) => desk.setLevel(caller.staff, id, body.level, body.reason),
  );
  act('close', 'closeCase', 'Ends the case with an outcome.', shapes.closeBody, ({ caller, id, body }) =>
    desk.close(caller.staff, id, body.outcome, body.note),
  );
  act('hand-back', 'handBackCase', 'Back to the bot, which goes on where it was.', empty, ({ caller, id }) =>
    desk.handBack(caller.staff, id),
  );
  act('release', 'releaseCase', 'Back to the queue, keeping its place.', empty, ({ caller, id }) =>
    desk.release(caller.staff, id),
  );
  act(
    'correct',
    'correctUnderstanding',
    'Records what a message means. Changes neither the level nor what the patient hears.',
    shapes.correctionBody,
    ({ caller, id, body }) => desk.correct(caller.staff, id, body),
  );
  act(
    'training-consent',
    'setTrainingConsent',
    'Records whether the person agreed that the phrases of this case help to improve the service.',
    shapes.trainingConsentBody,
    ({ caller, id, body }) => desk.setTrainingConsent(caller.staff, id, body.agreed),
  );

  mount.route(
    {
      method: 'GET',
      path: '/findings',
      name: 'findings',
      summary: 'Every finding by its name, for correcting what was understood.',
      access: 'nurse',
      answer: { status: 200, description: 'In the order of the dictionary.', schema: shapes.findingsAnswer },
    },
    async (_call, { staff }) => ({ findings: await desk.findings(staff) }),
  );

  mount.route(
    {
      method: 'POST',
      path: '/cases/:id/reveal',
      name: 'revealContact',
      summary: 'The address of the patient. Audited.',
      access: 'nurse',
      params: shapes.caseParams,
      body: shapes.emptyBody,
      answer: { status: 200, description: 'The address as the provider gives it.', schema: shapes.revealAnswer },
      refusals: { 404: 'There is no such case, or its address is forgotten.' },
    },
    async ({ params }, { staff }) => {
      const contact = await desk.reveal(staff, params.id);
      if (contact === null) throw gone();
      return { contact };
    },
  );

  mount.route(
    {
      method: 'GET',
      path: '/cases/:id/media/:mediaId',
      name: 'caseMedia',
      summary: 'A photo or a voice note. Audited. Pictures and sound as they are, anything else as a download.',
      access: 'nurse',
      params: shapes.mediaParams,
      answer: { status: 200, description: 'The bytes; 206 for one range.', type: 'application/octet-stream' },
      refusals: { 404: 'There is no such case or file.', 416: 'The range is outside of the file.' },
    },
    async ({ params, request, reply }, { staff }) => {
      const media = await desk.media(staff, params.id, params.mediaId);
      if (media === null) throw gone();
      const answer = mediaAnswer(media, params.mediaId, request.headers.range);
      void reply.status(answer.status).headers(answer.headers).send(answer.bytes);
      return 'sent';
    },
  );
}
