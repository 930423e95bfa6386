"""Normalisation and word splitting, shared by the encoder, the language identifier and (rewritten) the TypeScript side."""
import unicodedata

import regex

# 1. numbers with a separator inside (38,5  16/9); 2. words, with inner apostrophes; 3. any other sign.
WORD = regex.compile(r"\p{N}+(?:[.,:/]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|\S")
DROP = regex.compile("[\u0640\u064b-\u0652\u0670]")  # tatweel and harakat
REPEAT = regex.compile(r"(.)\1{2,}")
KEEP = set(",.?!")
MAP = {"’": "'", "؟": "?", "،": ",", "؛": ",", ";": ",", "…": "."}
MAP.update({chr(0x660 + i): str(i) for i in range(10)})
TABLE = str.maketrans(MAP)


def norm_word(word: str) -> str:
    """A word as the models read it; '' = leave it out."""
    word = unicodedata.normalize("NFC", word).lower().translate(TABLE)
    word = REPEAT.sub(r"\1\1", DROP.sub("", word))
    if any(c.isalnum() for c in word):
        return word
    return word if word in KEEP else ""


def words(text: str) -> list[str]:
    out = []
    for m in WORD.finditer(text):
        w = norm_word(m.group())
        if w:
            out.append(w)
    return out
