"""What nurses corrected, as `labas export dataset` writes it (JSON Lines). The file stays where the operator keeps it: nothing of it is copied.
A correction says which findings a message holds and whose they are, not in which words: words of a lexicon saying are labelled,
of the rest one loss asks that some word says an acceptable finding (train.py). Whether the message was alarming is not known."""
import json

from text import words

FORM = {"fr": "fr", "ary-Arab": "ary_Arab", "ary-Latn": "ary_Latn", "shi-Latn": "shi_Latn", "zgh-Tfng": "zgh_Tfng", "ber-Arab": "ber_Arab"}
LANGUAGE = {"fr": "fr", "ary": "ary", "ber": "ber"}


def read(path, fid):
    """Rows as messages.load gives them; `said`: finding -> (presence, subject). Findings the model does not know are left out."""
    out = []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                form, lang, found = FORM.get(row["form"]), LANGUAGE.get(row["language"]), row["findings"]
                said = {x["slot"]: (["present", "absent", "unsure"].index(x["presence"]), ["self", "child", "other"].index(x["subject"])) for x in found}
                ws = words(row["text"])[:40]
            except (ValueError, KeyError, TypeError) as problem:
                raise SystemExit(f"{path}:{number}: no row of `labas export dataset`: {problem!r}")
            if form and lang and ws:
                out.append(dict(words=ws, lang=lang, form=form, named=sorted(said), alts={s for s in said if s in fid}, red=None, said=said))
    return out
