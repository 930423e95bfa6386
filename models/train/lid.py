"""Language identification: hashed character n-grams (1 to 5) and one linear layer, int8.

Evaluate: words = text.words(message) that hold a letter; s = ' ' + words joined by ' ' + ' ' (UTF-16 code units);
for n in 1..5, for every start: h = 2166136261; for each unit c: h = imul(h ^ c, 16777619) (unsigned 32 bit);
bucket = (h ^ (h >>> 15)) & (buckets - 1). score[k] = bias[k] + scale[k] * sum(weight[bucket][k]) / count.
Probabilities: softmax(score / temperature). lid.bin: int8, buckets rows of as many classes. No letters: no answer.
"""
import json
import os
import random

import numpy as np
import torch
import torch.nn.functional as F

import corpus
import marked
from augment import Augment
from batches import vary_real
from generate import Generator
from text import words

CLASSES = ["fra", "ary_Arab", "ary_Latn", "ber_Latn", "kab_Latn", "taq_Latn", "ber_Tfng", "ar_Arab", "arq_Latn", "eng", "spa"]
WEIGHT = [16, 15, 17, 17, 6, 3, 7, 8, 2.5, 5, 4]
FORM = {"fr": "fra", "ary_Arab": "ary_Arab", "ary_Latn": "ary_Latn", "shi_Latn": "ber_Latn", "tzm_Latn": "ber_Latn", "rif_Latn": "ber_Latn", "zgh_Tfng": "ber_Tfng", "en": "eng", "es": "spa", "ar": "ar_Arab", "kab": "kab_Latn"}
BUCKETS = 1 << 16
ORDER = 5


def buckets(ws):
    ws = [w for w in ws if any(c.isalpha() for c in w)]
    if not ws:
        return None
    raw = (" " + " ".join(ws) + " ").encode("utf-16-le")
    units = np.frombuffer(raw, np.uint16).astype(np.uint64)
    h = np.full(len(units), 2166136261, np.uint64)
    out = []
    for n in range(ORDER):
        m = len(units) - n
        if m <= 0:
            break
        h = ((h[:m] ^ units[n:]) * np.uint64(16777619)) & np.uint64(0xFFFFFFFF)
        out.append((h ^ (h >> np.uint64(15))) & np.uint64(BUCKETS - 1))
    return np.concatenate(out).astype(np.int64)


class Lid:
    def __init__(self, folder):
        with open(os.path.join(folder, "lid.json"), encoding="utf-8") as f:
            self.head = json.load(f)
        k = len(self.head["classes"])
        self.w = np.fromfile(os.path.join(folder, "lid.bin"), np.int8).reshape(-1, k).astype(np.float32)

    def scores(self, text):
        b = buckets(words(text))
        if b is None:
            return None
        s = self.w[b].sum(0) * np.array(self.head["scale"], np.float32) / len(b) + np.array(self.head["bias"], np.float32)
        e = np.exp((s - s.max()) / self.head["temperature"])
        return e / e.sum()


def is_dev(ws):
    return hash_of(" ".join(ws)) % 20 == 0


def hash_of(s):
    h = 2166136261
    for c in s.encode():
        h = ((h ^ c) * 16777619) & 0xFFFFFFFF
    return h ^ (h >> 13)


def samples(real, gen, mixer, aug, r, n):
    by_class = {}
    out = []
    while len(out) < n:
        if r.random() < 0.35:
            toks, *_, form = mixer() if r.random() < 0.6 else gen.message()
            if form == "junk":
                continue
            cls = FORM[form]
            ws = [t[0] for t in (aug(toks, form) if form != "ary_Arab" or r.random() < 0.5 else toks)]
            if form in ("shi_Latn", "tzm_Latn", "rif_Latn", "ary_Latn", "zgh_Tfng", "ary_Arab") and any(script_of(w) not in (script_of(cls_word(cls)), "none") for w in ws):
                continue  # letters were changed: the class would be wrong
        else:
            cls = r.choices(CLASSES, WEIGHT)[0]
            ws = vary_real(r.choice(real[cls]), "ber_Latn" if cls == "ber_Latn" else "", r)
        k = r.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 8])
        if len(ws) > k:
            i = r.randrange(len(ws) - k + 1)
            ws = ws[i:i + k]
        b = buckets(ws)
        if b is not None and not (len(ws) == 1 and len(ws[0]) < 3):
            out.append((b, CLASSES.index(cls)))
        by_class[cls] = by_class.get(cls, 0) + 1
    return out


def cls_word(cls):
    return {"Arab": "ا", "Tfng": "ⴰ"}.get(cls.split("_")[-1], "a")


def script_of(w):
    for c in w:
        if "\u0600" <= c <= "\u06ff":
            return "Arab"
        if "\u2d30" <= c <= "\u2d7f":
            return "Tfng"
        if c.isalpha():
            return "Latn"
    return "none"


def pack(rows):
    flat = torch.from_numpy(np.concatenate([b for b, _ in rows]))
    off = torch.tensor(np.cumsum([0] + [len(b) for b, _ in rows[:-1]]))
    return flat, off, torch.tensor([y for _, y in rows])


def run(data, out, seed, log=print, rounds=6, per_round=70000):
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    r = random.Random(seed)
    real_all = corpus.load(data)
    real = {c: [w for w in real_all[c] if not is_dev(w)] for c in CLASSES}
    dev = {c: [w for w in real_all[c] if is_dev(w)][:400] for c in CLASSES}
    gen, aug = Generator(data, seed + 5), Augment(seed + 6)
    mixer = marked.Mixer(marked.load("train"), gen.fid, r)
    bag = torch.nn.EmbeddingBag(BUCKETS, len(CLASSES), mode="mean", sparse=True)
    torch.nn.init.zeros_(bag.weight)
    bias = torch.nn.Parameter(torch.zeros(len(CLASSES)))
    opt = torch.optim.SparseAdam(list(bag.parameters()), lr=0.3)
    opt_b = torch.optim.Adam([bias], lr=0.02)
    total = rounds * (per_round // 256 + 1)
    step = 0
    for k in range(rounds):
        rows = samples(real, gen, mixer, aug, r, per_round)
        mean = 0.0
        for i in range(0, len(rows), 256):
            flat, off, y = pack(rows[i:i + 256])
            for g in opt.param_groups:
                g["lr"] = 0.3 * (1 - step / total) + 0.005
            loss = F.cross_entropy(bag(flat, off) + bias, y)
            opt.zero_grad()
            opt_b.zero_grad()
            loss.backward()
            opt.step()
            opt_b.step()
            step += 1
            mean += loss.item()
        log(f"lid round {k} loss {mean / (len(rows) / 256):.4f}")
    w = bag.weight.detach().numpy()
    clip = np.quantile(np.abs(w), 0.9995, axis=0)
    scale = clip / 127
    q = np.clip(np.round(w / scale), -127, 127).astype(np.int8)
    # temperature on the dev rows
    crops, ys = [], []
    for c, rs in dev.items():
        for ws in rs:
            n = r.choice([1, 2, 3, 5, 8])
            b = buckets(vary_real(ws, c, r)[:n])
            if b is not None:
                crops.append(b)
                ys.append(CLASSES.index(c))
    s = np.stack([q[b].astype(np.float32).sum(0) * scale / len(b) for b in crops]) + bias.detach().numpy()
    y = np.array(ys)
    nll = lambda t: -np.mean([row[k] / t - np.log(np.exp((row - row.max()) / t).sum()) - row.max() / t for row, k in zip(s, y)])
    temp = float(min(np.arange(0.5, 4.01, 0.1), key=nll))
    metrics = {}
    for name, cut in (("whole", 99), ("three_words", 3), ("one_word", 1)):
        rec = {}
        for c, rs in dev.items():
            bs = [buckets(ws[:cut]) for ws in rs]
            bs = [b for b in bs if b is not None]
            hit = [CLASSES[int(np.argmax(q[b].astype(np.float32).sum(0) * scale / len(b) + bias.detach().numpy()))] == c for b in bs]
            rec[c] = round(float(np.mean(hit)), 3)
        metrics[name] = {"macro": round(float(np.mean(list(rec.values()))), 3), **rec}
        log("lid", name, metrics[name])
    os.makedirs(out, exist_ok=True)
    q.tofile(os.path.join(out, "lid.bin"))
    fixture = []
    gen2 = Generator(data, 99)
    head = {"format": "labas-lid-1", "classes": CLASSES, "buckets": BUCKETS, "orders": [1, ORDER], "hash": "fnv1a-utf16, bucket = (h ^ (h >>> 15)) & (buckets - 1)",
            "layout": "lid.bin: int8, row-major [buckets][classes]", "score": "bias[k] + scale[k] * sum(w[bucket][k]) / count, then softmax(score / temperature)",
            "scale": [float(x) for x in scale], "bias": [float(x) for x in bias.detach().numpy()], "temperature": round(temp, 2), "dev": metrics}
    with open(os.path.join(out, "lid.json"), "w", encoding="utf-8") as f:
        json.dump(head, f, ensure_ascii=False, indent=1)
    lid = Lid(out)
    while len(fixture) < 200:  # generated text only: nothing of the data folder is copied
        toks, _, _, _, form = gen2.message()
        text = " ".join(t[0] for t in toks)
        p = lid.scores(text)
        if p is not None:
            fixture.append({"text": text, "top": CLASSES[int(p.argmax())], "probabilities": [round(float(x), 4) for x in p]})
    head["fixture"] = fixture
    with open(os.path.join(out, "lid.json"), "w", encoding="utf-8") as f:
        json.dump(head, f, ensure_ascii=False)


if __name__ == "__main__":
    import sys
    run(sys.argv[1], sys.argv[2], 20261127)
