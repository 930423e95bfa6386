"""Temperatures, thresholds and figures, on the int8 graph, from the dev messages: marked by authors whose other messages
were never trained on. Half and half, thresholds from one half are also scored on the other; those figures go first into the card."""
import hashlib
import json
import os

import numpy as np

import marked
import messages
from batches import tag_of
from export import infer, session
from generate import INTENTS, LANGS, PRESENCE, SUBJECT
from lexicon import Lexicon
from tokenizer import Tokenizer

SPOKEN = ("fr", "ary", "ber")
FALSE_ALARMS = 0.03  # of the calm dev messages, the most that the model alone may raise
ALARM_FLOORS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97]
SHARED_BY_NOBODY = 0.5  # as in nlp/combine.ts
NEVER = {"default": 2.0}
# Intents that end or empty a conversation want precision, a call for help wants recall.
BETA = {"emergency": 2.0, "stop": 0.6, "wipe": 0.5, "restart": 0.6}


def softmax(x, t=1.0):
    e = np.exp((x - x.max(-1, keepdims=True)) / t)
    return e / e.sum(-1, keepdims=True)


def sigmoid(z, t=1.0):
    return 1 / (1 + np.exp(-z / t))


def dev(fid):
    out = []
    for row in marked.load("dev"):
        gold = {}
        for _, f, p, s in row["toks"]:
            if f in fid and PRESENCE[p] != "aside":
                gold.setdefault(f, (PRESENCE[p], SUBJECT[s]))
        toks = [(w, fid.get(f, 0), p, s) for w, f, p, s in row["toks"]]
        out.append(dict(row, toks=toks, words=[t[0] for t in toks], lang=tag_of(row["form"]), gold=gold))
    return out


def predict(rows, sess, tok):
    for row in rows:
        ids, first = tok.encode(row["words"])
        o = infer(sess, ids)
        at = [i for i in first if i >= 0]
        row["n"] = len(at)
        row["intent"], row["lg"], row["rf"] = o["intent_logits"][0], o["lang_logits"][0], float(o["red_flag_logits"][0, 0])
        row["fi"], row["pr"], row["su"] = (o[k][0][at] for k in ("finding_logits", "presence_logits", "subject_logits"))
    return rows


def fit_temperature(logits, gold):
    logits, gold = np.array(logits), np.array(gold)
    best = min(np.arange(0.6, 3.01, 0.05), key=lambda t: -np.log(softmax(logits, t)[np.arange(len(gold)), gold] + 1e-9).mean())
    return round(float(best), 2)


def fit_binary(logits, gold):
    z, y = np.array(logits), np.array(gold, float)
    return round(float(min(np.arange(0.6, 3.01, 0.05), key=lambda t: np.mean(np.logaddexp(0, z / t) - y * z / t))), 2)


def temperatures(rows):
    t = {"intent": fit_binary(np.concatenate([r["intent"] for r in rows]), np.concatenate([[x in r["intents"] for x in INTENTS] for r in rows])),
         "red_flag": fit_binary([r["rf"] for r in rows], [r["red"] for r in rows]),
         "language": fit_temperature([r["lg"] for r in rows], [LANGS.index(r["lang"]) for r in rows])}
    words = [(r, i, *r["toks"][i][1:]) for r in rows for i in range(r["n"])]
    said = [x for x in words if x[2]]
    t["finding"] = fit_temperature([r["fi"][i] for r, i, *_ in words], [f for _, _, f, _, _ in words])
    t["presence"] = fit_temperature([r["pr"][i] for r, i, *_ in said], [p for _, _, _, p, _ in said])
    t["subject"] = fit_temperature([r["su"][i] for r, i, *_ in said], [s for _, _, _, _, s in said])
    return t


def decode(row, names, t, thr):
    """The rule written in the manifest: finding -> (presence, subject, score)."""
    p = softmax(row["fi"], t["finding"]) if row["n"] else np.zeros((0, len(names) + 1))
    spans, last = [], None
    for i in range(row["n"]):
        k = int(p[i, 1:].argmax()) + 1
        f = names[k - 1]
        if p[i, k] < thr[f]:
            continue
        if last and last[0] == f and i - last[1][-1] <= 2:
            last[1].append(i)
        else:
            last = (f, [i])
            spans.append(last)
    out = {}
    for f, at in spans:
        pres = PRESENCE[int(row["pr"][at].mean(0).argmax())]
        subj = SUBJECT[int(row["su"][at].mean(0).argmax())]
        score = float(max(p[i, names.index(f) + 1] for i in at))
        if f not in out or score > out[f][2]:
            out[f] = (pres, subj, score)
    return {f: v for f, v in out.items() if v[0] != "aside"}


def f1(tp, fp, fn, beta=1.0):
    b = beta * beta
    return (1 + b) * tp / max(1e-9, (1 + b) * tp + b * fn + fp)


class Reader:
    """One set of temperatures and thresholds, and what it makes of a message."""

    def __init__(self, names, lexicon, t, floor, alarm_floor, red):
        self.names, self.alarms, self.watched, self.t, self.red = names, lexicon.alarms, lexicon.watched, t, red
        self.thr = {f: round(alarm_floor if f in self.alarms else floor, 3) for f in names}

    def findings(self, row):
        return decode(row, self.names, self.t, self.thr)

    def flag(self, row):
        return sigmoid(row["rf"], self.t["red_flag"]) >= self.red.get(LANGS[int(row["lg"].argmax())], self.red["default"])

    def alarm(self, row):
        """As nlp/combine.ts raises it: the red-flag head, an alarm finding, a watched finding that counts."""
        heard = [(f, v[2]) for f, v in self.findings(row).items() if v[0] != "absent"]
        return bool(self.flag(row) or any(f in self.alarms or (f in self.watched and score >= SHARED_BY_NOBODY) for f, score in heard))


def choose(rows, names, lexicon, t):
    """Floors and red-flag thresholds: the floor of plain findings by their F1 with presence; then, over floors of alarm findings, the red-flag
    thresholds that keep each language within FALSE_ALARMS; of these the best mean of alarm recall and finding F1."""
    def finding_f1(reader, some):
        tp = fp = fn = 0
        for r in some:
            got = {(f, v[0]) for f, v in reader.findings(r).items()}
            gold = {(f, v[0]) for f, v in r["gold"].items()}
            tp, fp, fn = tp + len(got & gold), fp + len(got - gold), fn + len(gold - got)
        return f1(tp, fp, fn)
    floor = max(np.arange(0.2, 0.71, 0.05), key=lambda x: round(finding_f1(Reader(names, lexicon, t, x, x, NEVER), rows), 4))
    best = None
    for top in ALARM_FLOORS:
        reader, red, recall = Reader(names, lexicon, t, floor, top, NEVER), {}, []
        for lang in SPOKEN:
            calm = [r for r in rows if r["lang"] == lang and not r["red"]]
            heard = [reader.alarm(r) for r in calm]
            room = int(FALSE_ALARMS * len(calm)) - sum(heard)
            if room < 0:
                break
            rest = sorted((sigmoid(r["rf"], t["red_flag"]) for r, x in zip(calm, heard) if not x), reverse=True)
            red[lang] = float(min(0.995, max(0.2, rest[room] + 1e-3 if room < len(rest) else 0.2)))
        if len(red) < len(SPOKEN):
            continue
        # Three or four messages decide each of these: half way to their common mean they vary less from one dev set to the next.
        logit = {lang: np.log(x / (1 - x)) for lang, x in red.items()}
        middle = np.mean(list(logit.values()))
        red = {lang: round(float(1 / (1 + np.exp(-(x + middle) / 2))), 3) for lang, x in logit.items()}
        for lang in SPOKEN:
            hot = [r for r in rows if r["lang"] == lang and r["red"]]
            recall.append(np.mean([reader.alarm(r) or sigmoid(r["rf"], t["red_flag"]) >= red[lang] for r in hot]) if hot else 1.0)
        worth = float(np.mean(recall)) + finding_f1(reader, rows)
        if best is None or worth > best[0] + 1e-9:
            best = (worth, top, red)
    if best is None:
        raise SystemExit("no floor keeps the alarm findings within the false alarms allowed")
    _, top, red = best
    red["default"] = max(red.values())
    return Reader(names, lexicon, t, float(floor), top, red), {"finding_floor": round(float(floor), 2), "alarm_finding_floor": top}


def intent_thresholds(rows, t):
    out = {}
    for k, name in enumerate(INTENTS):
        pairs = [(sigmoid(r["intent"][k], t["intent"]), name in r["intents"]) for r in rows]

        def worth(th):
            tp = sum(y for x, y in pairs if x >= th)
            return f1(tp, sum(not y for x, y in pairs if x >= th), sum(y for x, y in pairs if x < th), BETA.get(name, 1.0))
        enough = sum(y for _, y in pairs) >= 5
        out[name] = round(float(max(np.arange(0.15, 0.96, 0.05), key=lambda th: (round(worth(th), 3), -abs(th - 0.5)))), 2) if enough else 0.5
    return out


def measure(rows, reader, intents):
    out = {}
    groups = {"all": rows}
    for r in rows:
        groups.setdefault(r["form"], []).append(r)
    for form, some in sorted(groups.items()):
        tp = fp = fn = subj = itp = ifp = ifn = lang = 0
        hits, false = [], []
        for r in some:
            got, gold = reader.findings(r), r["gold"]
            a, b = {(f, v[0]) for f, v in got.items()}, {(f, v[0]) for f, v in gold.items()}
            tp, fp, fn = tp + len(a & b), fp + len(a - b), fn + len(b - a)
            subj += sum(got[f][1] == gold[f][1] for f, _ in a & b)
            said = {x for k, x in enumerate(INTENTS) if sigmoid(r["intent"][k], reader.t["intent"]) >= intents[x]}
            itp, ifp, ifn = itp + len(said & r["intents"]), ifp + len(said - r["intents"]), ifn + len(r["intents"] - said)
            lang += LANGS[int(r["lg"].argmax())] == r["lang"]
            (hits if r["red"] else false).append(reader.alarm(r))
        ratio = lambda a, b: round(a / b, 3) if b else None
        out[form] = dict(n=len(some), finding_precision=ratio(tp, tp + fp), finding_recall=ratio(tp, tp + fn), finding_f1=round(f1(tp, fp, fn), 3), subject=ratio(subj, tp), language=ratio(lang, len(some)), intent_f1=round(f1(itp, ifp, ifn), 3),
                         red=len(hits), alarm_recall=ratio(sum(hits), len(hits)), calm=len(false), false_alarms=ratio(sum(false), len(false)))
    return out


def half(row):
    return int(hashlib.sha1(" ".join(row["words"]).encode()).hexdigest()[:8], 16) % 2


def of_listed(rows, reader):
    """The held-out messages with acceptable findings (messages.py): alarms and findings per language."""
    out = {}
    for lang in SPOKEN:
        some = [r for r in rows if r["lang"] == lang]
        hot, calm = [reader.alarm(r) for r in some if r["red"]], [reader.alarm(r) for r in some if not r["red"]]
        asked = [bool(set(reader.findings(r)) & r["alts"]) for r in some if r["alts"]]
        out[lang] = dict(n=len(some), alarm_recall=round(float(np.mean(hot)), 3), false_alarms=round(float(np.mean(calm)), 3), finding_recall=round(float(np.mean(asked)), 3))
    return out


def run(data, work, log=print, q8=None):
    lexicon, tok = Lexicon(data), Tokenizer(work)
    with open(os.path.join(work, "conf.json")) as f:
        names = json.load(f)["finding_ids"]  # of the weights: the lexicon may have grown since
    fid = {f: i + 1 for i, f in enumerate(names)}
    sess = session(q8 or json.load(open(os.path.join(work, "paths.json")))["q8"])
    rows = predict(dev(fid), sess, tok)
    t = temperatures(rows)
    reader, floors = choose(rows, names, lexicon, t)
    intents = intent_thresholds(rows, t)
    other = []
    for k in (0, 1):
        mine = [r for r in rows if half(r) == k]
        theirs, _ = choose(mine, names, lexicon, temperatures(mine))
        other.append((theirs, intent_thresholds(mine, theirs.t), [r for r in rows if half(r) != k]))
    crossed = measure_crossed(other)
    same = measure(rows, reader, intents)
    listed = of_listed(predict(messages.load(fid, "held"), sess, tok), reader)
    log("temperatures", t, "floors", floors, "red flag", reader.red)
    for form in same:
        log("dev", form, same[form])
    log("thresholds of the other half", crossed)
    log("held-out listed messages", listed)
    with open(os.path.join(work, "calibration.json"), "w") as f:
        json.dump({"floors": floors, "temperature": t, "thresholds": {"intent": intents, "finding": reader.thr, "red_flag": reader.red}, "dev": {"dev": same, "dev_thresholds_of_other_half": crossed, "listed_held_out": listed}}, f)
    return rows, reader


def measure_crossed(parts):
    """Means over both halves, weighted by their messages."""
    got = [(measure(rows, reader, intents)["all"], len(rows)) for reader, intents, rows in parts]
    n = sum(k for _, k in got)
    return {key: n if key == "n" else round(sum((m[key] or 0) * k for m, k in got) / n, 3) for key in got[0][0] if key not in ("red", "calm")}


def errors(rows, reader):
    for r in rows:
        got = {f: v[:2] for f, v in reader.findings(r).items()}
        if got != r["gold"] or reader.alarm(r) != bool(r["red"]):
            print(r["form"], "red" if r["red"] else "calm", "ALARM" if reader.alarm(r) else "-", round(float(sigmoid(r["rf"], reader.t["red_flag"])), 2), "|", " ".join(r["words"]), "| want", r["gold"], "| got", got)


if __name__ == "__main__":
    import sys
    errors(*run(sys.argv[1], sys.argv[2], print, sys.argv[3]))
