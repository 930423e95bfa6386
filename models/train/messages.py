"""Messages written for the project (messages/*.tsv): language, red flag and acceptable findings are known, words are not aligned.
One in five (by a hash of the words) is held out: never trained on, for a figure of the card."""
import hashlib
import os
import re

from augment import strip_accents
from lexicon import script
from text import words

HERE = os.path.dirname(os.path.abspath(__file__))
NEG = re.compile(r"^(pas|ne|n|non|sans|plus|jamais|aucune?|rien|n'.*|la|ma|ma.+(ch|sh)|machi|bla|walou?|ur|our|war|oula|ula|bla|ما|ما.+ش|لا|ماشي|بلا|والو|ⵓⵔ|ⵡⴰⵔ)$")
VARIETY = {"S": "shi_Latn", "R": "rif_Latn", "C": "tzm_Latn", "T": "zgh_Tfng"}


def fold(w):
    return re.sub(r"(.)\1", r"\1", strip_accents(w))


def form_of(lang, text, variety=""):
    s = script(text)
    if lang == "fr":
        return "fr"
    if lang == "ary":
        return "ary_Arab" if s == "Arab" else "ary_Latn"
    return "zgh_Tfng" if s == "Tfng" else {"zgh_Tfng": "shi_Latn"}.get(VARIETY.get(variety, "shi_Latn"), VARIETY.get(variety, "shi_Latn"))


def load(fid, part):
    out = []
    for lang in ("fr", "ary", "ber"):
        with open(os.path.join(HERE, "messages", lang + ".tsv"), encoding="utf-8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#") and line.strip()]
        for row in rows[1:]:
            ws = words(row[0])
            key = " ".join(fold(w) for w in ws)
            held = int(hashlib.sha1(key.encode()).hexdigest()[:8], 16) % 5 == 0
            if not ws or held != (part == "held"):
                continue
            named = [s for s in re.split(r"[/,\s]+", row[1].strip()) if s and s != "-"]
            out.append(dict(words=ws[:40], lang=lang, form=form_of(lang, row[0], row[3] if len(row) > 3 else ""), named=named, alts={s for s in named if s in fid}, red=int(row[2])))
    return out


class Projector:
    """Word labels where a saying of the lexicon stands in the message."""

    def __init__(self, gen):
        self.fid, self.by = gen.fid, {}
        for form, table in gen.sayings.items():
            for f, vs in table.items():
                for v in vs:
                    k = tuple(fold(w) for w in v.split())
                    if sum(map(len, k)) > 2:
                        self.by.setdefault(k[0], []).append((k, f))
        for v in self.by.values():
            v.sort(key=lambda x: -len(x[0]))

    def __call__(self, m):
        ws = [fold(w) for w in m["words"]]
        found = [None] * len(ws)  # None, or the set of findings whose saying covers the word
        for i, w in enumerate(ws):
            for k, f in self.by.get(w, ()):
                if tuple(ws[i:i + len(k)]) == k and (not m["named"] or f in m["alts"]):
                    for j in range(i, i + len(k)):
                        if found[j] is None:
                            found[j] = f
        said = m.get("said")
        if not m["named"]:
            if m["red"]:
                return [(w, -100, -100, -100) for w in m["words"]]
            denied = any(NEG.match(w) for w in m["words"])
            return [(w, -100 if denied and f else 0, -100, -100) for w, f in zip(m["words"], found)]
        if said:
            return [(w, self.fid[f], *said[f]) if f else (w, -100, -100, -100) for w, f in zip(m["words"], found)]
        return [(w, self.fid[f] if f else -100, 0 if f and m["red"] else -100, -100) for w, f in zip(m["words"], found)]
