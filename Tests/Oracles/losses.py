"""Losses: PyTorch's own where it has one, else loops over pairs written from the formulas, with numpy and PyTorch's numbers.

A loop runs twice on the same text: on numpy scalars, which gives the value, and on torch scalars, whose tape gives the
gradient; both must agree here before anything is stored.
"""

import numpy
import torch
import torch.nn.functional as F

from oracle import DTYPES, TOLERANCE, case, randn, write

LOOSE = {"float32": {"absolute": 2e-6, "relative": 2e-5}, "float64": TOLERANCE["float64"]}


def record(name, loss, compute, inputs, wanted, arguments=None, tolerance=None):
    """Stores a loss in both dtypes; wanted: the inputs whose gradients are stored."""
    for dtype_name, dtype in DTYPES.items():
        leaves = {
            k: v.to(dtype).clone().requires_grad_(k in wanted) if v.is_floating_point() else v.clone()
            for k, v in inputs.items()
        }
        output = compute(leaves)
        cotangent = randn(*output.shape, seed=50, dtype=dtype) + 1.5
        slopes = torch.autograd.grad(output, [leaves[k] for k in wanted], cotangent, allow_unused=True)
        gradients = {
            k: torch.zeros_like(leaves[k]) if g is None else g.to(dtype) for k, g in zip(wanted, slopes)
        }
        case(name, "Loss", dtype_name, {"loss": loss, **(arguments or {})}, leaves, outputs={"output": output},
             cotangents={"output": cotangent}, gradients=gradients, tolerance=tolerance and tolerance[dtype_name])


def reductions(name, loss, compute, inputs, wanted, arguments=None, kinds=("none", "mean")):
    """Stores several reductions; compute(leaves, reduction)."""
    for reduction in kinds:
        record(f"{name}-{reduction}", loss, lambda x: compute(x, reduction), inputs, wanted,
               {"reduction": reduction, **(arguments or {})})


def one(name, loss, compute, inputs, wanted, arguments=None):
    """Stores the mean alone."""
    record(name, loss, lambda x: compute(x, "mean"), inputs, wanted, {"reduction": "mean", **(arguments or {})})


def uniform(*shape, seed=0):
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def integers(high, *shape, seed=0):
    return torch.randint(0, high, shape, generator=torch.Generator().manual_seed(seed))


def signs(*shape, seed=0):
    return integers(2, *shape, seed=seed) * 2.0 - 1


x, labels, weight = 2 * randn(6, 4, dtype=torch.float64), integers(4, 6), uniform(4, seed=2) + 0.5
images, masks = randn(2, 3, 2, 3, dtype=torch.float64), integers(3, 2, 2, 3)
shares = randn(6, 4, seed=3, dtype=torch.float64).softmax(1)

# Classes
classes = lambda x, r, **k: F.cross_entropy(x["input"], x["labels"], x.get("weight"), reduction=r, **k)
reductions("cross-entropy", "crossEntropy", classes, {"input": x, "labels": labels, "weight": weight}, ["input"],
           kinds=("none", "mean", "sum"))
one("cross-entropy-plain", "crossEntropy", classes, {"input": x, "labels": labels}, ["input"])
one("cross-entropy-one", "crossEntropy", classes, {"input": x[0], "labels": labels[0]}, ["input"])
one("cross-entropy-smoothing", "crossEntropy", lambda x, r: classes(x, r, label_smoothing=0.2, ignore_index=1),
    {"input": x, "labels": labels, "weight": weight}, ["input"], {"label_smoothing": 0.2, "ignore_index": 1})
reductions("cross-entropy-image", "crossEntropy", lambda x, r: classes(x, r, ignore_index=2),
           {"input": images, "labels": masks}, ["input"], {"ignore_index": 2})
soft = lambda x, r, **k: F.cross_entropy(x["input"], x["probabilities"], x.get("weight"), reduction=r, **k)
reductions("cross-entropy-soft", "crossEntropy", soft,
           {"input": x, "probabilities": shares, "weight": weight}, ["input", "probabilities"])
one("cross-entropy-soft-image", "crossEntropy", lambda x, r: soft(x, r, label_smoothing=0.1),
    {"input": images, "probabilities": randn(2, 3, 2, 3, seed=4, dtype=torch.float64).softmax(1)}, ["input"],
    {"label_smoothing": 0.1})
nll = lambda x, r, **k: F.nll_loss(x["input"], x["labels"], x.get("weight"), reduction=r, **k)
reductions("nll", "negativeLogLikelihood", nll, {"input": x, "labels": labels, "weight": weight}, ["input"])
one("nll-image", "negativeLogLikelihood", lambda x, r: nll(x, r, ignore_index=0),
    {"input": images, "labels": masks}, ["input"], {"ignore_index": 0})

# Binary
flags = (uniform(5, 3, seed=7) > 0.4).double()
logits = 3 * randn(5, 3, seed=8, dtype=torch.float64)
reductions("bce", "binaryCrossEntropy", lambda x, r: F.binary_cross_entropy(x["input"], x["targets"], x["weight"], reduction=r),
           {"input": logits.sigmoid(), "targets": flags, "weight": uniform(5, 3, seed=9)}, ["input"])
with_logits = lambda x, r: F.binary_cross_entropy_with_logits(
    x["input"], x["targets"], x.get("weight"), pos_weight=x.get("positive_weight"), reduction=r)
reductions("bce-logits", "binaryCrossEntropyWithLogits", with_logits,
           {"input": logits, "targets": uniform(5, 3, seed=10), "weight": uniform(5, 3, seed=9),
            "positive_weight": uniform(3, seed=11) + 1}, ["input", "targets"])
one("bce-logits-extreme", "binaryCrossEntropyWithLogits", with_logits,
    {"input": 200 * logits, "targets": flags}, ["input"])
reductions("soft-margin", "softMarginLoss", lambda x, r: F.soft_margin_loss(x["input"], x["targets"], reduction=r),
           {"input": logits, "targets": signs(5, 3, seed=12)}, ["input"])

# Numbers
a, b = 2 * randn(4, 3, seed=13, dtype=torch.float64), randn(4, 3, seed=14, dtype=torch.float64)
w = uniform(4, 3, seed=15)
for name, loss, function, settings in [
    ("mse", "mseLoss", F.mse_loss, {}), ("l1", "l1Loss", F.l1_loss, {}),
    ("smooth-l1", "smoothL1Loss", F.smooth_l1_loss, {"beta": 0.7}),
    ("smooth-l1-zero", "smoothL1Loss", F.smooth_l1_loss, {"beta": 0.0}),
    ("huber", "huberLoss", F.huber_loss, {"delta": 0.8})]:
    reductions(name, loss, lambda x, r: function(x["input"], x["targets"], reduction=r, **settings),
               {"input": a, "targets": b}, ["input", "targets"], settings, kinds=("none", "mean", "sum"))
for name, loss, function in [("mse", "mseLoss", F.mse_loss), ("l1", "l1Loss", F.l1_loss)]:
    reductions(name + "-weighted", loss, lambda x, r: function(x["input"], x["targets"], reduction=r, weight=x["weight"]),
               {"input": a, "targets": b, "weight": w}, ["input", "weight"])
one("huber-weighted-sum", "huberLoss", lambda x, r: F.huber_loss(x["input"], x["targets"], reduction="sum", weight=x["weight"]),
    {"input": a, "targets": b, "weight": w}, ["input"], {"reduction": "sum"})

# Distributions
logp, targets = randn(4, 3, seed=16, dtype=torch.float64).log_softmax(1), randn(4, 3, seed=17, dtype=torch.float64).softmax(1)
targets[0] = torch.tensor([0.0, 0.25, 0.75])
for reduction in ("none", "batchmean", "mean", "sum"):
    record(f"kl-{reduction}", "klDivergence", lambda x: F.kl_div(x["input"], x["targets"], reduction=reduction),
           {"input": logp, "targets": targets}, ["input"], {"reduction": reduction, "log": False})
    record(f"kl-log-{reduction}", "klDivergence",
           lambda x: F.kl_div(x["input"], x["targets"], reduction=reduction, log_target=True),
           {"input": logp, "targets": targets.clamp(min=0.01).log()}, ["input", "targets"],
           {"reduction": reduction, "log": True})
counts = integers(9, 4, 3, seed=18).double()
for log_input in (True, False):
    for full in (True, False):
        reductions(f"poisson-{log_input}-{full}".lower(), "poissonNLLLoss",
                   lambda x, r: F.poisson_nll_loss(x["input"], x["targets"], log_input=log_input, full=full, reduction=r),
                   {"input": a if log_input else a.exp(), "targets": counts}, ["input"],
                   {"log_input": log_input, "full": full})
gauss = lambda full: lambda x, r: F.gaussian_nll_loss(x["input"], x["targets"], x["variance"], full=full, eps=1e-3, reduction=r)
variance = uniform(4, 3, seed=19)
variance[1, 1] = 1e-5
reductions("gaussian", "gaussianNLLLoss", gauss(False), {"input": a, "targets": b, "variance": variance},
           ["input", "targets", "variance"], {"full": False, "epsilon": 1e-3})
one("gaussian-full", "gaussianNLLLoss", gauss(True), {"input": a, "targets": b, "variance": uniform(4, 1, seed=20)},
    ["input", "variance"], {"full": True, "epsilon": 1e-3})

# Margins
reductions("hinge-embedding", "hingeEmbeddingLoss",
           lambda x, r: F.hinge_embedding_loss(x["input"], x["targets"], margin=0.7, reduction=r),
           {"input": a, "targets": signs(4, 3, seed=21)}, ["input"], {"margin": 0.7})
reductions("cosine-embedding", "cosineEmbeddingLoss",
           lambda x, r: F.cosine_embedding_loss(x["input"], x["other"], x["targets"], margin=0.1, reduction=r),
           {"input": a, "other": b, "targets": signs(4, seed=22)}, ["input", "other"], {"margin": 0.1})
reductions("margin-ranking", "marginRankingLoss",
           lambda x, r: F.margin_ranking_loss(x["input"], x["other"], x["targets"], margin=0.3, reduction=r),
           {"input": a, "other": b, "targets": signs(4, 3, seed=23)}, ["input", "other"], {"margin": 0.3})
for p in (1, 2):
    reductions(f"multi-margin-{p}", "multiMarginLoss",
               lambda x, r: F.multi_margin_loss(x["input"], x["labels"], p=p, margin=0.9, weight=x["weight"], reduction=r),
               {"input": x, "labels": labels, "weight": weight}, ["input"], {"squared": p == 2, "margin": 0.9})
several = torch.tensor([[3, 0, -1, 1], [-1, 1, 2, 0], [1, 2, 3, 0], [2, 2, -1, -1]])
reductions("multi-label-margin", "multiLabelMarginLoss",
           lambda x, r: F.multilabel_margin_loss(x["input"], x["labels"], reduction=r),
           {"input": x[:4], "labels": several}, ["input"])
reductions("multi-label-soft-margin", "multiLabelSoftMarginLoss",
           lambda x, r: F.multilabel_soft_margin_loss(x["input"], x["targets"], x["weight"], reduction=r),
           {"input": logits, "targets": flags, "weight": uniform(3, seed=24)}, ["input"])
anchors = {"input": randn(5, 4, seed=25, dtype=torch.float64), "positive": randn(5, 4, seed=26, dtype=torch.float64),
           "negative": randn(5, 4, seed=27, dtype=torch.float64)}
for swap in (False, True):
    for p in (1.0, 2.0, 3.0):
        one(f"triplet-{p:.0f}-{swap}".lower(), "tripletMarginLoss",
            lambda x, r: F.triplet_margin_loss(x["input"], x["positive"], x["negative"], 1.2, p=p, swap=swap, reduction=r),
            anchors, list(anchors), {"margin": 1.2, "p": p, "swap": swap, "distance": "norm"})
    reductions(f"triplet-cosine-{swap}".lower(), "tripletMarginLoss",
        lambda x, r: F.triplet_margin_with_distance_loss(
            x["input"], x["positive"], x["negative"], distance_function=lambda a, b: 1 - F.cosine_similarity(a, b),
            margin=0.4, swap=swap, reduction=r),
        anchors, list(anchors), {"margin": 0.4, "swap": swap, "distance": "cosine"})

# CTC
steps = randn(8, 3, 5, seed=28, dtype=torch.float64)
padded, inputs, lengths = integers(4, 3, 4, seed=29) + 1, [8, 6, 7], [4, 2, 0]
padded[0] = torch.tensor([2, 2, 1, 4])
ctc = lambda zero, blank=0: lambda x, r: F.ctc_loss(
    x["input"].log_softmax(2), x["targets"], inputs, lengths, blank=blank, reduction=r, zero_infinity=zero)
reductions("ctc", "ctcLoss", ctc(False), {"input": steps, "targets": padded}, ["input"],
           {"inputs": inputs, "lengths": lengths, "blank": 0, "zero_infinity": False})
flat = torch.cat([padded[i, :n] for i, n in enumerate(lengths)])
one("ctc-flat", "ctcLoss", ctc(False), {"input": steps, "targets": flat}, ["input"],
    {"inputs": inputs, "lengths": lengths, "blank": 0, "zero_infinity": False})
short = lambda x, r: F.ctc_loss(x["input"].log_softmax(2), x["targets"], [3, 6, 7], lengths, blank=0, reduction=r, zero_infinity=True)
reductions("ctc-infinite", "ctcLoss", short, {"input": steps, "targets": padded}, ["input"],
           {"inputs": [3, 6, 7], "lengths": lengths, "blank": 0, "zero_infinity": True})


# What PyTorch does not have, from the formulas.
def looped(name, loss, formula, inputs, wanted, arguments=None):
    """formula(inputs, m) with m = numpy or torch returns the elements as a list of scalars."""
    doubles = {k: v.double() if v.is_floating_point() else v for k, v in inputs.items()}
    expected = numpy.array([float(v) for v in formula({k: v.numpy() for k, v in doubles.items()}, numpy)])
    for reduction, combine in [("none", lambda v: v), ("mean", torch.mean)]:
        def compute(x):
            values = formula({k: v.double() if v.is_floating_point() else v for k, v in x.items()}, torch)
            values = torch.stack([torch.as_tensor(v, dtype=torch.float64) for v in values])
            if x["input"].dtype == torch.float64:
                assert numpy.allclose(values.detach().numpy(), expected, rtol=1e-12, atol=1e-12), name
            return combine(values).to(x["input"].dtype)
        record(f"{name}-{reduction}", loss, compute, inputs, wanted, {"reduction": reduction, **(arguments or {})}, LOOSE)


def dot(a, b):
    return sum(a[i] * b[i] for i in range(len(a)))


def cosine(a, b, m):
    return dot(a, b) / (m.sqrt(dot(a, a)) * m.sqrt(dot(b, b)))


def info_nce(x, m, temperature, negatives=None, plain=False):
    alike = (lambda a, b: dot(a, b)) if plain else (lambda a, b: cosine(a, b, m))
    result = []
    for i in range(len(x["input"])):
        q = x["input"][i]
        own = m.exp(alike(q, x["keys"][i]) / temperature)
        if negatives is None:
            total = sum(m.exp(alike(q, k) / temperature) for k in x["keys"])
        else:
            total = own + sum(m.exp(alike(q, k) / temperature) for k in negatives(x, i))
        result.append(-m.log(own / total))
    return result


q, k = randn(5, 3, seed=30), randn(5, 3, seed=31)
pairs = {"input": q, "keys": k}
looped("info-nce", "infoNCE", lambda x, m: info_nce(x, m, 0.3), pairs, list(pairs), {"temperature": 0.3})
looped("info-nce-dot", "infoNCE", lambda x, m: info_nce(x, m, 0.8, plain=True), pairs, list(pairs),
       {"temperature": 0.8, "similarity": "dot"})
shared = {**pairs, "negatives": randn(4, 3, seed=32)}
looped("info-nce-negatives", "infoNCE", lambda x, m: info_nce(x, m, 0.3, lambda x, i: x["negatives"]), shared,
       list(shared), {"temperature": 0.3})
each = {**pairs, "negatives": randn(5, 2, 3, seed=33)}
looped("info-nce-each", "infoNCE", lambda x, m: info_nce(x, m, 0.3, lambda x, i: x["negatives"][i]), each,
       list(each), {"temperature": 0.3})


def symmetric(x, m, temperature):
    there = info_nce(x, m, temperature)
    back = info_nce({"input": x["keys"], "keys": x["input"]}, m, temperature)
    return [(a + b) / 2 for a, b in zip(there, back)]


looped("symmetric-info-nce", "symmetricInfoNCE", lambda x, m: symmetric(x, m, 0.2), pairs, list(pairs), {"temperature": 0.2})
clip = {**pairs, "scale": torch.tensor(1.3)}
looped("clip", "clipLoss", lambda x, m: symmetric(x, m, m.exp(-x["scale"])), clip, list(clip))


def nt_xent(x, m, temperature):
    views = [*x["input"], *x["keys"]]
    n, result = len(x["input"]), []
    for i in range(2 * n):
        total = sum(m.exp(cosine(views[i], views[j], m) / temperature) for j in range(2 * n) if j != i)
        result.append(-m.log(m.exp(cosine(views[i], views[(i + n) % (2 * n)], m) / temperature) / total))
    return result


looped("nt-xent", "ntXent", lambda x, m: nt_xent(x, m, 0.5), pairs, list(pairs), {"temperature": 0.5})


def supervised(x, m, temperature):
    f, y, result = x["input"], x["labels"], []
    for i in range(len(f)):
        others = [j for j in range(len(f)) if j != i]
        total = sum(m.exp(cosine(f[i], f[j], m) / temperature) for j in others)
        same = [j for j in others if y[j] == y[i]]
        result.append(-sum(m.log(m.exp(cosine(f[i], f[j], m) / temperature) / total) for j in same) / len(same))
    return result


looped("supervised-contrastive", "supervisedContrastive", lambda x, m: supervised(x, m, 0.4),
       {"input": randn(6, 3, seed=34), "labels": torch.tensor([0, 2, 0, 2, 2, 0])}, ["input"], {"temperature": 0.4})


def sigmoid_focal(x, m, alpha, gamma):
    result = []
    for z, t in zip(x["input"], x["targets"]):
        p = 1 / (1 + m.exp(-z))
        p, a = (p, alpha) if t == 1 else (1 - p, 1 - alpha)
        result.append(-a * (1 - p) ** gamma * m.log(p))
    return result


flat = {"input": 2 * randn(7, seed=35), "targets": (uniform(7, seed=36) > 0.5).float()}
looped("sigmoid-focal", "sigmoidFocalLoss", lambda x, m: sigmoid_focal(x, m, 0.3, 1.7), flat, ["input"], {"alpha": 0.3, "gamma": 1.7})


def focal(x, m, gamma):
    result = []
    for z, t in zip(x["input"], x["labels"]):
        p = m.exp(z[t]) / sum(m.exp(v) for v in z)
        result.append(-((1 - p) ** gamma) * m.log(p))
    return result


looped("focal", "focalLoss", lambda x, m: focal(x, m, 2.0), {"input": x.float(), "labels": labels}, ["input"], {"gamma": 2.0})


def overlap(x, m, measure, smoothing):
    result = []
    for p, t in zip(x["input"], x["targets"]):
        for c in range(len(p)):
            common = sum(p[c][i] * t[c][i] for i in range(len(p[c])))
            if measure == "squaredDice":
                sizes = sum(p[c][i] ** 2 + t[c][i] ** 2 for i in range(len(p[c])))
            else:
                sizes = sum(p[c][i] + t[c][i] for i in range(len(p[c])))
            if measure == "intersectionOverUnion":
                result.append(1 - (common + smoothing) / (sizes - common + smoothing))
            else:
                result.append(1 - (2 * common + smoothing) / (sizes + smoothing))
    return result


regions = {"input": uniform(2, 3, 5, seed=37).float(), "targets": (uniform(2, 3, 5, seed=38) > 0.5).float()}
for measure in ("dice", "squaredDice", "intersectionOverUnion"):
    looped(f"overlap-{measure}".lower(), "diceLoss", lambda x, m: overlap(x, m, measure, 0.5), regions, ["input"],
           {"measure": measure, "smoothing": 0.5})


def cox(x, m, ties):
    """The double loop over events and samples at risk; each tied event takes its turn in the order of the risks."""
    risks, times, events = x["input"], x["times"], x["events"]
    strata = x.get("strata", [0] * len(risks))
    n, result = len(risks), [risks[i] * 0 for i in range(len(risks))]
    for i in range(n):
        if not events[i]:
            continue
        at_risk = sum(m.exp(risks[j]) for j in range(n) if times[j] >= times[i] and strata[j] == strata[i])
        tied = [j for j in range(n) if events[j] and times[j] == times[i] and strata[j] == strata[i]]
        if ties == "efron":
            rank = sum(1 for j in tied if risks[j] < risks[i])
            at_risk = at_risk - rank / len(tied) * sum(m.exp(risks[j]) for j in tied)
        result[i] = m.log(at_risk) - risks[i]
    return result


def survival(name, inputs):
    for ties in ("breslow", "efron"):
        doubles = {k: v.double() if v.is_floating_point() else v for k, v in inputs.items()}
        expected = sum(float(v) for v in cox({k: v.numpy() for k, v in doubles.items()}, numpy, ties))
        events = int(inputs["events"].sum())
        for reduction in ("none", "mean", "sum"):
            def compute(x):
                values = torch.stack(cox({k: v.double() if v.is_floating_point() else v for k, v in x.items()}, torch, ties))
                if x["input"].dtype == torch.float64:
                    assert abs(float(values.sum().detach()) - expected) < 1e-11 * abs(expected), name
                result = values if reduction == "none" else values.sum() / (events if reduction == "mean" else 1)
                return result.to(x["input"].dtype)
            record(f"{name}-{ties}-{reduction}", "coxPartialLikelihood", compute, inputs, ["input"],
                   {"ties": ties, "reduction": reduction}, LOOSE)


n = 14
table = {"input": 1.5 * randn(n, seed=40), "times": integers(6, n, seed=41).float(), "events": (uniform(n, seed=42) > 0.35).long()}
survival("cox-ties", table)
survival("cox-distinct", {**table, "times": uniform(n, seed=43).float()})
survival("cox-strata", {**table, "strata": integers(3, n, seed=44)})

write("losses")
