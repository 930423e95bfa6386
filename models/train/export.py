"""ONNX graph, int8 form (dynamic, 7-bit weights), parity, fixtures."""
import json
import os
import shutil

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import helper as oh
from onnx import numpy_helper as nh

from augment import Augment
from generate import Generator
from model import Nlu, build
from text import words
from tokenizer import MAX_LENGTH, Tokenizer

TOKEN_HEADS = ["finding_logits", "presence_logits", "subject_logits"]


def rows_int8(w, axis, top):
    s = np.abs(w).max(axis=axis, keepdims=True) / top
    s[s == 0] = 1e-8
    return np.clip(np.round(w / s), -top, top).astype(np.int8), s.astype(np.float32)


def quantize(model):
    """MatMul with a constant -> DynamicQuantizeLinear + MatMulInteger (|q| <= 63: no saturation without VNNI); embeddings int8 by row."""
    g = onnx.ModelProto.FromString(model.SerializeToString())
    init = {i.name: i for i in g.graph.initializer}
    nodes, add, drop, seen = [], [], set(), {}
    for n in g.graph.node:
        if n.op_type == "MatMul" and n.input[1] in init and nh.to_array(init[n.input[1]]).ndim == 2:
            name = n.input[1]
            q, s = rows_int8(nh.to_array(init[name]), 0, 63)
            drop.add(name)
            add += [nh.from_array(q, name + "_q"), nh.from_array(s.reshape(-1), name + "_s"), nh.from_array(np.zeros(q.shape[1], np.int8), name + "_z")]
            x, o = n.input[0], n.output[0]
            if x not in seen:
                seen[x] = (x + "_dq", x + "_sc", x + "_zp")
                nodes.append(oh.make_node("DynamicQuantizeLinear", [x], list(seen[x])))
            a, sc, zp = seen[x]
            nodes += [oh.make_node("MatMulInteger", [a, name + "_q", zp, name + "_z"], [o + "_i"]), oh.make_node("Cast", [o + "_i"], [o + "_f"], to=onnx.TensorProto.FLOAT),
                      oh.make_node("Mul", [sc, name + "_s"], [o + "_ss"]), oh.make_node("Mul", [o + "_f", o + "_ss"], [o])]
        elif n.op_type == "Gather" and n.input[0] in init and nh.to_array(init[n.input[0]]).ndim == 2 and nh.to_array(init[n.input[0]]).size > 50000:
            name, o = n.input[0], n.output[0]
            q, s = rows_int8(nh.to_array(init[name]), 1, 127)
            drop.add(name)
            add += [nh.from_array(q, name + "_q"), nh.from_array(s, name + "_s")]
            nodes += [oh.make_node("Gather", [name + "_q", n.input[1]], [o + "_q"]), oh.make_node("Gather", [name + "_s", n.input[1]], [o + "_sc"]),
                      oh.make_node("Cast", [o + "_q"], [o + "_c"], to=onnx.TensorProto.FLOAT), oh.make_node("Mul", [o + "_c", o + "_sc"], [o])]
        else:
            nodes.append(n)
    keep = [i for i in g.graph.initializer if i.name not in drop]
    del g.graph.node[:]
    g.graph.node.extend(nodes)
    del g.graph.initializer[:]
    g.graph.initializer.extend(keep + add)
    onnx.checker.check_model(g)
    return g


class Wrap(torch.nn.Module):
    def __init__(self, m):
        super().__init__()
        self.m = m

    def forward(self, input_ids, attention_mask):
        return self.m(input_ids, attention_mask)


def load(work):
    with open(os.path.join(work, "conf.json")) as f:
        conf = json.load(f)
    model = build(conf, 0.0)
    model.load_state_dict(torch.load(os.path.join(work, "model.pt")))
    return model.eval(), conf


def session(path):
    o = ort.SessionOptions()
    o.intra_op_num_threads = 1
    return ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])


def infer(sess, ids):
    x = np.array([ids], np.int64)
    return dict(zip(Nlu.NAMES, sess.run(Nlu.NAMES, {"input_ids": x, "attention_mask": np.ones_like(x)})))


def fixtures(data, work, fp32, q8):
    """60 texts in all forms, made by the generator; ids, fp32 outputs, int8 labels."""
    tok, gen, aug = Tokenizer(work), Generator(data, 424242), Augment(424243)
    want = {f: 8 for f in ("fr", "ary_Arab", "ary_Latn", "shi_Latn", "zgh_Tfng")}
    want.update({"tzm_Latn": 5, "rif_Latn": 5, "en": 3, "es": 2, "ar": 3, "kab": 2})
    out = []
    r3 = lambda a: [round(float(x), 4) for x in a]
    while sum(want.values()):
        toks, _, _, _, form = gen.message()
        if not want.get(form):
            continue
        want[form] -= 1
        text = " ".join(t[0] for t in aug(toks, form))
        ws = words(text)
        ids, first = tok.encode(ws)
        a, b = infer(fp32, ids), infer(q8, ids)
        at = [i for i in first if i >= 0]
        label = lambda o: {"language": int(o["lang_logits"][0].argmax()), "red": int(o["red_flag_logits"][0, 0] > 0), **{h.split("_")[0]: [int(o[h][0, i].argmax()) for i in at] for h in TOKEN_HEADS}}
        out.append({"form": form, "text": text, "words": ws, "input_ids": ids, "first": first, "intent_logits": r3(a["intent_logits"][0]), "lang_logits": r3(a["lang_logits"][0]), "red_flag_logits": r3(a["red_flag_logits"][0]),
                    "finding_top": [round(float(a["finding_logits"][0, i].max()), 4) for i in at], "presence_logits": [r3(a["presence_logits"][0, i]) for i in at], "subject_logits": [r3(a["subject_logits"][0, i]) for i in at], "fp32": label(a), "q8": label(b)})
    return out


def run(data, work, out, log=print):
    model, conf = load(work)
    os.makedirs(os.path.join(out, "onnx"), exist_ok=True)
    path = os.path.join(work, "model.onnx")
    ids = torch.randint(5, 3000, (2, 11))
    mask = torch.ones(2, 11, dtype=torch.long)
    mask[1, 7:] = 0
    axes = {"input_ids": {0: "batch", 1: "seq"}, "attention_mask": {0: "batch", 1: "seq"}}
    axes.update({n: {0: "batch", 1: "seq"} if n in TOKEN_HEADS else {0: "batch"} for n in Nlu.NAMES})
    torch.onnx.export(Wrap(model).eval(), (ids, mask), path, input_names=["input_ids", "attention_mask"], output_names=Nlu.NAMES, dynamic_axes=axes, opset_version=14, do_constant_folding=True, dynamo=False)
    model.eval()
    q8_path = os.path.join(os.path.abspath(out), "onnx", "model_quantized.onnx")
    with open(os.path.join(work, "paths.json"), "w") as f:
        json.dump({"q8": q8_path}, f)
    onnx.save(quantize(onnx.load(path)), q8_path)
    fp32, q8 = session(path), session(q8_path)
    with torch.no_grad():
        ref = [t.numpy() for t in model(ids, mask)]
    got = fp32.run(Nlu.NAMES, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    keep = mask.numpy().astype(bool)
    diff = max(float(np.abs((a - b)[keep] if a.ndim == 3 else a - b).max()) for a, b in zip(ref, got))
    log(f"export: fp32 {os.path.getsize(path) / 1e6:.2f} MB, int8 {os.path.getsize(q8_path) / 1e6:.2f} MB, torch-onnx difference {diff:.2e}")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(os.path.join(work, name), out)
    with open(os.path.join(out, "config.json"), "w") as f:
        json.dump({"model_type": "bert", "architectures": ["LabasNlu"], "hidden_size": conf["d"], "num_hidden_layers": conf["layers"], "vocab_size": conf["vocab"], "max_position_embeddings": MAX_LENGTH, "pad_token_id": 0, "transformers.js_config": {"dtype": "q8"}}, f, indent=1)
    fx = fixtures(data, work, fp32, q8)
    same = total = 0
    for f in fx:
        for h in ("finding", "presence", "subject"):
            pairs = list(zip(f["fp32"][h], f["q8"][h]))
            if h != "finding":
                pairs = [p for p, k in zip(pairs, f["fp32"]["finding"]) if k]
            same += sum(a == b for a, b in pairs)
            total += len(pairs)
    log(f"export: int8 and fp32 agree on {same} of {total} word labels in the fixtures")
    with open(os.path.join(out, "fixtures.json"), "w", encoding="utf-8") as f:
        json.dump(fx, f, ensure_ascii=False, separators=(",", ":"))
    with open(os.path.join(work, "export.json"), "w") as f:
        json.dump({"torch_onnx_difference": diff, "int8_agreement": [same, total]}, f)
