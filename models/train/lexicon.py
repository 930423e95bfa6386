"""Reads the project's lexicon (nlp/lexicon) and, where it has more spellings, the concept table of the data folder."""
import csv
import os
from collections import defaultdict

FORMS = ["fr", "ary_Arab", "ary_Latn", "shi_Latn", "tzm_Latn", "rif_Latn", "zgh_Tfng"]
HERE = os.path.dirname(os.path.abspath(__file__))
LEXICON = os.environ.get("LABAS_LEXICON") or os.path.join(HERE, "..", "..", "nlp", "lexicon")


def split(cell):
    return [v.strip() for v in (cell or "").split("|") if v.strip()]


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        lines = [line.rstrip("\n\r") for line in f if not line.startswith("#")]
    head = lines[0].split("\t")
    for line in lines[1:]:
        cells = line.split("\t")
        if line.strip():
            yield dict(zip(head, cells + [""] * (len(head) - len(cells))))


def script(text):
    for c in text:
        if "\u0600" <= c <= "\u06ff":
            return "Arab"
        if "\u2d30" <= c <= "\u2d7f":
            return "Tfng"
    return "Latn"


def spread(row, put):
    """A row with the columns fr, ary, ber: `ary` and `ber` mix scripts."""
    for v in split(row.get("fr")):
        put("fr", v)
    for v in split(row.get("ary")):
        put("ary_Arab" if script(v) == "Arab" else "ary_Latn", v)
    for v in split(row.get("ber")):
        s = script(v)
        if s == "Tfng":
            put("zgh_Tfng", v)
        elif s == "Latn":
            put("shi_Latn", v)


class Lexicon:
    def __init__(self, data):
        # concept -> form -> [ways of saying it]
        self.finding = defaultdict(lambda: defaultdict(list))
        self.unsure = set()  # (form, text) that the lexicon itself files under `finding?`
        self.body = defaultdict(lambda: defaultdict(list))
        self.other = defaultdict(lambda: defaultdict(list))  # kind:concept
        self.read_concepts(os.path.join(LEXICON, "concepts.tsv"))
        self.read_concepts(os.path.join(data, "lexicon", "concepts.tsv"))
        for row in rows(os.path.join(LEXICON, "findings.tsv")):
            spread(row, lambda form, v, r=row: self.add(r["id"], form, v))
        self.words = self.table("words.tsv")
        self.people = self.table("people.tsv")
        self.scope = self.table("scope.tsv")
        self.units = self.table("units.tsv")
        self.numbers = self.table("numbers.tsv")
        self.intents = self.table("intents.tsv")
        self.figurative = self.table("figurative.tsv")
        self.compose = [(r["finding"], r["all"]) for r in rows(os.path.join(LEXICON, "compose.tsv"))]
        alarms = list(rows(os.path.join(LEXICON, "alarms.tsv")))
        self.alarms = {r["finding"] for r in alarms if r["when"] == "itself"}
        self.watched = {r["finding"] for r in alarms if r["when"] == "with"}
        self.events = {r["finding"] for r in rows(os.path.join(LEXICON, "events.tsv"))}
        ids = set(self.finding)
        for f, _ in self.compose:
            ids.add(f.rstrip("?").split("=")[0])
        self.ids = sorted(ids)

    def add(self, fid, form, text):
        text = " ".join(text.replace("_", " ").split())
        if not text or "X" in text.split() or "*" in text:
            text = text.replace("*", "")
            if not text or "X" in text.split():
                return
        base = fid.rstrip("?").split("=")[0]
        if fid.endswith("?"):
            self.unsure.add((form, text))
        if text not in self.finding[base][form]:
            self.finding[base][form].append(text)

    def read_concepts(self, path):
        for row in rows(path):
            kind, concept = row["kind"], row["concept"]
            for form in FORMS:
                for v in split(row.get(form)):
                    if kind == "finding":
                        self.add(concept, form, v)
                    elif kind == "body":
                        if v not in self.body[concept][form]:
                            self.body[concept][form].append(v)
                    else:
                        k = f"{kind}:{concept}"
                        if v not in self.other[k][form]:
                            self.other[k][form].append(v)

    def table(self, name):
        out = defaultdict(lambda: defaultdict(list))
        for row in rows(os.path.join(LEXICON, name)):
            spread(row, lambda form, v, r=row: out[r["id"]][form].append(v))
        return out
