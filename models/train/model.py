"""Pre-LN encoder with six heads. Two helps for short texts and little training: each piece first sees its neighbours (a window of
five, one linear layer), and three of the four attention heads prefer near pieces."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Drop(nn.Module):
    """Dropout from one pool of drawn masks, read at a random place: drawing anew at each call took a fifth of the training time."""

    POOL = 1 << 22

    def __init__(self, share):
        super().__init__()
        self.share, self.pool = share, None

    def forward(self, x):
        if not self.training or not self.share:
            return x
        if self.pool is None or self.pool.numel() < 2 * x.numel():
            self.pool = (torch.rand(max(self.POOL, 2 * x.numel())) >= self.share).to(x.dtype) / (1 - self.share)
        at = int(torch.randint(self.pool.numel() - x.numel(), ()))
        return x * self.pool[at:at + x.numel()].view_as(x).to(x.dtype)


class Layer(nn.Module):
    def __init__(self, d, heads, ffn, drop):
        super().__init__()
        self.heads, self.dk = heads, d // heads
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.up, self.down = nn.Linear(d, ffn), nn.Linear(ffn, d)
        self.n1, self.n2, self.drop = nn.LayerNorm(d), nn.LayerNorm(d), Drop(drop)

    def forward(self, x, bias):
        b, t, d = x.shape
        q, k, v = self.qkv(self.n1(x)).view(b, t, 3, self.heads, self.dk).permute(2, 0, 3, 1, 4).unbind(0)
        a = torch.softmax(torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(self.dk) + bias, -1)
        x = x + self.drop(self.out(torch.matmul(a, v).transpose(1, 2).reshape(b, t, d)))
        return x + self.drop(self.down(F.gelu(self.up(self.n2(x)))))


class Encoder(nn.Module):
    def __init__(self, vocab, d=256, layers=4, heads=4, ffn=1024, length=64, drop=0.1):
        super().__init__()
        self.d = d
        self.tok, self.pos = nn.Embedding(vocab, d, padding_idx=0), nn.Embedding(length, d)
        self.near = nn.Linear(5 * d, d)
        self.register_buffer("slope", torch.tensor([1.0, 0.25, 0.06, 0.0][:heads] + [0.0] * (heads - 4)).view(1, -1, 1, 1), persistent=False)
        self.layers = nn.ModuleList([Layer(d, heads, ffn, drop) for _ in range(layers)])
        self.norm, self.drop = nn.LayerNorm(d), Drop(drop)
        for m in self.modules():
            if isinstance(m, (nn.Linear, nn.Embedding)):
                nn.init.normal_(m.weight, 0, 0.04)
            if isinstance(m, nn.Linear):
                nn.init.zeros_(m.bias)

    def forward(self, ids, mask):
        t = ids.shape[1]
        at = torch.arange(t, device=ids.device)
        x = self.tok(ids)
        wide = F.pad(x * mask[:, :, None].to(x.dtype), (0, 0, 2, 2))
        x = x + F.gelu(self.near(torch.cat([wide[:, k:k + t] for k in range(5)], -1)))
        x = self.drop(x + self.pos(at))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4 - self.slope * (at[None, :] - at[:, None]).abs().to(x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x)


class Nlu(nn.Module):
    """Outputs in the order of NAMES."""

    NAMES = ["intent_logits", "lang_logits", "red_flag_logits", "finding_logits", "presence_logits", "subject_logits"]

    def __init__(self, enc, intents, langs, findings):
        super().__init__()
        self.enc = enc
        d = enc.d
        mlp = lambda n: nn.Sequential(nn.Linear(2 * d, d), nn.Tanh(), nn.Dropout(0.1), nn.Linear(d, n))
        self.intent, self.red = mlp(intents), mlp(1)
        self.lang = nn.Linear(d, langs)
        self.finding, self.presence, self.subject = nn.Linear(d, findings + 1), nn.Linear(d, 4), nn.Linear(d, 3)
        self.mlm_proj = nn.Linear(d, d)

    def forward(self, input_ids, attention_mask):
        h = self.enc(input_ids, attention_mask)
        m = attention_mask[:, :, None].to(h.dtype)
        mean = (h * m).sum(1) / m.sum(1).clamp(min=1.0)
        pooled = torch.cat([mean, (h + (m - 1.0) * 1e4).max(1)[0]], -1)
        return self.intent(pooled), self.lang(mean), self.red(pooled), self.finding(h), self.presence(h), self.subject(h)

    def mlm(self, ids, mask, chosen):
        h = self.enc(ids, mask)[chosen]
        return F.gelu(self.mlm_proj(h)) @ self.enc.tok.weight.T


def build(conf, drop=0.1):
    enc = Encoder(conf["vocab"], conf["d"], conf["layers"], conf["heads"], conf["ffn"], 64, drop)
    return Nlu(enc, conf["intents"], conf["langs"], conf["findings"])
