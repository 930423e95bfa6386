"""Background workers that make training batches: (ids, mask, ...) as numpy arrays."""
import multiprocessing as mp
import random

import numpy as np

import corpus
import corrections
import marked
import messages
import translit
from augment import Augment
from generate import INTENTS, LANGS, Generator
from tokenizer import Tokenizer

MIX = {"fra": 18, "ary_Arab": 18, "ary_Latn": 20, "ber_Latn": 16, "ber_Tfng": 13, "kab_Latn": 4, "ar_Arab": 4, "eng": 3, "spa": 2, "taq_Latn": 1, "arq_Latn": 1}
# Of a batch: messages with marked words, messages with a list of acceptable findings, real lines; the rest is generated.
MARKED, LISTED, REAL = 0.65, 0.06, 0.09
CORRECTED = 0.5  # of the listed ones, when there are corrections of nurses


def tag_of(form):
    """Language of a written form, as the head of languages names it."""
    return {"fr": "fr", "ary": "ary"}.get(form[:3].rstrip("_"), "ber") if form in marked.FORMS else form


def pad(rows, fill, length):
    out = np.full((len(rows), length), fill, np.int64)
    for i, row in enumerate(rows):
        out[i, :len(row)] = row
    return out


def vary_real(ws, cls, r):
    """Real lines in the other script, at times, and in typed letters."""
    if cls == "ary_Latn" and r.random() < 0.12:
        return [p for w in ws for p in translit.ary_to_arab(w).split()]
    if cls == "ber_Latn" and r.random() < 0.6:
        return corpus.ascii_ber(ws, r)
    return ws


class Source:
    def __init__(self, data, tok, seed, split="train", corrected=()):
        self.r, self.tok = random.Random(seed), tok
        self.gen, self.aug = Generator(data, seed, split), Augment(seed + 1)
        self.real = corpus.load(data)
        self.classes = [c for c in MIX if self.real.get(c)]
        self.mix = [MIX[c] for c in self.classes]
        self.marked = marked.Mixer(marked.load("train"), self.gen.fid, self.r)
        self.mine, self.project = messages.load(self.gen.fid, "train"), messages.Projector(self.gen)
        self.corrected = [row for path in corrected for row in corrections.read(path, self.gen.fid)]
        self.calm, self.alarm = [m for m in self.mine if not m["red"]], [m for m in self.mine if m["red"]]
        self.health = set()
        for form in self.gen.sayings.values():
            for vs in form.values():
                for v in vs:
                    self.health.update(w for w in v.split() if len(w) > 3)

    def real_line(self, low=2, high=24):
        cls = self.r.choices(self.classes, self.mix)[0]
        ws = self.r.choice(self.real[cls])
        n = self.r.randint(low, high)
        if len(ws) > n:
            i = self.r.randrange(len(ws) - n + 1)
            ws = ws[i:i + n]
        return vary_real(ws, cls, self.r), cls

    def line(self):
        """A line for masked words: real, marked or generated."""
        x = self.r.random()
        if x > 0.5:
            ws, _ = self.real_line(3)
        else:
            toks, _, _, form = self.marked() if x < 0.3 else self.generated()
            ws = [t[0] for t in self.aug(toks, form)]
        return self.tok.encode(ws, self.r, 0.05)[0]

    def masked(self, rows):
        ids = pad(rows, 0, max(map(len, rows)))
        mask = (ids != 0).astype(np.int64)
        rng = np.random.default_rng(self.r.randrange(1 << 30))
        chosen = (rng.random(ids.shape) < 0.18) & (ids > 4)
        if not chosen.any():
            chosen[0, 1] = True
        target = ids[chosen]
        x = rng.random(ids.shape)
        ids = np.where(chosen & (x < 0.8), 4, np.where(chosen & (x > 0.9), rng.integers(5, self.tok.size, ids.shape), ids))
        return ids, mask, chosen, target

    def mlm(self, size, k=12):
        """k batches, each of lines of near-equal length."""
        rows = sorted((self.line() for _ in range(size * k)), key=len)
        parts = [rows[i:i + size] for i in range(0, len(rows), size)]
        self.r.shuffle(parts)
        return [self.masked(part) for part in parts]

    def fragment(self, form):
        """A few real words that are no words of the lexicon, to stand beside a generated message."""
        want = {"fr": "fra", "ary_Arab": "ary_Arab", "ary_Latn": "ary_Latn", "zgh_Tfng": "ber_Tfng"}.get(form, "ber_Latn" if form.endswith("_Latn") else None)
        if not self.real.get(want):
            return []
        ws = vary_real(self.r.choice(self.real[want]), want, self.r)
        n = self.r.randint(1, 5)
        i = self.r.randrange(max(1, len(ws) - n + 1))
        ws = ws[i:i + n]
        return [] if any(w in self.health for w in ws) else [(w, 0, 0, 0) for w in ws]

    def generated(self):
        toks, _, intents, red, form = self.gen.message()
        return toks, intents, red, form

    def example(self):
        """words, labels (-100: unknown), lang, intents (None: unknown), red, red known, acceptable findings (None: all words are labelled)."""
        x = self.r.random()
        if x < MARKED:
            toks, intents, red, form = self.marked()
            return self.aug(toks, form, 4), LANGS.index(tag_of(form)), {i: float(i in intents) for i in INTENTS}, red or 0, red is not None, None
        if x < MARKED + LISTED:
            return self.listed()
        if x < MARKED + LISTED + REAL:
            ws, cls = self.real_line(1, 14)
            ws = ws[:28]
            clean = not any(w in self.health for w in ws)
            lang = corpus.LANG.get(cls)
            return [(w, -100 if w in self.health else 0, -100, -100) for w in ws], -1 if lang is None else LANGS.index(lang), {i: 0.0 for i in INTENTS} if clean else {}, 0, clean, None
        toks, lang, intents, red, form = self.gen.message()
        if self.r.random() < 0.15:
            extra = self.fragment(form)
            toks = (toks + extra if self.r.random() < 0.6 else extra + toks)[:40]
        return self.aug(toks, form), LANGS.index(lang), {i: float(i in intents) for i in INTENTS}, red, True, None

    def listed(self):
        if self.corrected and self.r.random() < CORRECTED:
            m = self.r.choice(self.corrected)
            # A nurse corrects language and findings; intents and red flag stay as little known as before.
            return self.aug(self.project(m), m["form"]), LANGS.index(m["lang"]), {}, 0, False, sorted(self.gen.fid[a] for a in m["alts"]) or None
        m = self.r.choice(self.calm if self.r.random() < 0.45 else self.alarm)
        toks, form = self.project(m), m["form"]
        if not m["red"] and not m["alts"] and self.r.random() < 0.25:
            toks = toks + self.project(self.r.choice([c for c in self.calm if c["form"] == form and not c["alts"]] or [m]))
        intents = {"report_symptom": 1.0} if m["alts"] else {} if m["red"] else {"report_symptom": 0.0, "emergency": 0.0}
        if "emergency" in m["named"]:
            intents["emergency"] = 1.0
        return self.aug(toks[:40], form), LANGS.index(m["lang"]), intents, m["red"], True, sorted(self.gen.fid[a] for a in m["alts"]) or None

    def task(self, size):
        rows, fi, pr, su, lang, it, red, ok, at, alts = [], [], [], [], [], [], [], [], [], []
        for _ in range(size):
            toks, lg, intents, rd, clean, acceptable = self.example()
            ids, first = self.tok.encode([t[0] for t in toks], self.r, 0.05)
            a, b, c = [-100] * len(ids), [-100] * len(ids), [-100] * len(ids)
            d, e = [0] * len(ids), np.zeros(len(self.gen.ids) + 1, np.float32)
            for t, i in zip(toks, first):
                if i >= 0:
                    a[i], d[i] = t[1], int(acceptable is not None)
                    if t[1] > 0:
                        b[i], c[i] = t[2], t[3]
            e[acceptable or []] = 1.0
            at.append(d)
            alts.append(e)
            rows.append(ids)
            fi.append(a)
            pr.append(b)
            su.append(c)
            lang.append(lg)
            it.append([intents.get(x, -1.0) for x in INTENTS])
            red.append([float(rd)])
            ok.append([1.0 if clean else 0.0])
        n = max(map(len, rows))
        ids = pad(rows, 0, n)
        return ids, (ids != 0).astype(np.int64), pad(fi, -100, n), pad(pr, -100, n), pad(su, -100, n), np.array(lang), np.array(it, np.float32), np.array(red, np.float32), np.array(ok, np.float32), pad(at, 0, n), np.stack(alts)


def bucketed(src, kind, size, k=6):
    """Batches of near-equal length: draw k batches, sort by length, deal."""
    while True:
        if kind == "mlm":
            yield from src.mlm(size)
            continue
        pool = [src.task(size // 4) for _ in range(4 * k)]
        yield from merge(pool, size)


def merge(pool, size):
    rows = [tuple(p[j][i] for j in range(len(p))) for p in pool for i in range(len(p[0]))]
    rows.sort(key=lambda x: int(x[1].sum()))
    out = []
    for i in range(0, len(rows), size):
        part = rows[i:i + size]
        n = max(int(x[1].sum()) for x in part)
        fix = lambda j, fill: np.stack([np.concatenate([x[j][:n], np.full(max(0, n - len(x[j])), fill, np.int64)]) for x in part])
        out.append((fix(0, 0), fix(1, 0), fix(2, -100), fix(3, -100), fix(4, -100), np.stack([x[5] for x in part]), np.stack([x[6] for x in part]), np.stack([x[7] for x in part]), np.stack([x[8] for x in part]), fix(9, 0), np.stack([x[10] for x in part])))
    random.shuffle(out)
    return out


def work(queue, data, folder, seed, kind, size, corrected):
    src = Source(data, Tokenizer(folder), seed, corrected=corrected)
    for batch in bucketed(src, kind, size):
        queue.put(batch)


class Feeder:
    def __init__(self, data, folder, seed, kind, size, corrected=()):
        ctx = mp.get_context("fork")
        self.queue = ctx.Queue(12)
        self.proc = ctx.Process(target=work, args=(self.queue, data, folder, seed, kind, size, corrected), daemon=True)
        self.proc.start()

    def next(self):
        return self.queue.get()

    def close(self):
        self.proc.terminate()
        self.proc.join()
