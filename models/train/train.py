"""MLM pre-training, then the multi-task phase. Both are bounded by steps; the clock only logs."""
import json
import os
import time

import torch
import torch.nn.functional as F

from batches import Feeder
from generate import INTENTS, LANGS, Generator
from model import build
from tokenizer import Tokenizer


def rate(done, peak, warm=0.04):
    """Linear warm-up and decay over the share of the phase that is done."""
    return peak * done / warm if done < warm else peak * max(0.01, (1 - done) / (1 - warm))


def share(step, steps, started, limit):
    """Steps decide; a clock limit, when given, may shorten a phase (the manifest records the steps made)."""
    return max(step / max(1, steps), (time.time() - started) / limit if limit else 0.0)


def amp():
    try:
        flags = open("/proc/cpuinfo").read()
    except OSError:
        flags = ""
    fast = "amx_bf16" in flags or "avx512_bf16" in flags
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast and os.environ.get("LABAS_FP32") != "1")


def optimizer(model):
    flat = [p for p in model.parameters() if p.ndim < 2]
    wide = [p for p in model.parameters() if p.ndim >= 2]
    return torch.optim.AdamW([{"params": wide, "weight_decay": 0.01}, {"params": flat, "weight_decay": 0.0}], lr=1e-3, betas=(0.9, 0.98), fused=True)


def step_once(opt, model, loss, lr):
    for g in opt.param_groups:
        g["lr"] = lr
    opt.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()


def task_loss(out, b):
    intent, lang, red, finding, presence, subject = [o.float() for o in out]
    ids, mask, fi, pr, su, lg, it, rd, ok, at, alts = b
    lang_loss = F.cross_entropy(lang, lg, ignore_index=-100) if (lg >= 0).any() else 0.0
    known = (it >= 0).float()
    intent_loss = (F.binary_cross_entropy_with_logits(intent, it.clamp(min=0), reduction="none") * known).sum() / known.sum().clamp(min=1)
    red_loss = (F.binary_cross_entropy_with_logits(red, rd, reduction="none", pos_weight=torch.tensor([1.0])) * ok).sum() / ok.sum().clamp(min=1)
    some = alts.sum(1) > 0
    bag = 0.0
    if some.any():  # not aligned: some word says one of the acceptable findings, no word says another one
        p, w, a = torch.softmax(finding[some], -1), at[some].float(), alts[some]
        good = torch.einsum("bnk,bk->bn", p, a) * w
        other = ((1 - p[:, :, 0]) * w - good).clamp(0, 1)
        bag = -torch.log(good.max(1)[0].clamp(min=1e-5)).mean() - 0.5 * (torch.log((1 - other).clamp(min=1e-3)) * w).sum() / w.sum().clamp(min=1)
    ce = lambda x, y: F.cross_entropy(x.flatten(0, 1), y.flatten(), ignore_index=-100) if (y >= 0).any() else 0.0
    return 6 * intent_loss + 0.5 * lang_loss + 1.5 * red_loss + 0.25 * bag + 3 * ce(finding, fi) + 1.2 * ce(presence, pr) + 0.6 * ce(subject, su)


def to_torch(batch):
    return [torch.from_numpy(x) for x in batch]


def run(data, work, conf, log=print, corrected=()):
    torch.manual_seed(conf["seed"])
    torch.set_num_threads(conf["threads"])
    tok = Tokenizer(work)
    conf.update(vocab=tok.size, intents=len(INTENTS), langs=len(LANGS), findings=len(Generator(data, 0).ids), finding_ids=Generator(data, 0).ids)
    model = build(conf, conf["drop"])
    if conf.get("init"):
        state = torch.load(conf["init"])
        with open(os.path.join(os.path.dirname(conf.pop("init")), "conf.json")) as f:
            was = json.load(f)
        now, old = model.state_dict(), {f: i + 1 for i, f in enumerate(was["finding_ids"])}
        for k in ("finding.weight", "finding.bias"):  # rows by name: the lexicon may have grown
            rows = now[k].clone()
            rows[0] = state[k][0]
            for i, f in enumerate(conf["finding_ids"]):
                if f in old:
                    rows[i + 1] = state[k][old[f]]
                elif k.endswith("bias"):
                    rows[i + 1] = state[k][1:].mean() - 1
            state[k] = rows
        model.load_state_dict(state)
        conf["before"] = {k: was[k] for k in ("seed", "mlm_made", "task_made", "mlm_lr", "task_lr", "train_seconds", "before") if k in was}
    log(f"parameters {sum(p.numel() for p in model.parameters())}")
    opt, t0 = optimizer(model), time.time()
    feed = Feeder(data, work, conf["seed"] + 11, "mlm", conf["batch"], corrected)
    for step in range(conf["mlm_steps"]):
        done = share(step, conf["mlm_steps"], t0, conf.get("mlm_limit"))
        if done >= 1:
            break
        conf["mlm_made"] = step + 1
        ids, mask, chosen, target = to_torch(feed.next())
        with amp():
            logits = model.mlm(ids, mask, chosen)
        loss = F.cross_entropy(logits.float(), target)
        step_once(opt, model, loss, rate(done, conf["mlm_lr"]))
        if step % 100 == 0:
            log(f"mlm {step} loss {loss.item():.3f} {(step + 1) * conf['batch'] / (time.time() - t0):.0f} ex/s {time.time() - t0:.0f} s")
    feed.close()
    opt, t1 = optimizer(model), time.time()
    feed = Feeder(data, work, conf["seed"] + 23, "task", conf["batch"], corrected)
    mean = None
    for step in range(conf["task_steps"]):
        done = share(step, conf["task_steps"], t1, conf.get("task_limit"))
        if done >= 1:
            break
        conf["task_made"] = step + 1
        b = to_torch(feed.next())
        b[5] = torch.where(b[5] < 0, torch.tensor(-100), b[5])
        with amp():
            out = model(b[0], b[1])
        loss = task_loss(out, b)
        step_once(opt, model, loss, rate(done, conf["task_lr"]))
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if step % 200 == 0:
            log(f"task {step} loss {mean:.3f} {(step + 1) * conf['batch'] / (time.time() - t1):.0f} ex/s {time.time() - t1:.0f} s")
            torch.save(model.state_dict(), os.path.join(work, "model.pt"))
    feed.close()
    torch.save(model.state_dict(), os.path.join(work, "model.pt"))
    conf["train_seconds"] = round(time.time() - t0)
    with open(os.path.join(work, "conf.json"), "w") as f:
        json.dump(conf, f)
    return model.eval()
