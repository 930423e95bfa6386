// Scores of a reader on the frozen test set. May import core/ and nlp/nlu.ts. A new figure is a field of `Scores`.

export { languageBaselines, type LanguageBaseline } from './language-baselines.js';
export { printReport, type ReportRow } from './report.js';
export { interval, sameLanguage, score, type Reading, type Scores, type Share } from './score.js';
export { readTestSet, type TestRow } from './test-set.js';
