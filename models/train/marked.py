"""Messages written for the project with every finding marked in its words (marked/*.tsv; format: marked/README.md).
Files named dev_* are by other authors: never trained on, they set temperatures and thresholds and give the figures of the card."""
import glob
import os
import re

from text import words

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = ["fr", "ary_Latn", "ary_Arab", "shi_Latn", "tzm_Latn", "rif_Latn", "zgh_Tfng"]
MARK = re.compile(r"\[([^\[\]|]+)\|([a-z0-9_]+)([-?~]?)(@[co])?\]")
PRESENCE = {"": 0, "-": 1, "?": 2, "~": 3}  # in the order of generate.PRESENCE
SUBJECT = {"": 0, "@c": 1, "@o": 2}  # in the order of generate.SUBJECT
LONGEST = 40


def tokens(text):
    """Words with (finding or None, presence, subject)."""
    out, at = [], 0
    for m in MARK.finditer(text):
        out += [(w, None, 0, 0) for w in words(text[at:m.start()])]
        out += [(w, m[2], PRESENCE[m[3]], SUBJECT[m[4] or ""]) for w in words(m[1])]
        at = m.end()
    return out + [(w, None, 0, 0) for w in words(text[at:])]


def read(path):
    base = os.path.basename(path)
    form = next((f for f in FORMS if f in base), None)
    out = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            where = f"{base}:{number}"
            if len(cells) not in (3, 4):
                raise SystemExit(f"{where}: 3 cells wanted (intents, red, message; a 4th: the form), {len(cells)} found")
            mine = cells[3] if len(cells) == 4 else form
            if mine not in FORMS:
                raise SystemExit(f"{where}: no written form in the name of the file or the row")
            if re.search(r"[\[\]|]", MARK.sub("", cells[2])):
                raise SystemExit(f"{where}: a mark is not closed")
            toks = tokens(cells[2])[:LONGEST]
            if toks:
                out.append(dict(form=mine, toks=toks, intents=frozenset(x for x in cells[0].split() if x != "-"), red=int(cells[1]), where=where))
    return out


def load(part):
    """part: train or dev."""
    out = []
    for path in sorted(glob.glob(os.path.join(HERE, "marked", "*.tsv"))):
        if os.path.basename(path).startswith("dev_") == (part == "dev"):
            out += read(path)
    return out


def findings(rows):
    return {t[1] for r in rows for t in r["toks"] if t[1]}


class Mixer:
    """Marked messages for training: as they are, two in one, or with a stretch of words that says the same borrowed from another message."""

    def __init__(self, rows, fid, r):
        self.r, self.fid = r, fid
        self.by_form = {}
        for row in rows:
            self.by_form.setdefault(row["form"], []).append(row)
        self.forms = list(self.by_form)
        # Small forms are drawn more often than their number of rows.
        self.weights = [len(self.by_form[f]) ** 0.7 for f in self.forms]
        self.spans = {}
        for row in rows:
            for key, ws in stretches(row["toks"]):
                if len(ws) <= 6:
                    self.spans.setdefault((row["form"], *key), []).append(ws)
        self.alike = {}  # (form, presence, subject) -> findings that somebody said so
        for form, finding, presence, subject in self.spans:
            if finding is not None:
                self.alike.setdefault((form, presence, subject), []).append(finding)

    def __call__(self):
        """tokens (word, finding number, presence, subject), intents, red (None: not known), form"""
        r = self.r
        form = r.choices(self.forms, self.weights)[0]
        rows = self.by_form[form]
        row = r.choice(rows)
        toks, intents, red = list(row["toks"]), set(row["intents"]), row["red"]
        if r.random() < 0.3:
            toks, red = self.swapped(form, toks, red)
        if r.random() < 0.15 and len(toks) < 16:
            other = r.choice(rows)
            if len(other["toks"]) < 16:
                toks = toks + list(other["toks"])
                intents |= other["intents"]
                red = None if red is None else max(red, other["red"])
        return [(w, self.fid.get(f, 0) if f else 0, p, s) for w, f, p, s in toks[:LONGEST]], intents, red, form

    def swapped(self, form, toks, red):
        """Some stretches in other words of the same finding; now and then of another one (then red is not known)."""
        r, out = self.r, []
        for key, ws in stretches(toks):
            finding, presence, subject = key
            if finding is not None and r.random() < 0.5:
                if r.random() < 0.2:
                    finding = r.choice(self.alike.get((form, presence, subject)) or [finding])
                    red = None if presence in (0, 2) else red
                ws = r.choice(self.spans.get((form, finding, presence, subject)) or [ws])
            out += [(w, finding, presence, subject) for w in ws]
        return out, red


def stretches(toks):
    """Neighbouring words with the same labels: [((finding, presence, subject), words)]."""
    out = []
    for w, *key in toks:
        if out and out[-1][0] == tuple(key):
            out[-1][1].append(w)
        else:
            out.append((tuple(key), [w]))
    return out
