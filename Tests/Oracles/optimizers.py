"""Optimisers, gradient clipping and weight averaging.

Every optimiser takes ten steps on 1/2 |first * scale|^2 + sum(sin(second) * shift); the values of both parameters after
each step are stored. torch.optim is the reference where it has the optimiser (its loop over single tensors, without
`foreach` and `fused`); LARS, LAMB and Lion are written here from the algorithms in the papers: 1708.03888 algorithm 1,
1904.00962 algorithm 2, 2302.06675 algorithm 2. `skipped` lists steps in which `second` has no gradient.
"""

import torch
from torch.optim import swa_utils

from oracle import DTYPES, case, randn, write


class OwnOptimizer(torch.optim.Optimizer):
    """Calls `update(parameter, gradient, state, group)` for every parameter with a gradient."""

    def __init__(self, groups, **options):
        super().__init__(groups, {"weight_decay": 0.0, "trust": True, **options})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    state = self.state[p]
                    state["step"] = state.get("step", 0) + 1
                    self.update(p, p.grad, state, group)

    @staticmethod
    def slot(state, name, p):
        return state.setdefault(name, torch.zeros_like(p))


class Lion(OwnOptimizer):
    def update(self, p, g, state, group):
        m, (beta1, beta2), lr = self.slot(state, "m", p), group["betas"], group["lr"]
        c = beta1 * m + (1 - beta1) * g
        p.copy_(p - lr * (c.sign() + group["weight_decay"] * p))
        m.copy_(beta2 * m + (1 - beta2) * g)


class LARS(OwnOptimizer):
    def update(self, p, g, state, group):
        v, decay = self.slot(state, "v", p), group["weight_decay"]
        w_norm, g_norm = p.norm(), g.norm()
        ratio = 1.0
        if group["trust"] and w_norm > 0 and g_norm > 0:
            ratio = group["eta"] * w_norm / (g_norm + decay * w_norm + group["eps"])
        v.copy_(group["momentum"] * v + group["lr"] * ratio * (g + decay * p))
        p.sub_(v)


class LAMB(OwnOptimizer):
    def update(self, p, g, state, group):
        m, v, (beta1, beta2), t = self.slot(state, "m", p), self.slot(state, "v", p), group["betas"], state["step"]
        m.copy_(beta1 * m + (1 - beta1) * g)
        v.copy_(beta2 * v + (1 - beta2) * g * g)
        r = (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + group["eps"]) + group["weight_decay"] * p
        ratio = 1.0
        if group["trust"] and p.norm() > 0 and r.norm() > 0:
            ratio = p.norm() / r.norm()
        p.sub_(group["lr"] * ratio * r)


TORCH = {"foreach": False}
STARTS = {"first": randn(3, 2, seed=1, dtype=torch.float64), "second": randn(4, seed=2, dtype=torch.float64)}
INPUTS = {"scale": randn(3, 2, seed=3, dtype=torch.float64), "shift": randn(4, seed=4, dtype=torch.float64)}


def optimizer_case(name, kind, make, rates, decays=(0.0,), options=None, torch_options=None, skipped=(), trust=None):
    """`rates` and `decays` have one entry for one group of both parameters, or two for a group each."""
    for dtype_name, dtype in DTYPES.items():
        torch.set_default_dtype(dtype)  # PyTorch keeps numbers per parameter in the default dtype
        leaves = {k: v.to(dtype).clone().requires_grad_() for k, v in STARTS.items()}
        inputs = {k: v.to(dtype) for k, v in INPUTS.items()}
        members = [[leaves["first"], leaves["second"]]] if len(rates) == 1 else [[p] for p in leaves.values()]
        groups = [{"params": m, "lr": r, "weight_decay": d} for m, r, d in zip(members, rates, decays)]
        if kind == "Rprop":
            for group in groups:
                group.pop("weight_decay")
        for group, flag in zip(groups, trust or []):
            group["trust"] = flag
        optimizer = make(groups, **(torch_options or {}))
        path = []
        for step in range(10):
            loss = ((leaves["first"] * inputs["scale"]).square().sum() / 2
                    + (leaves["second"].sin() * inputs["shift"]).sum())
            optimizer.zero_grad()
            loss.backward()
            if step in skipped:
                leaves["second"].grad = None
            optimizer.step()
            path.append(torch.cat([p.detach().flatten() for p in leaves.values()]))
        arguments = {"optimizer": kind, "rates": list(rates), "decays": list(decays), "steps": 10, **(options or {})}
        if skipped:
            arguments["skipped"] = list(skipped)
        if trust:
            arguments["trust"] = trust
        case(name, "Optimizer", dtype_name, arguments, inputs, STARTS_IN(dtype), outputs={"path": torch.stack(path)})
    torch.set_default_dtype(torch.float32)


def STARTS_IN(dtype):
    return {k: v.to(dtype) for k, v in STARTS.items()}


def own(kind, **options):
    return lambda groups, **given: kind(groups, **{**options, **given})


def single(kind):
    return lambda groups, **given: kind(groups, **TORCH, **given)


o = torch.optim
sgd, adam, adamw = single(o.SGD), single(o.Adam), single(o.AdamW)
TWO, DECAYS = (0.1, 0.03), (0.2, 0.0)

optimizer_case("sgd", "SGD", sgd, (0.1,))
optimizer_case("sgd-momentum", "SGD", sgd, (0.1,), (0.05,), {"momentum": 0.9}, {"momentum": 0.9})
optimizer_case("sgd-dampening", "SGD", sgd, TWO, DECAYS, {"momentum": 0.8, "dampening": 0.3},
               {"momentum": 0.8, "dampening": 0.3})
optimizer_case("sgd-nesterov", "SGD", sgd, TWO, DECAYS, {"momentum": 0.9, "nesterov": True},
               {"momentum": 0.9, "nesterov": True})
optimizer_case("sgd-maximize", "SGD", sgd, (0.01,), (0.05,), {"momentum": 0.9, "maximize": True},
               {"momentum": 0.9, "maximize": True})
optimizer_case("sgd-skipped", "SGD", sgd, (0.1,), (0.05,), {"momentum": 0.9, "dampening": 0.2},
               {"momentum": 0.9, "dampening": 0.2}, skipped=(0, 4, 5))
for kind, make in (("Adam", adam), ("AdamW", adamw)):
    k = kind.lower()
    optimizer_case(k, kind, make, (0.1,))
    optimizer_case(f"{k}-groups", kind, make, TWO, DECAYS, {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3},
                   {"betas": (0.8, 0.9), "eps": 1e-3})
    optimizer_case(f"{k}-amsgrad", kind, make, TWO, DECAYS, {"amsgrad": True, "beta2": 0.7},
                   {"amsgrad": True, "betas": (0.9, 0.7)})
    optimizer_case(f"{k}-maximize", kind, make, (0.02,), (0.1,), {"maximize": True}, {"maximize": True})
    optimizer_case(f"{k}-skipped", kind, make, (0.1,), (0.1,), skipped=(0, 3, 7))
for kind, make in (("NAdam", single(o.NAdam)), ("RAdam", single(o.RAdam))):
    k = kind.lower()
    optimizer_case(k, kind, make, (0.1,))
    optimizer_case(f"{k}-groups", kind, make, TWO, DECAYS, {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3},
                   {"betas": (0.8, 0.9), "eps": 1e-3}, skipped=(2,))
    optimizer_case(f"{k}-decoupled", kind, make, TWO, DECAYS, {"decoupledWeightDecay": True},
                   {"decoupled_weight_decay": True})
    optimizer_case(f"{k}-maximize", kind, make, (0.02,), (0.1,), {"maximize": True}, {"maximize": True})
optimizer_case("nadam-momentum", "NAdam", single(o.NAdam), (0.1,), (0.0,), {"momentumDecay": 0.1},
               {"momentum_decay": 0.1})
optimizer_case("adamax", "Adamax", single(o.Adamax), (0.1,))
optimizer_case("adamax-groups", "Adamax", single(o.Adamax), TWO, DECAYS,
               {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3, "maximize": True},
               {"betas": (0.8, 0.9), "eps": 1e-3, "maximize": True}, skipped=(1, 2))
optimizer_case("adagrad", "Adagrad", single(o.Adagrad), (0.1,))
optimizer_case("adagrad-groups", "Adagrad", single(o.Adagrad), TWO, DECAYS,
               {"learningRateDecay": 0.1, "initialAccumulatorValue": 0.2, "epsilon": 1e-3, "maximize": True},
               {"lr_decay": 0.1, "initial_accumulator_value": 0.2, "eps": 1e-3, "maximize": True}, skipped=(3,))
optimizer_case("adadelta", "Adadelta", single(o.Adadelta), (1.0,))
optimizer_case("adadelta-groups", "Adadelta", single(o.Adadelta), TWO, DECAYS, {"rho": 0.7, "epsilon": 1e-3},
               {"rho": 0.7, "eps": 1e-3})
optimizer_case("rmsprop", "RMSprop", single(o.RMSprop), (0.01,))
optimizer_case("rmsprop-momentum", "RMSprop", single(o.RMSprop), (0.01, 0.02), DECAYS,
               {"alpha": 0.9, "momentum": 0.8, "epsilon": 1e-3}, {"alpha": 0.9, "momentum": 0.8, "eps": 1e-3})
optimizer_case("rmsprop-centered", "RMSprop", single(o.RMSprop), (0.01,), (0.1,), {"centered": True},
               {"centered": True})
optimizer_case("rmsprop-both", "RMSprop", single(o.RMSprop), (0.01,), (0.1,),
               {"centered": True, "momentum": 0.5, "alpha": 0.8}, {"centered": True, "momentum": 0.5, "alpha": 0.8})
optimizer_case("rprop", "Rprop", single(o.Rprop), (0.3,))
optimizer_case("rprop-options", "Rprop", single(o.Rprop), (0.5, 0.2), (0.0, 0.0),
               {"decrease": 0.3, "increase": 1.5, "minimumStep": 0.1, "maximumStep": 0.6},
               {"etas": (0.3, 1.5), "step_sizes": (0.1, 0.6)})
optimizer_case("asgd", "ASGD", single(o.ASGD), (0.1,))
optimizer_case("asgd-options", "ASGD", single(o.ASGD), TWO, DECAYS,
               {"lambda": 0.1, "alpha": 0.5, "averagingStart": 3}, {"lambd": 0.1, "alpha": 0.5, "t0": 3})
optimizer_case("lion", "Lion", own(Lion, betas=(0.9, 0.99)), (0.02,))
optimizer_case("lion-groups", "Lion", own(Lion, betas=(0.7, 0.8)), TWO, DECAYS, {"beta1": 0.7, "beta2": 0.8},
               skipped=(2,))
optimizer_case("lars", "LARS", own(LARS, momentum=0.9, eta=1e-3, eps=0.0), (10.0,), (0.01,))
optimizer_case("lars-groups", "LARS", own(LARS, momentum=0.5, eta=0.1, eps=0.01), (0.5, 0.1), DECAYS,
               {"momentum": 0.5, "trustCoefficient": 0.1, "epsilon": 0.01}, trust=[True, False])
optimizer_case("lamb", "LAMB", own(LAMB, betas=(0.9, 0.999), eps=1e-6), (0.1,), (0.01,))
optimizer_case("lamb-groups", "LAMB", own(LAMB, betas=(0.8, 0.9), eps=1e-3), TWO, DECAYS,
               {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3}, trust=[True, False], skipped=(4,))


def clipping_case(name, arguments, clip):
    for dtype_name, dtype in DTYPES.items():
        gradients = {k: randn(*s, seed=i, dtype=dtype) for i, (k, s) in enumerate({"a": (3, 2), "b": (5,)}.items())}
        leaves = [torch.zeros_like(g) for g in gradients.values()]
        for leaf, g in zip(leaves, gradients.values()):
            leaf.grad = g.clone()
        norm = clip(leaves)
        outputs = {k: leaf.grad for k, leaf in zip(gradients, leaves)}
        if norm is not None:
            outputs["norm"] = norm
        case(f"clip-{name}", "GradientClipping", dtype_name, arguments, gradients, outputs=outputs)


norm, value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
clipping_case("norm", {"maximum": 0.5, "order": 2}, lambda p: norm(p, 0.5))
clipping_case("norm-fits", {"maximum": 50, "order": 2}, lambda p: norm(p, 50))
clipping_case("norm-1", {"maximum": 1.5, "order": 1}, lambda p: norm(p, 1.5, norm_type=1))
clipping_case("norm-largest", {"maximum": 0.3, "order": "infinity"}, lambda p: norm(p, 0.3, norm_type=float("inf")))
clipping_case("value", {"limit": 0.4}, lambda p: value(p, 0.4))


def averaging_case(name, arguments, make):
    for dtype_name, dtype in DTYPES.items():
        layer = torch.nn.Linear(3, 2).to(dtype)
        changes = randn(6, 2, 3, seed=5, dtype=dtype)
        average = make(layer)
        path = []
        start = layer.weight.detach().clone()
        for change in changes:
            with torch.no_grad():
                layer.weight.add_(change)
            average.update_parameters(layer)
            path.append(average.module.weight.detach().clone())
        case(f"average-{name}", "WeightAverage", dtype_name, arguments, {"changes": changes}, {"weight": start},
             outputs={"path": torch.stack(path)})


torch.manual_seed(0)
averaging_case("equal", {"rule": "equal"}, swa_utils.AveragedModel)
averaging_case("exponential", {"rule": "exponential", "decay": 0.7}, lambda m: swa_utils.AveragedModel(
    m, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.7)))

for dtype_name, dtype in DTYPES.items():
    torch.manual_seed(1)
    network = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Tanh(),
                                  torch.nn.Linear(4, 2), torch.nn.BatchNorm1d(2, momentum=0.3)).to(dtype)
    batches = randn(5, 6, 3, seed=6, dtype=dtype)
    parameters = {k: v.detach().clone() for k, v in network.named_parameters()}
    swa_utils.update_bn(list(batches), network)
    case("batch-norm-statistics", "BatchNormStatistics", dtype_name, {}, {"batches": batches}, parameters,
         outputs={k: v for k, v in network.named_buffers()})

write("optimizers")
