/**
 * The nurse desk over HTTP: `/api/desk/*`, `/api/openapi.json` and the web app under `/console`.
 * May import `core/` and `console/desk.ts`; whatever fills the desk is handed in. To add a route: one entry in `routes.ts`,
 * with its schemas from `schemas.ts`; the description under `/api/openapi.json` follows by itself.
 */
export { consolePlugin } from './routes.js';
export type { ConsoleOptions } from './routes.js';
export type { RouteSpec } from './openapi.js';
