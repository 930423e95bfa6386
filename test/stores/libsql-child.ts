// Started by libsql.test.ts as a process of its own, to be killed: commits without end, and says which it was told are safe.
import { writeSync } from 'node:fs';
import { createLibsqlStore } from '../../bot/store/libsql.js';
import { systemClock } from '../../core/time.js';

const [file = '', from = '0'] = process.argv.slice(2);
const store = await createLibsqlStore({ file, clock: systemClock });
let next = Number(from);

async function turnAfterTurn(partition: string): Promise<void> {
  for (;;) {
    const id = String(next++).padStart(9, '0');
    await store.commit([
      { op: 'put', key: ['session', partition, id], value: { id } },
      { op: 'put', key: ['transcript', partition, id], value: { id, text: 'x'.repeat(600) } },
    ]);
    writeSync(1, `${partition} ${id}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, (_, at) => turnAfterTurn(`p${at}`)));
