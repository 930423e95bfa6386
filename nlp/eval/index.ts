// Scores of a reader on the frozen test set. May import core/ and nlp/nlu.ts. A new figure is a field of `Scores`.

export { languageBaselines, type LanguageBaseline } from './language-baselines.js';
export { readMarkedMessages, type MarkedMessage } from './marked-messages.js';
export { trainNgramBaseline } from './ngram-baseline.js';
export { pairsRight, readPairs, type Pair } from './pairs.js';
export { printReport, type ReportRow } from './report.js';
export { sameLanguage, score, type Reading, type Scores } from './score.js';
export { readTestSet, type TestRow } from './test-set.js';
export { withTypos } from './typos.js';
