"""Openly licensed sentences of the data folder, read at training time only. Nothing of them is written to the repository."""
import glob
import os
import random

import translit
from text import words

LID_CLASS = {"fra_Latn": "fra", "ary_Arab": "ary_Arab", "ary_Latn": "ary_Latn", "kab_Latn": "kab_Latn", "taq_Latn": "taq_Latn", "zgh_Tfng": "ber_Tfng", "zgh_conversation_Tfng": "ber_Tfng", "taq_Tfng": "ber_Tfng", "arb_Arab": "ar_Arab", "aeb_Arab": "ar_Arab", "arz_Arab": "ar_Arab", "arq_Latn": "arq_Latn", "eng_Latn": "eng", "spa_Latn": "spa", "zgh_Latn": "ber_Latn", "zgh_conversation_Latn": "ber_Latn"}
LANG = {"fra": "fr", "ary_Arab": "ary", "ary_Latn": "ary", "kab_Latn": "kab", "taq_Latn": "other", "ber_Tfng": "ber", "ber_Latn": "ber", "ar_Arab": "ar", "eng": "en", "spa": "es"}


def read(path, cap=None):
    with open(path, encoding="utf-8") as f:
        return [line.split("\t")[0] for line in f][:cap]


def load(data, seed=7, cap=12000):
    """class -> list of word lists."""
    r = random.Random(seed)
    out = {}
    for folder in ("lid", "lid-derived"):
        for path in sorted(glob.glob(os.path.join(data, folder, "*.tsv"))):
            name = os.path.basename(path)[:-4]
            rows = [words(t) for t in read(path)]
            rows = [w for w in rows if w]
            r.shuffle(rows)
            out.setdefault(LID_CLASS[name], []).extend(rows[:cap])
    # word lists: short lines of frequent forms (Tachelhit and Tarifit in Latin letters, Tifinagh)
    bag = {"ber_Latn": ([], []), "ber_Tfng": ([], [])}
    with open(os.path.join(data, "lexicon", "amazigh_words.tsv"), encoding="utf-8") as f:
        next(f)
        for line in f:
            term, count, _, script, _ = line.rstrip("\n").split("\t")
            k = "ber_Tfng" if script == "Tfng" else "ber_Latn"
            bag[k][0].append(term)
            bag[k][1].append(float(count) ** 0.75)
    for k, (terms, w) in bag.items():
        for _ in range(3000):
            out[k].append(words(" ".join(r.choices(terms, w, k=r.randint(2, 7)))))
    with open(os.path.join(data, "lexicon", "ary_latn_words.tsv"), encoding="utf-8") as f:
        next(f)
        terms = [line.split("\t")[0] for line in f]
    for _ in range(2500):
        out["ary_Latn"].append(words(" ".join(r.choices(terms, k=r.randint(1, 4)))))
    path = os.path.join(data, "health", "ary_Latn_health_sentences.tsv")
    if os.path.exists(path):
        out["ary_Latn"] += [words(t) for t in read(path)[1:]]
    for k in out:
        out[k] = [w for w in out[k] if w]
        r.shuffle(out[k])
    return out


def ascii_ber(ws, r):
    """IRCAM letters as people type them."""
    table = [("ɣ", "gh"), ("x", "kh"), ("c", "ch"), ("ḥ", r.choice("h7")), ("ɛ", r.choice("3a")), ("ḍ", "d"), ("ṭ", "t"), ("ṣ", "s"), ("ẓ", "z"), ("ṛ", "r"), ("ʷ", "w")]
    if r.random() < 0.5:
        table.append(("u", "ou"))
    out = []
    for w in ws:
        for a, b in table:
            w = w.replace(a, b)
        out.append(w)
    return out
