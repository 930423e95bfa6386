// In development the process runs TypeScript too. The build has no need of this file: there it starts with whisper-process.js.
import { register } from 'tsx/esm/api';

register();
await import('./whisper-process.ts');
