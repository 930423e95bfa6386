import { Activity, ActivityTypes } from '@microsoft/agents-activity';
import { ActivityHandler, BaseAdapter, TurnContext } from '@microsoft/agents-hosting';

/** A bare bot on the Agents SDK that repeats what it hears: no store, no channel, no rules. What the pipeline alone costs. */
class EchoAdapter extends BaseAdapter {
  sent = 0;
  async receive(activity: Activity, bot: ActivityHandler): Promise<void> {
    const context = new TurnContext(this, activity);
    await this.runMiddleware(context, (turn) => bot.run(turn));
  }
  override sendActivities(_context: TurnContext, activities: Activity[]): Promise<{ id: string }[]> {
    this.sent += activities.length;
    return Promise.resolve(activities.map((_, index) => ({ id: String(index) })));
  }
  override updateActivity(): Promise<void> {
    return Promise.resolve();
  }
  override deleteActivity(): Promise<void> {
    return Promise.resolve();
  }
  override continueConversation(): Promise<void> {
    return Promise.resolve();
  }
  override uploadAttachment(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }
  override getAttachmentInfo(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }
  override getAttachment(): Promise<never> {
    return Promise.reject(new Error('not here'));
  }
}

export async function echoTurnsPerSecond(seconds: number): Promise<number> {
  const adapter = new EchoAdapter();
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await context.sendActivity(`you said ${context.activity.text ?? ''}`);
    await next();
  });
  const started = performance.now();
  const end = started + seconds * 1000;
  while (performance.now() < end) {
    for (let turn = 0; turn < 200; turn++) {
      const activity = Activity.fromObject({
        type: ActivityTypes.Message,
        channelId: 'bench',
        conversation: { id: `c${turn}` },
        from: { id: 'u' },
        recipient: { id: 'b' },
        serviceUrl: 'urn:bench',
        text: 'bonjour',
      });
      await adapter.receive(activity, bot);
    }
  }
  return (adapter.sent / (performance.now() - started)) * 1000;
}
