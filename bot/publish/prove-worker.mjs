// In development the worker thread is TypeScript too, and a thread does not inherit the loader of its parent. The build has
// no need of this file: there the thread starts with prove-worker.js.
import { register } from 'tsx/esm/api';

register();
await import('./prove-worker.ts');
