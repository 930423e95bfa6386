// Speech: recordings to words. May import core/ and its own folder; bot/ comes in through this file.
// Another way of hearing is another factory that returns a `Transcriber` and passes test/suites/transcriber.suite.ts.
// A provider with an interface of its own: a file here and a line below.
export { createTranscriptionServer, type TranscriptionServerOptions } from './server.js';
export type { Recording, TranscribeFailure, Transcriber, Transcription } from './transcriber.js';
export { openLocalWhisper, type LocalWhisperOptions } from './whisper.js';
