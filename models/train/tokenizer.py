"""Unigram tokenizer: training, tokenizer.json, and an encoder with the tie rule of @huggingface/tokenizers."""
import io
import json
import os

import sentencepiece as spm

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
MAX_LENGTH = 64


def required():
    chars = "".join(chr(c) for c in range(0x621, 0x63B)) + "".join(chr(c) for c in range(0x641, 0x64B)) + "پڤگڭچژک"
    chars += "".join(chr(c) for c in range(0x2D30, 0x2D68)) + "ⵯ" + "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(dict.fromkeys(chars + "éèêëàâîïôöùûüçñœɣɛḍṭṣẓṛḥčǧʷəšžřáíóúāīū.,?!'+/:"))


def train(lines, size, out):
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, vocab_size=size, model_type="unigram", character_coverage=0.9999,
        normalization_rule_name="identity", add_dummy_prefix=True, remove_extra_whitespaces=True, split_by_unicode_script=False,
        split_by_number=False, split_digits=False, pad_id=0, unk_id=1, bos_id=2, eos_id=3, pad_piece="[PAD]", unk_piece="[UNK]",
        bos_piece="[CLS]", eos_piece="[SEP]", control_symbols=["[MASK]"], required_chars=required(), hard_vocab_limit=False,
        num_threads=2, minloglevel=2, max_sentencepiece_length=14)
    sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
    vocab = [[sp.id_to_piece(i), 0.0 if i < 5 else round(sp.get_score(i), 5)] for i in range(sp.get_piece_size())]
    special = {"type_id": 0}
    doc = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [dict(id=i, content=s, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True) for i, s in enumerate(SPECIAL)],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Strip", "strip_left": True, "strip_right": True}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": "[CLS]", **special}}, {"Sequence": {"id": "A", **special}}, {"SpecialToken": {"id": "[SEP]", **special}}],
                           "pair": [{"SpecialToken": {"id": "[CLS]", **special}}, {"Sequence": {"id": "A", **special}}, {"SpecialToken": {"id": "[SEP]", **special}}, {"Sequence": {"id": "B", **special}}, {"SpecialToken": {"id": "[SEP]", **special}}],
                           "special_tokens": {s: {"id": s, "ids": [i], "tokens": [s]} for i, s in ((2, "[CLS]"), (3, "[SEP]"))}},
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 1, "vocab": vocab, "byte_fallback": False},
    }
    conf = dict(tokenizer_class="PreTrainedTokenizerFast", model_max_length=MAX_LENGTH, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]", clean_up_tokenization_spaces=False, model_input_names=["input_ids", "attention_mask"])
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "tokenizer.json"), "w", encoding="utf-8") as f:
        json.dump(doc, f, ensure_ascii=False, separators=(",", ":"))
    with open(os.path.join(out, "tokenizer_config.json"), "w", encoding="utf-8") as f:
        json.dump(conf, f, indent=1)
    return len(vocab)


class Tokenizer:
    """Word by word; the first node inserted wins a tie, as in the JavaScript tokenizer."""

    def __init__(self, folder):
        with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as f:
            vocab = json.load(f)["model"]["vocab"]
        self.size = len(vocab)
        self.score = {p: (s, i) for i, (p, s) in enumerate(vocab) if i > 4}
        self.unk = min(s for _, s in vocab) - 10
        self.longest = max(len(p) for p, _ in vocab)
        self.cache = {}

    def word(self, w):
        got = self.cache.get(w)
        if got is None:
            got = self.viterbi("▁" + w)
            if len(self.cache) < 400000:
                self.cache[w] = got
        return got

    def noisy(self, w, r):
        """Subword regularisation: some longer pieces are not allowed this time."""
        return self.viterbi("▁" + w, lambda p: len(p) > 1 and r.random() < 0.25)

    def viterbi(self, s, ban=None):
        n = len(s)
        ends = [[] for _ in range(n + 1)]
        ends[0] = [(0.0, None, None)]
        for b in range(n):
            prev = None
            for nd in ends[b]:
                if prev is None or nd[0] > prev[0]:
                    prev = nd
            if prev is None:
                continue
            single = False
            for k in range(1, min(self.longest, n - b) + 1):
                got = self.score.get(s[b:b + k])
                if got and not (ban and ban(s[b:b + k])):
                    ends[b + k].append((prev[0] + got[0], prev, got[1]))
                    single |= k == 1
            if not single:
                ends[b + 1].append((prev[0] + self.unk, prev, 1))
        node = None
        for nd in ends[n]:
            if node is None or nd[0] > node[0]:
                node = nd
        out = []
        while node[1] is not None:
            out.append(node[2])
            node = node[1]
        out.reverse()
        return tuple(x for i, x in enumerate(out) if not (x == 1 and i and out[i - 1] == 1))

    def encode(self, ws, r=None, noise=0.0):
        """ids with [CLS] and [SEP], and for each word the position of its first piece (-1: cut off)."""
        ids, first = [2], []
        for w in ws:
            pieces = self.noisy(w, r) if noise and r.random() < noise else self.word(w)
            if len(ids) + len(pieces) > MAX_LENGTH - 1:
                break
            first.append(len(ids))
            ids.extend(pieces)
        ids.append(3)
        return ids, first + [-1] * (len(ws) - len(first))
