"""Utterances with labels from the lexicon and the frames. A message: words with (word, finding, presence, subject) and its labels."""
import hashlib
import random
import re

import frames as F
import marked
import translit
from lexicon import Lexicon
from persons import person_of, third
from text import words

PRESENCE = ["present", "absent", "unsure", "aside"]
SUBJECT = ["self", "child", "other"]
LANGS = ["fr", "ary", "ber", "ar", "en", "es", "kab", "other"]
INTENTS = ["report_symptom", "answer", "yes", "no", "dont_know", "number", "greet", "thanks", "goodbye", "help", "repeat", "back", "restart", "stop", "wipe", "change_language", "person", "emergency", "other_patient", "ask_place", "out_of_scope"]
FORMS = ["fr", "ary_Arab", "ary_Latn", "shi_Latn", "tzm_Latn", "rif_Latn", "zgh_Tfng"]
FORM_P = [24, 17, 21, 17, 5, 5, 11]
BASE = {"fr": ("fr", F.FR), "ary_Latn": ("ary", F.ARY), "ary_Arab": ("ary", F.ARY), "shi_Latn": ("shi", F.SHI), "tzm_Latn": ("tzm", F.TZM), "rif_Latn": ("rif", F.RIF), "zgh_Tfng": ("shi", F.SHI)}
# Findings people say first: drawn more often.
COMMON = "fever cough headache abdominal_pain vomiting diarrhoea dizziness chest_pain breathlessness breathless_at_rest fatigue sore_throat nausea back_pain rash pregnancy runny_nose cold itching chills sweating fainting bleeding vaginal_bleeding palpitations joint_pain dysuria ear_pain eye_pain tooth_pain constipation loss_of_appetite insomnia anxiety low_mood suicidal_ideation not_feeding seizure confusion wound burn fall head_injury diabetes_history hypertension_history asthma_history blood_in_stool blood_in_urine vomiting_blood coughing_blood blurred_vision limb_weakness facial_droop speech_trouble unconscious hard_to_wake severe_headache stiff_neck scorpion_sting dog_bite snake_bite poisoning feet_swelling weight_loss wheeze".split()
COMBOS = [({"chest_pain"}, {"sweating", "arm_pain_left", "chest_pain_radiating", "breathlessness", "fainting", "nausea"}), ({"pregnancy"}, {"vaginal_bleeding", "bleeding", "severe_headache", "headache_severe", "blurred_vision", "fever", "seizure", "face_hand_swelling", "abdominal_pain", "waters_broken", "reduced_fetal_movement"}), ({"fever"}, {"stiff_neck", "confusion", "non_blanching_rash", "seizure", "hard_to_wake"})]
NUMS = {"fr": "deux trois quatre cinq six sept huit dix quinze".split(), "ary": "jouj telt reb3 khems sett seb3 tmn 3chra".split(), "shi": "sin kraḍ kkuẓ smmus sḍis sa tam mraw".split(), "tzm": "sin tlata rb3a xmsa".split(), "rif": "tnayen tlata arb3a xemsa".split()}
UNITS = {"fr": "jours jours j semaines mois heures ans minutes jrs".split(), "ary": "iyam iyam youm swaye3 simanat chhour snin nhar".split(), "shi": ["n wussan", "n wussan", "n imalass", "n wayyur", "n tsragin", "isggʷasn"], "tzm": ["n wussan", "n wussan", "n imalass"], "rif": ["n wussan", "n simanat", "n yiyyaren"]}
SINGLE_D = {"fr": ["hier", "ce matin", "longtemps", "une semaine", "un mois", "avant hier", "une heure", "lundi"], "ary": ["youmayn", "simana", "chher", "chehrayn", "mdda", "sa3tayn", "wa7ed simana", "3amayn"], "shi": ["imalass", "yan wass", "ayyur", "kigan", "yat simana"], "tzm": ["imalass", "yun wass"], "rif": ["simana", "ijj n wass"]}
TIMES = {"fr": ["depuis hier", "depuis ce matin", "ce matin", "hier soir", "cette nuit", "aujourd'hui", "tout à l'heure", "maintenant", "tous les jours", "depuis longtemps", "la nuit", "d'un coup"], "ary": ["mn lbar7", "lbar7", "mn sba7", "daba", "lyoum", "f lil", "llila", "koll nhar", "hadi mdda", "d9a we7da", "merra merra", "mn lbare7"], "shi": ["zɣ iḍgam", "iḍgam", "ɣassa", "ɣilad", "ɣ yiḍ", "ku ass", "zɣ ṣṣbaḥ", "zɣ kigan"], "tzm": ["sg iḍlli", "iḍlli", "assa", "dɣi", "zi ṣṣbaḥ"], "rif": ["zeg iḍennaḍ", "iḍennaḍ", "ruxa", "zeg ṣṣbeḥ"]}
AGES = {"fr": ["{n} ans", "{n} mois", "de {n} ans", "âgé de {n} ans", "qui a {n} ans", "{n} ans", "de {n} mois"], "ary": ["3ndo {n} snin", "3ndo {n} chhour", "f 3omro {n} snin", "{n} snin", "3ndha {n} 3am"], "shi": ["dars {n} isggʷasn", "{n} isggʷasn", "{n} n wayyurn"], "tzm": ["ɣurs {n} isggʷasn"], "rif": ["ɣars {n} n iseggʷasen"]}
BODY_FR = {"body_head": "à la tête|tête|la tête", "body_chest": "à la poitrine|poitrine|dans la poitrine", "body_belly": "au ventre|ventre|de ventre|dans le ventre", "body_stomach": "à l'estomac|estomac|d'estomac", "body_back": "au dos|dos|de dos", "body_throat": "à la gorge|gorge|de gorge", "body_ear": "à l'oreille|oreille|aux oreilles", "body_eye": "à l'oeil|aux yeux|yeux", "body_tooth": "aux dents|de dents|à la dent", "body_neck": "au cou|cou|à la nuque", "body_heart": "au coeur|coeur", "body_knee": "au genou|genou|aux genoux", "body_kidney": "aux reins|reins", "body_joint": "aux articulations|articulations"}
CHILD_WORDS = None


def held_out(key, share=0.04):
    return int(hashlib.sha1(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < share


def alts(text):
    return [a.strip() for a in text.replace("\n", "|").split("|") if a.strip()]


class Generator:
    def __init__(self, data, seed, split="train"):
        self.r = random.Random(seed)
        self.split = split
        self.lx = Lexicon(data)
        # What the lexicon names and what somebody marked in a message.
        self.ids = sorted({i for i in self.lx.ids if not i.startswith("idiom_")} | marked.findings(marked.load("train")))
        self.fid = {f: i + 1 for i, f in enumerate(self.ids)}
        self.sayings = self.collect()
        self.weights = {}
        for form in FORMS:
            have = [f for f in self.ids if self.sayings[form].get(f)]
            # common findings, then alarms, then the rest
            self.weights[form] = (have, [11.0 if f in COMMON else 2.2 if f in self.lx.alarms else 1.5 for f in have])
        self.frame = {}
        for form, (lang, table) in BASE.items():
            for presence, text in table.items():
                fs = alts(text)
                keep = [f for f in fs if held_out(f + form, 0.08) == (split == "dev")] if presence != "present" or split == "train" else fs
                self.frame[form, presence] = keep or fs
        self.people = self.collect_people()
        self.simple = {k: {b: alts(v) for b, v in getattr(F, k).items()} for k in ("BEFORE", "AFTER", "NEUTRAL", "OFF", "PLACE", "EMERGENCY")}

    # --- material -------------------------------------------------------------------------------------------------
    def collect(self):
        """form -> finding -> phrases; a share of the phrases is held out for the dev split."""
        out = {form: {} for form in FORMS}
        for fid in self.ids:
            for form in FORMS:
                have = list(dict.fromkeys(" ".join(words(v)) for v in self.lx.finding[fid][form]))
                have = [v for v in have if v]
                if len(have) >= 4:
                    dev = [v for v in have if held_out(v + form)]
                    have = dev if self.split == "dev" and dev else [v for v in have if v not in dev]
                out[form][fid] = have
        return out

    def collect_people(self):
        out = {}
        for form in FORMS:
            for who in ("child_m", "child_f", "child_u", "other_m", "other_f", "other_u"):
                src = form if form in ("fr", "ary_Arab", "ary_Latn", "zgh_Tfng") else "shi_Latn"
                vs = list(self.lx.people[who][src])
                if form in ("shi_Latn", "tzm_Latn", "rif_Latn", "zgh_Tfng"):
                    extra = {"child_m": ["iwi", "afrux inu", "mmi", "arba inu", "memmi"], "child_f": ["illi", "tafruxt inu", "yelli", "tarbat inu"], "child_u": ["azzan inu", "lbebe", "azzan", "tarwa inu"], "other_m": ["baba", "argaz inu", "gʷma", "ibba", "ɛmmi"], "other_f": ["immi", "tamɣart inu", "ultma", "imma", "yemma", "jdda"], "other_u": ["kra n yan", "bnadm"]}[who]
                    vs = vs + extra if form != "zgh_Tfng" else [translit.ber_to_tfng(w) for w in extra] + vs
                vs = [v for v in vs if not re.match(r"^(un|une|le|la|les|l)\s", v) or self.split == "train"]
                out[form, who] = vs or ["bnadm"]
        return out

    # --- small parts ----------------------------------------------------------------------------------------------
    def pick(self, seq):
        return self.r.choice(seq)

    def p(self, x):
        return self.r.random() < x

    def number(self, lang):
        return str(self.r.randint(2, 15)) if self.p(0.6) else self.pick(NUMS[lang])

    def duration(self, lang):
        if self.p(0.3):
            return self.pick(SINGLE_D[lang])
        return f"{self.number(lang)} {self.pick(UNITS[lang])}"

    def fill(self, frame, lang):
        return frame.replace("{D}", self.duration(lang)).replace("{T}", self.pick(TIMES[lang]))

    def body_pain(self, form):
        """pain + body part -> finding, by the compositions of the lexicon."""
        lang = BASE[form][0]
        fid, need = self.pick([c for c in self.lx.compose if c[1].startswith("pain + body_") and c[1].count("+") == 1])
        part = need.split("+")[1].strip()
        fid = fid.rstrip("?").split("=")[0]
        names = self.lx.body[part][form] or [""]
        b = self.pick(names)
        if not b or fid not in self.fid:
            return None
        if lang == "fr":
            if part in BODY_FR and self.p(0.6):
                return fid, self.pick(["mal", "mal", "des douleurs", "douleur"]) + " " + self.pick(BODY_FR[part].split("|"))
            art = "l'" if b[0] in "aeiouéhœ" else self.pick(["le ", "la "])
            return fid, self.pick([f"mal {self.pick(['au', 'à la', 'aux', 'a la', 'o'])} {b}", f"douleur {b}", f"{art}{b} me fait mal", f"mes {b} me font mal", f"mal {b}", f"{b} douloureux"])
        if form == "ary_Latn":
            v = self.pick(["kayderrni", "katderrni", "kayderroni", "kay7re9ni", "kayouje3ni", "kaderni", "derrni", "tayderni", "kaydrni"])
            return fid, self.pick([f"{b} {v}", f"{b} {v}", f"7ri9 f {b}", f"lwja3 f {b}", f"{v} {b}", f"l7ri9 d {b}", f"wja3 {b}", f"sda3 {b}" if part == "body_head" else f"{b} {v}"])
        if form == "ary_Arab":
            v = self.pick(["كيضرني", "كتضرني", "كيضروني", "كيحرقني", "كيوجعني", "ضرني", "تيضرني"])
            return fid, self.pick([f"{b} {v}", f"{b} {v}", f"حريق ف {b}", f"الوجع ف{b}", f"{v} {b}", f"الحريق ديال {b}", f"وجع {b}"])
        v = {"shi": ["yaɣ iyi", "taɣ iyi", "inɣa yi", "ar i iḍrra", "yagh iyi", "yaɣn iyi"], "tzm": ["inɣa yi", "tnɣa yi", "inɣan i", "ibri yi"], "rif": ["itteḥraq ayi", "iḍarr ayi", "ttḥerqen ayi", "iḍarr ayi"]}[lang]
        v = self.pick(v)
        if form == "zgh_Tfng":
            v = translit.ber_to_tfng(v)
        elif b.startswith("a") and self.p(0.7):
            b = "u" + b[1:]
        return fid, self.pick([f"{v} {b}", f"{v} {b}", f"{b} {v}"])

    def composed(self, form):
        """Two everyday words -> finding (a rough phrase: words of the composition side by side)."""
        lang = BASE[form][0]
        fid, need = self.pick(self.lx.compose)
        parts = [p.strip() for p in need.split("+")]
        if not 1 < len(parts) < 4 or fid.endswith("?") or any(p.startswith("!") for p in parts):
            return None
        fid = fid.split("=")[0]
        src = form if form in ("fr", "ary_Latn", "ary_Arab") else "zgh_Tfng" if form == "zgh_Tfng" else "shi_Latn"
        got = []
        for part in parts:
            vs = self.lx.body[part][form] if part.startswith("body_") else self.lx.words[part][src]
            if not vs or fid not in self.fid:
                return None
            v = self.pick(vs)
            if v.startswith("~"):
                v = self.pick(["kay", "kat", "kan", ""]) + v[1:] if lang == "ary" else self.pick(["i", "t", "itt", "tt"]) + v[1:]
            got.append(v.replace("*", ""))
        j = {"fr": ["", "", "de", "et", "dans", "à"], "ary": ["", "", "f", "d", "w"]}.get(lang, ["", "", "n", "ɣ", "d"])
        out = got[0]
        for g in got[1:]:
            k = self.pick(j) if src != "ary_Arab" else self.pick(["", "", "ف", "ديال", "و"])
            if src == "zgh_Tfng" and k:
                k = translit.ber_to_tfng(k)
            out += f" {k} {g}" if k else f" {g}"
        return fid, out

    def saying(self, form, fid=None):
        """(finding, phrase, borrowed)."""
        lang = BASE[form][0]
        if fid is None:
            x = self.r.random()
            got = self.body_pain(form) if x < 0.14 else self.composed(form) if x < 0.22 else None
            if got:
                return got[0], got[1], False
            have, w = self.weights[form]
            fid = self.r.choices(have, w)[0]
        src = form
        if self.p(0.07):  # a noun of the other language in this frame
            src = {"ary_Latn": "fr", "ary_Arab": "fr", "shi_Latn": self.pick(["ary_Latn", "fr"]), "tzm_Latn": self.pick(["ary_Latn", "fr"]), "rif_Latn": self.pick(["ary_Latn", "fr"]), "fr": "ary_Latn"}.get(form, form)
        vs = self.sayings[src].get(fid) or []
        if src != form:
            vs = [v for v in vs if person_of(BASE[src][0], v) == "none" and len(v.split()) <= 3]
        if form == "zgh_Tfng" and self.p(0.5):
            vs = [translit.ber_to_tfng(v) for v in self.sayings[self.pick(["shi_Latn", "shi_Latn", "tzm_Latn"])].get(fid) or []] or vs
        if not vs:
            vs, src = self.sayings[form].get(fid) or [], form
        if not vs:
            return None
        v = self.pick(vs)
        if src != form and form == "ary_Arab" and self.p(0.5):
            v = translit.latin_to_arab(v)
        return fid, v, src != form

    # --- expressing -----------------------------------------------------------------------------------------------
    def seg(self, text, form, fid=0, presence=0, subject=0):
        return [(w, fid, presence, subject) for w in words(text)]

    def frame_words(self, text, form):
        """Frame text, written for the Latin form, in the letters of `form`."""
        if form == "ary_Arab":
            return " ".join(translit.ary_to_arab(w) for w in text.split())
        if form == "zgh_Tfng":
            return " ".join(translit.ber_to_tfng(w) for w in text.split())
        return text

    def express(self, form, presence, subject, female, fid=None):
        """One clause: tokens, or None. subject 0 self 1 child 2 other."""
        lang = BASE[form][0]
        base = "fr" if lang == "fr" else "ary" if lang == "ary" else "ber"
        got = self.saying(form, fid)
        if got is None:
            return None
        fid, phrase, _ = got
        f = self.fid[fid]
        person = person_of(base, phrase)
        negative = bool(re.search(r"(?:^|\s)(ne|n'\S+|pas|plus|jamais|ma|ur|our|war|ما|ⵓⵔ)(?:\s|$)|^(ma\S+ch|ما\S+ش)|(?:^|\s)(ma\S+ch|ما\S+ش)(?:\s|$)", phrase))
        label = presence if presence != "over" else "absent"
        event = fid in self.lx.events
        if presence == "over" and event:
            label = "present"  # what happened stays true
        if presence == "absent" and negative:
            return None
        if (form, phrase) in self.lx.unsure and presence == "present":
            label = "unsure"
        pi = PRESENCE.index(label)
        if subject == 0 and person == "third":
            if self.p(0.5):
                return None
            subject = 2
        if subject and person == "self":
            phrase = third(base, phrase, female)
            if phrase is None:
                return None
        T = lambda text: self.seg(self.frame_words(text, form), form)
        S = lambda text: self.seg(text, form, f, pi, subject)
        clause = person != "none"
        if clause:
            if presence == "absent":
                return self.deny(base, form, phrase, T, S)
            w = {"present": ["{S}"] * 4 + {"fr": ["{S} {T}", "{T} {S}", "{S} depuis {D}", "{S} encore", "{S} beaucoup", "en fait {S}", "{S} tout le temps"], "ary": ["{S} {T}", "{T} {S}", "{S} bzaf", "hadi {D} w {S}", "wlit {S}", "ba9i {S}", "rah {S}"], "ber": ["{S} {T}", "{T} {S}", "{S} bahra"]}[base],
                 "unsure": {"fr": ["je crois que {S}", "on dirait que {S}", "peut-être que {S}", "je sais pas si {S}", "j'ai l'impression que {S}", "je pense que {S}", "est-ce que {S} ?"], "ary": ["ymken {S}", "wa9ila {S}", "kayban liya {S}", "ma3reftch wach {S}", "7asseb liya {S}", "b7al ila {S}", "wach {S} ?"], "ber": ["waqila {S}", "ur ssinɣ is {S}", "imkn {S}", "ɣalɣ {S}", "zund iɣ {S}"]}[base],
                 "over": {"fr": ["hier {S} mais c'est passé", "avant {S} maintenant ça va", "{S} mais c'est fini", "{S} hier plus maintenant"], "ary": ["lbar7 {S} w daba safi", "kan {S} w daba mchat", "9bel {S} daba la", "{S} w salat", "kan {S}"], "ber": ["ikka tt inn {S}, ɣilad izri", "{S} macc izri", "iḍgam {S} ɣilad labas"]}[base],
                 "aside": {"fr": ["si {S} je fais quoi ?", "c'est grave si {S} ?", "et si {S}", "l'année dernière {S}", "que faire si {S}", "dans le film {S}", "quand j'étais petit {S}", "il y a longtemps {S}"], "ary": ["ila {S} chno ndir ?", "wach khatir ila {S} ?", "lokan {S}", "l3am lli fat {S}", "f lfilm {S}", "mlli kont sghir {S}"], "ber": ["iɣ {S} mad skrɣ ?", "asggas lli izrin {S}", "is ixcn iɣ {S} ?"]}[base]}[presence]
            frame = self.pick(w)
        else:
            frame = self.pick(self.frame[form, presence])
            if presence == "present" and self.p(0.12):
                frame = "{S}"
            if subject:
                t = third(base, frame, female)
                if t is None:
                    frame = self.pick(["{S}", "il a {S}"] if base == "fr" else ["{S}"]) if presence == "present" else None
                    if frame is None:
                        return None
                    if base == "fr" and female:
                        frame = frame.replace("il a", "elle a")
                else:
                    frame = t
        frame = self.fill(frame, lang)
        a, _, b = frame.partition("{S}")
        return T(a) + S(phrase) + T(b)

    def deny(self, base, form, phrase, T, S):
        ws = phrase.split()
        if base == "fr":
            i = 0
            if ws[0] in ("il", "elle", "je", "on", "ça", "ils", "elles") or ws[0].startswith("j'"):
                i = 0 if ws[0].startswith("j'") else 1
                while i < len(ws) - 1 and ws[i] in ("me", "se", "te", "lui", "y", "en", "le", "la", "s", "m"):
                    i += 1
                head, tail = ws[: i + 1], ws[i + 1:]
                if tail[:1] in (["de"], ["du"], ["une"], ["un"], ["des"]):
                    tail = ["de"] + (tail[2:] if tail[:2] == ["de", "la"] else tail[1:])
                if self.p(0.5) and len(head) > 1:
                    head = [head[0], self.pick(["ne", "n"])] + head[1:]
                return S(" ".join(head)) + T(self.pick(["pas", "pas", "pas", "plus", "jamais"])) + S(" ".join(tail))
            return self.pick([S(phrase) + T("non"), T("non pas") + S(phrase), T("pas") + S(phrase)])
        if base == "ary":
            arab = form == "ary_Arab"
            for i, w in enumerate(ws):
                if not arab and re.match(r"^(ka|ta)[ytn]?", w) and len(w) > 4:
                    joined = self.p(0.5)
                    v = w + self.pick(["ch", "ch", "sh"])
                    new = [("ma" + v)] if joined else ["ma", v]
                    return S(" ".join(ws[:i])) + S(" ".join(new)) + S(" ".join(ws[i + 1:]))
                if arab and re.match(r"^[كت][يتن]..", w):
                    new = ["ما" + w + "ش"] if self.p(0.4) else ["ما", w + "ش"]
                    return S(" ".join(ws[:i])) + S(" ".join(new)) + S(" ".join(ws[i + 1:]))
                pair = {"fiya": "mafiyach", "3ndi": "ma3ndich", "fih": "mafihch", "fiha": "mafihach", "3ndo": "ma3ndoch", "3ndha": "ma3ndhach", "فيا": "ما فياش", "عندي": "ما عنديش", "فيه": "ما فيهش", "فيها": "ما فيهاش", "عندو": "ما عندوش", "عندها": "ما عندهاش"}.get(w)
                if pair:
                    return S(" ".join(ws[:i])) + S(pair) + S(" ".join(ws[i + 1:]))
            return self.pick([T("la ma kaynch") + S(phrase), S(phrase) + T("la"), T("machi") + S(phrase)])
        neg = self.pick(["war"] if form == "rif_Latn" else ["ur", "ur", "our"])
        if len(ws) >= 2 and ws[1] in ("iyi", "yi", "ayi", "t", "tt", "as", "i", "ⵉⵢⵉ", "ⵜ"):
            ws[0], ws[1] = ws[1], ws[0]
        if ws[0] in ("ar", "ⴰⵔ"):
            ws[0] = "a" if ws[0] == "ar" else "ⴰ"
        return T(neg) + S(" ".join(ws))

    # --- messages -------------------------------------------------------------------------------------------------
    def who(self):
        """(subject index, people key, female)."""
        k = self.r.choices(["self", "child_m", "child_f", "child_u", "other_m", "other_f", "other_u"], [56, 10, 9, 5, 8, 9, 2])[0]
        return (0 if k == "self" else 1 if k.startswith("child") else 2), k, k.endswith("_f") or (k.endswith("_u") and self.p(0.2))

    def lead(self, form, key):
        """The person, with age at times."""
        lang = BASE[form][0]
        out = self.seg(self.pick(self.people[form, key]), form)
        if self.p(0.25):
            out += self.seg(self.frame_words(self.pick(AGES[lang]).replace("{n}", self.number(lang)), form), form)
        if lang == "fr" and self.p(0.1):
            out += self.seg(",", form)
        return out

    def symptoms(self, form):
        lang = BASE[form][0]
        base = "fr" if lang == "fr" else "ary" if lang == "ary" else "ber"
        subject, key, female = self.who()
        n = self.r.choices([1, 2, 3, 4], [50, 32, 14, 4])[0]
        toks = []
        if subject and not self.p(0.08):
            toks += self.lead(form, key)
        elif subject == 0 and self.p(0.06):
            toks += self.seg(self.frame_words({"fr": "moi", "ary": "ana", "ber": "nkki"}[base], form), form)
        last = None
        i = 0
        while i < n:
            presence = self.r.choices(["present", "absent", "unsure", "over", "aside"], [56, 22, 8, 7, 7])[0]
            if i and self.p(0.06):  # somebody else now
                subject, key, female = self.who()
                toks += self.seg(self.frame_words(self.pick(JOIN_ANY[base]), form), form)
                toks += self.lead(form, key) if subject else self.seg(self.frame_words({"fr": "moi", "ary": "ana", "ber": "nkki"}[base], form), form)
                last = None
            elif i:
                plain, contrast = F.JOIN[lang]
                other = last is not None and (last == "absent") != (presence == "absent")
                if not self.p(0.15):
                    toks += self.seg(self.frame_words(self.pick(contrast if other and self.p(0.75) else plain), form), form)
            if presence == "absent" and n - i >= 2 and self.p(0.35):
                two = self.pair(form, lang, base, subject, female)
                if two:
                    toks += two
                    last, i = presence, i + 2
                    continue
            fid = None
            if self.p(0.02):
                fid = "pregnancy"
            c = None
            for _ in range(6):
                c = self.express(form, presence, subject, female, fid)
                if c:
                    break
            if not c:
                return None
            # a list: "fièvre, toux et ..." under one frame
            if presence in ("present", "unsure") and self.p(0.2):
                f0 = next((t for t in c if t[1]), None)
                for _ in range(self.r.choice([1, 1, 2])):
                    got = self.saying(form)
                    if got and person_of(base, got[1]) == "none" and f0:
                        c += self.seg(self.frame_words(self.pick(F.JOIN[lang][0][:3]), form), form) + self.seg(got[1], form, self.fid[got[0]], f0[2], f0[3])
            toks += c
            last, i = presence, i + 1
        if self.p(0.12):
            toks += self.seg(self.frame_words(self.pick(self.simple["NEUTRAL"][lang]), form), form)
        elif self.p(0.05):
            toks = self.seg(self.frame_words(self.pick(self.simple["NEUTRAL"][lang]), form), form) + toks
        intents = set()
        if any(t[1] and t[2] != 1 and t[2] != 3 for t in toks):
            intents.add("report_symptom")
        elif any(t[1] and t[2] == 1 for t in toks):
            intents.add("answer")
        return toks, intents

    def calm_chat(self, form):
        """Everyday life: other verbs and nouns than those of the lexicon, in the same sentence shapes."""
        lang = BASE[form][0]
        table = F.CHAT.get(lang) or F.CHAT["shi"]
        toks = []
        for k in range(self.r.choice([1, 1, 1, 2])):
            text = re.sub(r"\{(\w)\}", lambda m: self.pick(table[m.group(1)]), self.pick(table["frames"]))
            if k:
                toks += self.seg(self.frame_words(self.pick(F.JOIN[lang][0][:3]), form), form)
            toks += self.seg(self.frame_words(text, form), form)
        return toks, set()

    def denied_danger(self, form):
        """An alarm finding that is denied, asked about or a story."""
        alarms = [f for f in self.weights[form][0] if f in self.lx.alarms]
        subject, key, female = self.who()
        presence = self.r.choices(["absent", "aside"], [60, 40])[0]
        toks = self.lead(form, key) if subject and self.p(0.7) else []
        for _ in range(self.r.choice([1, 1, 2])):
            c = self.express(form, presence, subject, female, self.pick(alarms)) if alarms else None
            if not c:
                return None
            toks += c
        return toks, {"answer"} if presence == "absent" else set()

    def pair(self, form, lang, base, subject, female):
        got = []
        for _ in range(8):
            s = self.saying(form)
            if s and person_of(base, s[1]) == "none" and len(s[1].split()) < 5:
                got.append(s)
        if len(got) < 2:
            return None
        a, b = self.pick(F.PAIR[lang])
        if subject:
            a = third(base, a, female) or a
        out = []
        for k, (fid, ph, _) in zip((a, b), got):
            out += self.seg(self.frame_words(k, form), form) + self.seg(ph, form, self.fid[fid], 1, subject)
        if len(got) > 2 and self.p(0.25):
            out += self.seg(self.frame_words(b, form), form) + self.seg(got[2][1], form, self.fid[got[2][0]], 1, subject)
        return out

    def newborn(self, form):
        lang = BASE[form][0]
        n, unit, red = self.pick([(self.r.randint(2, 55), "d", 1), (self.r.randint(2, 7), "w", 1), (1, "m", 1), (self.r.randint(3, 11), "m", 0), (self.r.randint(2, 9), "y", 0)])
        u = {"fr": dict(d="jours", w="semaines", m="mois", y="ans"), "ary": dict(d="youm", w="simanat", m="chher", y="snin")}.get(lang, dict(d="n wussan", w="n imalass", m="n wayyur", y="isggʷasn"))[unit]
        age = {"fr": f"{self.pick(['de', 'a', ''])} {n} {u}", "ary": f"3ndo {n} {u}"}.get(lang, f"dars {n} {u}")
        c = self.express(form, "present", 1, False, "fever")
        if not c:
            return None
        return self.seg(self.pick(self.people[form, "child_u"]), form) + self.seg(self.frame_words(age, form), form) + c, {"report_symptom"}, red

    def quantity(self, form):
        lang = BASE[form][0]
        x = self.r.random()
        if x < 0.3:
            t = self.pick([str(self.r.randint(0, 120)), str(self.r.randint(1, 20)), f"{self.r.randint(35, 41)},{self.r.randint(0, 9)}", f"{self.r.randint(35, 41)}.{self.r.randint(0, 9)}", self.pick(NUMS[lang])])
            return self.seg(self.frame_words(t, form), form), {"number"}
        if x < 0.55:
            d = self.duration(lang)
            t = self.pick([d, {"fr": f"depuis {d}", "ary": f"hadi {d}"}.get(lang, f"{d} ayad"), {"fr": f"ça fait {d}", "ary": f"mn {d}"}.get(lang, d)])
        elif x < 0.7:
            t = self.pick(TIMES[lang])
        elif x < 0.85:
            t = self.pick(AGES[lang]).replace("{n}", str(self.r.randint(1, 90)))
        else:
            n = f"{self.r.randint(36, 41)}{self.pick([',', '.'])}{self.r.randint(0, 9)}"
            t = self.pick({"fr": [f"{n} de température", f"température {n}", f"{n} degrés", "tension 16/9", f"tension {self.r.randint(9, 20)}/{self.r.randint(5, 12)}", f"glycémie {self.r.randint(1, 4)},{self.r.randint(0, 9)}", f"{self.r.randint(2, 9)} fois"], "ary": [f"l7arara {n}", f"{n} daraja", f"tansyo {self.r.randint(9, 20)}/{self.r.randint(5, 12)}", f"{self.r.randint(2, 9)} merrat", f"sokkar {self.r.randint(1, 4)},{self.r.randint(0, 9)}"]}.get(lang, [f"{n} n lḥarara", f"{self.number(lang)} twal", f"latunsyu {self.r.randint(9, 20)}/8"]))
        return self.seg(self.frame_words(t, form), form), {"answer"}

    def command(self, form):
        lang = BASE[form][0]
        src = form if form in ("fr", "ary_Arab", "ary_Latn", "zgh_Tfng") else "shi_Latn"
        keys = [k for k in self.lx.intents if k != "filler" and self.lx.intents[k][src]]
        w = [2.0 if k.split()[0] in ("yes", "no", "dont_know", "stop", "greet", "emergency", "person", "thanks") else 0.6 if k.startswith("change_language ") else 1.3 for k in keys]
        k = self.r.choices(keys, w)[0]
        v = self.pick(self.lx.intents[k][src]).replace("*", "")
        name = k.split()[0]
        toks = self.seg(v, form)
        if name not in ("greet", "out_of_scope") and self.p(0.2):
            toks += self.seg(self.frame_words(self.pick({"fr": ["svp", "merci", "s'il vous plaît"], "ary": ["3afak", "chokran", "lah yr7em lwalidin"]}.get(lang, ["ɛafak", "tanmmirt"])), form), form)
        if k.endswith("phrase") and self.p(0.3):
            toks = self.seg(self.frame_words(self.pick(self.simple["BEFORE"][lang]), form), form) + toks
        return toks, {name}

    def message(self):
        """A message before letters are varied: (tokens, lang, intents, red, form)."""
        while True:
            form = self.r.choices(FORMS, FORM_P)[0]
            lang = BASE[form][0]
            tag = "fr" if lang == "fr" else "ary" if lang == "ary" else "ber"
            x = self.r.random()
            red = 0
            if x < 0.63:
                got = self.symptoms(form)
                if not got:
                    continue
                toks, intents = got
                if self.p(0.2):
                    b = self.pick(self.simple["BEFORE"][lang if self.p(0.85) else "fr"])
                    toks = self.seg(self.frame_words(b, form) if tag != "fr" else b, form) + toks
                if self.p(0.18):
                    toks = toks + self.seg(self.frame_words(self.pick(self.simple["AFTER"][lang if self.p(0.9) else "ary" if tag == "ber" else lang]), form), form)
                if self.p(0.025):
                    toks = toks + self.seg(self.frame_words(self.pick(self.simple["EMERGENCY"][lang]), form), form)
                    intents = intents | {"emergency"}
                if self.p(0.015):
                    toks = toks + self.seg(self.frame_words(self.pick(self.simple["PLACE"][lang]), form), form)
                    intents = intents | {"ask_place"}
            elif x < 0.70:
                got = self.calm_chat(form) if x < 0.665 else self.denied_danger(form)
                if not got:
                    continue
                toks, intents = got
            elif x < 0.715:
                got = self.newborn(form)
                if not got:
                    continue
                toks, intents, red = got
            elif x < 0.765:
                toks, intents = self.quantity(form)
            elif x < 0.865:
                toks, intents = self.command(form)
            elif x < 0.885:
                toks, intents = self.seg(self.frame_words(self.pick(self.simple["OFF"][lang]), form), form), {"out_of_scope"}
            elif x < 0.905:
                toks, intents = self.seg(self.frame_words(self.pick(self.simple["PLACE"][lang]), form), form), {"ask_place"}
            elif x < 0.925:
                toks, intents = self.seg(self.frame_words(self.pick(self.simple["EMERGENCY"][lang]), form), form), {"emergency"}
            elif x < 0.945:
                toks, intents = [], set()
                for _ in range(self.r.choice([1, 1, 2])):
                    toks += self.seg(self.frame_words(self.pick(self.simple["NEUTRAL"][lang]), form), form)
            elif x < 0.96:
                vs = self.lx.figurative["saying"]
                src = form if form in ("fr", "ary_Arab", "ary_Latn", "zgh_Tfng") else "shi_Latn"
                if not vs[src]:
                    continue
                toks, intents = self.seg(self.pick(vs[src]), form), set()
                if self.p(0.4):
                    toks = self.seg(self.frame_words(self.pick({"fr": ["je suis", "on était", "c'est", "j'ai"], "ary": ["ana", "rah", "had nhar"]}.get(lang, ["nkki"])), form), form) + toks
            elif x < 0.985:
                tag = self.pick(["en", "es", "ar", "kab"])
                line = self.pick(F.FOREIGN[tag].split("|"))
                text, _, lab = line.partition(">")
                toks, intents = self.seg(text, form), set()
                if lab:
                    fids = lab.split(",")
                    l0 = fids[0]
                    pres = 1 if l0.startswith("-") else 0
                    subj = 1 if l0.endswith("@c") else 2 if l0.endswith("@o") else 0
                    f = self.fid.get(l0.strip("-").split("@")[0], 0)
                    toks = [(w, f if f else 0, pres, subj) for w, *_ in toks]
                    intents = {"answer"} if pres else {"report_symptom"}
                    if any(self.risky(q.strip("-").split("@")[0]) for q in fids) and not pres:
                        red = 1
                form = tag
            else:
                abc = "abcdefghijklmnopqrstuvwxyz" if tag != "ary" or self.p(0.5) else "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
                toks = [("".join(self.pick(abc) for _ in range(self.r.randint(3, 9))), 0, 0, 0) for _ in range(self.r.randint(1, 4))]
                tag, intents, form = "other", set(), "junk"
            if not toks or len(toks) > 40:
                continue
            return toks, tag, intents, max(red, self.red(toks, intents)), form

    def risky(self, fid):
        return fid in self.lx.alarms

    def red(self, toks, intents):
        if "emergency" in intents:
            return 1
        heard = {}
        for _, f, p, s in toks:
            if f and p in (0, 2):
                heard.setdefault(s, set()).add(self.ids[f - 1])
        for fs in heard.values():
            if fs & self.lx.alarms:
                return 1
            if any(a <= fs and fs & b for a, b in COMBOS):
                return 1
        return 0


JOIN_ANY = {"fr": ["et", "mais", ", et", ".", "par contre"], "ary": ["w", "walakin", ".", "w"], "ber": ["d", "macc", ".", "w"]}

if __name__ == "__main__":
    import sys
    g = Generator(sys.argv[1], 1, sys.argv[2] if len(sys.argv) > 2 else "train")
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 60):
        t, lang, it, red, form = g.message()
        print(form, lang, red, ",".join(sorted(it)), "|", " ".join(w + (f"[{g.ids[f-1]}:{PRESENCE[p][:3]}:{SUBJECT[s][:1]}]" if f else "") for w, f, p, s in t))
