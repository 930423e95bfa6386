"""How people really write: spelling, typing and voice noise. Tokens (word, finding, presence, subject) in, the same out."""
import random
import re
import unicodedata

import translit

SMS = {"c'est": ["c", "cé", "c est"], "j'ai": ["jai", "g", "j ai", "jé"], "je": ["j"], "pas": ["pa"], "depuis": ["dps", "depui"], "beaucoup": ["bcp"], "que": ["ke", "k"], "qui": ["ki"], "quand": ["kan", "qd"], "mais": ["mé", "mai"], "maintenant": ["mtn", "mnt"], "aujourd'hui": ["ojd", "aujourdhui"], "toujours": ["tjrs", "tjr"], "est": ["é", "e"], "et": ["é"], "douleur": ["douleure", "doulheur"], "fait": ["fé", "fai"], "mal": ["mall"], "n'ai": ["nai"], "être": ["etr"], "suis": ["sui"], "jours": ["jrs", "j"], "vomit": ["vomi"], "tête": ["tete", "tet"], "aux": ["o"], "au": ["o"]}
ARY_SUB = [("3", ["a", "aa", "3", "e", ""]), ("7", ["h", "h", "7"]), ("9", ["q", "k", "9"]), ("kh", ["5", "x", "kh"]), ("gh", ["8", "r", "gh"]), ("ch", ["sh", "ch", "x"]), ("ou", ["o", "u", "w"]), ("o", ["ou", "u"]), ("u", ["ou", "o"]), ("i", ["y", "e"]), ("e", ["", "a", ""]), ("a", ["e", "a", ""]), ("y", ["i"]), ("w", ["ou", "o"]), ("2", ["a", "", "'"]), ("q", ["9", "k"]), ("5", ["kh"]), ("x", ["kh"])]
BER_SUB = [("ɣ", ["gh", "gh", "gh", "8", "g"]), ("gh", ["ɣ", "r", "8"]), ("x", ["kh", "kh", "5"]), ("c", ["ch", "ch", "sh"]), ("ḥ", ["h", "7", "h"]), ("ɛ", ["3", "a", "aa"]), ("ḍ", ["d", "d", "D"]), ("ṭ", ["t"]), ("ṣ", ["s"]), ("ẓ", ["z"]), ("ṛ", ["r"]), ("q", ["9", "q"]), ("u", ["ou", "o", "u"]), ("ʷ", ["w", "", "u"]), ("ǧ", ["j", "dj"])]
ARAB_SUB = [("ة", ["ه", "ا", "ة"]), ("ى", ["ي", "ا"]), ("أ", ["ا"]), ("إ", ["ا"]), ("آ", ["ا"]), ("ض", ["د", "ظ"]), ("ظ", ["ض"]), ("ث", ["ت"]), ("ذ", ["د"]), ("گ", ["ك", "ق"]), ("ڭ", ["ك"]), ("ط", ["ت"]), ("ص", ["س"]), ("ق", ["ك", "ق"]), ("ي", ["ى"]), ("و", ["", "و"]), ("ا", [""])]
KEYS = "abcdefghijklmnopqrstuvwxyz"
ARAB = "ابتجحخدرزسشصضطعغفقكلمنهوي"
TFNG = "ⴰⴱⴳⴷⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⴹⵕ"
PLAIN = {c: unicodedata.normalize("NFD", c)[0] for c in "éèêëàâîïôöùûüçñ"}


def strip_accents(w):
    return "".join(PLAIN.get(c, c) for c in w).replace("œ", "oe")


class Augment:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def typo(self, w):
        r = self.r
        if len(w) < 3:
            return w
        i = r.randrange(len(w))
        kind = r.random()
        abc = ARAB if "\u0600" <= w[0] <= "\u06ff" else TFNG if w[0] in TFNG else KEYS
        if kind < 0.35:
            return w[:i] + w[i + 1:]
        if kind < 0.55:
            return w[:i] + w[i] + w[i:]
        if kind < 0.75 and i + 1 < len(w):
            return w[:i] + w[i + 1] + w[i] + w[i + 2:]
        if kind < 0.9:
            return w[:i] + r.choice(abc) + w[i + 1:]
        return w[:i] + r.choice(abc) + w[i:]

    def sub(self, w, table, p):
        """Each rule, at each place it fits, with chance p."""
        out, i = "", 0
        while i < len(w):
            for a, bs in table:
                if w.startswith(a, i) and self.r.random() < p:
                    out += self.r.choice(bs)
                    i += len(a)
                    break
            else:
                out += w[i]
                i += 1
        return out or w

    def doubles(self, w):
        return re.sub(r"([^\W\d_])\1", lambda m: m.group(1) if self.r.random() < 0.5 else m.group(), w)

    def __call__(self, toks, form, scripts=1):
        """`scripts`: how many times as often as usual the letters of another script are taken."""
        r = self.r
        toks = list(toks)
        level = r.choice([0, 0, 0.4, 1, 1, 1.6])  # how loosely this person writes
        # letters of another script
        x = r.random() / scripts
        if form == "ary_Latn" and x < 0.05:
            toks = self.map(toks, translit.ary_to_arab)
            form = "ary_Arab"
        elif form == "ary_Arab" and x < 0.06:
            toks = self.map(toks, translit.arab_to_ary)
            form = "ary_Latn"
        elif form == "shi_Latn" and x < 0.12:
            toks = self.map(toks, translit.ber_to_tfng)
            form = "zgh_Tfng"
        elif form == "zgh_Tfng" and x < 0.08:
            toks = self.map(toks, translit.tfng_to_ber)
            form = "shi_Latn"
        elif form.endswith("_Latn") and form[:3] in ("shi", "tzm", "rif") and r.random() < 0.12:
            toks = self.map(toks, translit.ber_to_arab)
            form = "ber_Arab"
        latin_ber = form in ("shi_Latn", "tzm_Latn", "rif_Latn", "kab")
        ascii_ber = latin_ber and r.random() < 0.75
        no_accent = form in ("fr", "es") and r.random() < 0.5
        sms = form == "fr" and r.random() < 0.35
        apos = r.random()
        out = []
        for w, f, p, s in toks:
            if form == "fr":
                if sms and w in SMS and r.random() < 0.6:
                    w = r.choice(SMS[w])
                if no_accent:
                    w = strip_accents(w)
                if "'" in w:
                    if apos < 0.25:
                        w = w.replace("'", "")
                    elif apos < 0.4:
                        w = w.replace("'", " ")
            elif form == "es" and no_accent:
                w = strip_accents(w)
            elif form == "ary_Latn" and level and r.random() < 0.5 * level:
                w = self.doubles(self.sub(w, ARY_SUB, 0.12 * level))
            elif form == "ary_Arab" and level and r.random() < 0.5 * level:
                w = self.sub(w, ARAB_SUB, 0.13 * level)
            elif latin_ber:
                if ascii_ber:
                    w = self.sub(w, BER_SUB, 0.85)
                    if r.random() < 0.3 * level:
                        w = self.doubles(w)
                    if r.random() < 0.12 * level and len(w) > 3:
                        i = r.randrange(1, len(w))
                        w = w[:i] + "e" + w[i:] if r.random() < 0.6 else w.replace("e", "", 1)
                elif r.random() < 0.1 * level:
                    w = self.sub(w, BER_SUB, 0.3)
            elif form == "zgh_Tfng" and level and r.random() < 0.2 * level:
                w = self.sub(w, [("ⴻ", [""]), ("ⵕ", ["ⵔ"]), ("ⵔ", ["ⵕ"]), ("ⴹ", ["ⴷ"]), ("ⵥ", ["ⵣ"]), ("ⵚ", ["ⵙ"]), ("ⵟ", ["ⵜ"]), ("ⵯ", ["ⵡ", ""])], 0.5)
            if f and form in ("ary_Arab", "ary_Latn") and r.random() < 0.12:
                w = self.article(w)
            if level and r.random() < 0.045 * level and not w.isdigit():
                w = self.typo(w)
            if r.random() < 0.004 * level:
                w = w + w[-1] * 2
            for part in w.lower().split():
                out.append((part, f, p, s))
        out = self.particles(out, form, level)
        if r.random() < 0.03:  # voice: a word said twice, a filler
            i = r.randrange(len(out))
            out.insert(i, out[i] if r.random() < 0.5 else (r.choice(["euh", "hm", "ee", "ben"]), 0, 0, 0))
        y = r.random()
        if y < 0.35:
            out = [t for t in out if t[0] not in ",.?!"] or out
        elif y < 0.5:
            out.append((r.choice(".!?"), 0, 0, 0))
        return [t for t in out if t[0]]

    def article(self, w):
        """The article comes and goes: الكحة / كحة, lk7a / k7a, sskhana / skhana."""
        if w.startswith("ال") and len(w) > 4:
            return w[2:]
        if len(w) > 3 and w[0] == "l" and w[1] not in "aeiou":
            return w[1:]
        if len(w) > 3 and w[0] == w[1]:
            return w[1:]
        return w

    def map(self, toks, fn):
        return [(p, f, a, b) for w, f, a, b in toks for p in (fn(w).split() or [w])]

    def particles(self, toks, form, level):
        """ma + verb, f/b/d/w/l + noun: joined or apart."""
        r = self.r
        out = []
        for t in toks:
            w = t[0]
            if out and level and form == "ary_Latn" and out[-1][0] in ("ma", "f", "b", "w", "l", "d") and r.random() < 0.22:
                p = out.pop()
                keep = t if t[1] or not p[1] else p
                out.append((p[0] + w, *keep[1:]))
            elif out and form in ("ary_Arab", "ber_Arab") and out[-1][0] in ("ما", "ف", "ب", "و", "ل", "د") and r.random() < (0.75 if out[-1][0] == "و" else 0.4 if level else 0.1):
                p = out.pop()
                keep = t if t[1] or not p[1] else p
                out.append((p[0] + w, *keep[1:]))
            elif out and level and form in ("shi_Latn", "rif_Latn", "tzm_Latn", "zgh_Tfng") and w in ("iyi", "yi", "ayi", "ⵉⵢⵉ") and r.random() < 0.25:
                p = out.pop()
                out.append((p[0] + w, *(p[1:] if p[1] else t[1:])))
            elif form == "ary_Latn" and level and w.startswith("ma") and len(w) > 5 and r.random() < 0.15:
                out += [("ma", *t[1:]), (w[2:], *t[1:])]
            elif form == "ary_Arab" and level and w.startswith("ما") and len(w) > 4 and r.random() < 0.2:
                out += [("ما", *t[1:]), (w[2:], *t[1:])]
            else:
                out.append(t)
        return out
