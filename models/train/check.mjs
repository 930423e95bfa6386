// Loads the artifact as a service would (onnxruntime-node + @huggingface/tokenizers) and compares it with fixtures.json.
// node models/train/check.mjs <artifact folder> [fp32 model.onnx]      run from a folder where both packages are installed,
// or name that folder in LABAS_NODE_MODULES.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
process.env.ORT_DISABLE_TELEMETRY = '1';
const base = process.env.LABAS_NODE_MODULES ?? process.cwd();
const require = createRequire(path.join(base, 'x.js'));
const ort = require('onnxruntime-node');
const { Tokenizer } = await import(
  pathToFileURL(path.join(base, 'node_modules/@huggingface/tokenizers/dist/tokenizers.mjs'))
);

const [dir, fp32] = process.argv.slice(2);
const json = (name) => JSON.parse(fs.readFileSync(path.join(dir, name), 'utf8'));
const tok = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
const fixtures = json('fixtures.json');

const WORD = /\p{N}+(?:[.,:/]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|\S/gu;
const MAP = { '’': "'", '؟': '?', '،': ',', '؛': ',', ';': ',', '…': '.' };
const norm = (raw) => {
  let w = raw.normalize('NFC').toLowerCase();
  w = [...w].map((c) => MAP[c] ?? (c >= '\u0660' && c <= '\u0669' ? String(c.codePointAt(0) - 0x660) : c)).join('');
  w = w.replace(/[\u0640\u064b-\u0652\u0670]/g, '').replace(/(.)\1{2,}/gu, '$1$1');
  return /[\p{L}\p{N}]/u.test(w) || ',.?!'.includes(w) ? w : '';
};
const words = (text) => [...text.matchAll(WORD)].map((m) => norm(m[0])).filter(Boolean);
const encode = (ws) => {
  const ids = [2],
    first = [];
  for (const w of ws) {
    const pieces = tok.encode(w, { add_special_tokens: false }).ids;
    if (ids.length + pieces.length > 63) break;
    first.push(ids.length);
    ids.push(...pieces);
  }
  ids.push(3);
  while (first.length < ws.length) first.push(-1);
  return { ids, first };
};
const load = (file) =>
  ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
const run = async (s, ids) =>
  s.run({
    input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  });
const argmax = (a) => a.reduce((k, x, i) => (x > a[k] ? i : k), 0);
const row = (t, i) => Array.from(t.data.subarray(i * t.dims.at(-1), (i + 1) * t.dims.at(-1)));

const q8 = await load(path.join(dir, 'onnx/model_quantized.onnx'));
const full = fp32 ? await load(fp32) : null;
let idsWrong = 0,
  labels = 0,
  labelsWrong = 0,
  worst = 0;
for (const f of fixtures) {
  const ws = words(f.text);
  const { ids, first } = encode(ws);
  if (
    JSON.stringify(ids) !== JSON.stringify(f.input_ids) ||
    JSON.stringify(first) !== JSON.stringify(f.first) ||
    JSON.stringify(tok.encode(ws.join(' ')).ids.slice(0, ids.length - 1)) !== JSON.stringify(ids.slice(0, -1))
  ) {
    idsWrong++;
    console.log('ids differ:', f.text);
    continue;
  }
  const at = first.filter((i) => i >= 0);
  const out = await run(q8, ids);
  const check = (a, b, what) => {
    labels++;
    if (a !== b) {
      labelsWrong++;
      console.log('label', what, a, b, f.text);
    }
  };
  check(argmax(row(out.lang_logits, 0)), f.q8.language, 'language');
  check(Number(out.red_flag_logits.data[0] > 0), f.q8.red, 'red');
  for (const head of ['finding', 'presence', 'subject'])
    at.forEach((i, k) => {
      if (head === 'finding' || f.q8.finding[k]) check(argmax(row(out[`${head}_logits`], i)), f.q8[head][k], head);
    });
  if (full) {
    const o = await run(full, ids);
    const far = (a, b) =>
      a.forEach((x, i) => {
        worst = Math.max(worst, Math.abs(x - b[i]));
      });
    for (const h of ['intent_logits', 'lang_logits', 'red_flag_logits']) far(row(o[h], 0), f[h]);
    at.forEach((i, k) => {
      far(row(o.presence_logits, i), f.presence_logits[k]);
      far(row(o.subject_logits, i), f.subject_logits[k]);
      far([Math.max(...row(o.finding_logits, i))], [f.finding_top[k]]);
    });
  }
}
console.log(
  `fixtures ${fixtures.length}: ids differ ${idsWrong}, int8 labels differ ${labelsWrong} of ${labels}${full ? `, fp32 worst difference ${worst.toExponential(2)}` : ''}`,
);

// lid
const lh = json('lid.json'),
  lw = new Int8Array(fs.readFileSync(path.join(dir, 'lid.bin')).buffer);
const lid = (text) => {
  const ws = words(text).filter((w) => /\p{L}/u.test(w));
  if (!ws.length) return null;
  const s = ` ${ws.join(' ')} `,
    K = lh.classes.length,
    sum = new Float64Array(K);
  let count = 0;
  for (let i = 0; i < s.length; i++) {
    let h = 2166136261;
    for (let n = 1; n <= lh.orders[1] && i + n <= s.length; n++) {
      h = Math.imul(h ^ s.charCodeAt(i + n - 1), 16777619) >>> 0;
      const b = ((h ^ (h >>> 15)) >>> 0) & (lh.buckets - 1);
      for (let k = 0; k < K; k++) sum[k] += lw[b * K + k];
      count++;
    }
  }
  const z = [...sum].map((x, k) => (lh.bias[k] + (lh.scale[k] * x) / count) / lh.temperature),
    top = Math.max(...z);
  const e = z.map((x) => Math.exp(x - top)),
    t = e.reduce((a, b) => a + b);
  return e.map((x) => x / t);
};
let lidWrong = 0,
  lidWorst = 0;
for (const f of lh.fixture) {
  const p = lid(f.text);
  if (lh.classes[argmax(p)] !== f.top) lidWrong++;
  p.forEach((x, k) => {
    lidWorst = Math.max(lidWorst, Math.abs(x - f.probabilities[k]));
  });
}
console.log(
  `lid fixtures ${lh.fixture.length}: top class differs ${lidWrong}, worst difference ${lidWorst.toExponential(2)}`,
);

const times = [];
for (let k = 0; k < 10; k++)
  for (const f of fixtures) {
    const t = performance.now();
    await run(q8, encode(words(f.text)).ids);
    times.push(performance.now() - t);
  }
times.splice(0, 60);
times.sort((a, b) => a - b);
console.log(
  `q8, one thread: p50 ${times[times.length >> 1].toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)].toFixed(2)} ms, RSS ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
);
const ok = !idsWrong && !labelsWrong && !lidWrong && (!full || worst < 1e-3);
process.exit(ok ? 0 : 1);
