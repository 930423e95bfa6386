"""One command: python models/train/run.py --data <shared data folder> --out models/<id>"""
import argparse
import json
import os
import random
import tempfile
import time

# Before torch is loaded: threads that wait must not burn the core that another process needs.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import calibrate
import corpus
import export
import lid
import manifest
import marked
import tokenizer
import train
from augment import Augment
from batches import vary_real
from generate import Generator

CONF = dict(seed=20261127, threads=1, d=256, layers=3, heads=4, ffn=1024, drop=0.1, batch=32, pieces=12000,
            mlm_steps=3600, mlm_lr=1.5e-3, task_steps=62000, task_lr=1.5e-3)
TOKENIZER_ROWS = {"fra": 16000, "ary_Arab": 13000, "ary_Latn": 13000, "ber_Latn": 12000, "ber_Tfng": 12000, "kab_Latn": 4000, "ar_Arab": 5000, "eng": 3000, "spa": 2500, "taq_Latn": 1200, "arq_Latn": 1000}


def tokenizer_lines(data, seed):
    r, gen, aug, real = random.Random(seed), Generator(data, seed), Augment(seed + 1), corpus.load(data)
    mixer = marked.Mixer(marked.load("train"), gen.fid, r)
    lines = [" ".join(vary_real(w[:30], c, r)) for c, k in TOKENIZER_ROWS.items() for w in real.get(c, [])[:k]]
    for k in range(60000):
        toks, *_, form = mixer() if k % 2 else gen.message()
        lines.append(" ".join(t[0] for t in aug(toks, form)))
    r.shuffle(lines)
    return lines


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--work", help="folder for what is not shipped (fp32 graph, weights); default: a temporary one")
    ap.add_argument("--mlm-limit", type=float, help="seconds at most")
    ap.add_argument("--task-limit", type=float, help="seconds at most")
    ap.add_argument("--continue", dest="init", help="weights to continue from (no masked-word phase, a lower rate)")
    ap.add_argument("--continue-lr", type=float, default=1e-3)
    ap.add_argument("--continue-seed", type=int, default=2, help="added to the seed, for other examples than before")
    ap.add_argument("--corrections", action="append", default=[], help="a file of `labas export dataset`, read like the marked messages; may be given again")
    ap.add_argument("--steps", default="tokenizer,train,lid,export,calibrate,manifest")
    args = ap.parse_args()
    work = args.work or tempfile.mkdtemp(prefix="labas-nlu-")
    os.makedirs(work, exist_ok=True)
    steps = args.steps.split(",")
    conf = dict(CONF, mlm_limit=args.mlm_limit, task_limit=args.task_limit)
    if args.init:
        conf.update(init=os.path.abspath(args.init), mlm_steps=0, task_lr=args.continue_lr, seed=CONF["seed"] + args.continue_seed)
    t0 = time.time()
    log = lambda *a: print(f"[{time.time() - t0:6.0f}]", *a, flush=True)
    if "tokenizer" in steps:
        log("tokenizer:", tokenizer.train(tokenizer_lines(args.data, 3), conf["pieces"], work), "pieces")
    if "train" in steps:
        train.run(args.data, work, conf, log, args.corrections)
    if "lid" in steps:
        lid.run(args.data, args.out, conf["seed"], log)
    if "export" in steps:
        export.run(args.data, work, args.out, log)
    if "calibrate" in steps:
        calibrate.run(args.data, work, log)
    if "manifest" in steps:
        manifest.run(args.data, work, args.out, log)
    log("done; work folder:", work)


if __name__ == "__main__":
    main()
