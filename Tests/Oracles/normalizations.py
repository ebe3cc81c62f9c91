"""Normalisations: statistics over several batches, weight and spectral normalisation."""

import torch
from torch.nn.utils import parametrizations

from oracle import module_case, randn, write


def batches(module, x):
    """Training batches, then an evaluation with the running statistics."""
    outputs = {}
    module.train()
    for name in sorted(k for k in x if k.startswith("batch")):
        outputs[f"output_{name}"] = module(x[name])
    module.eval()
    outputs["evaluated"] = module(x["batch0"])
    module.train()
    return outputs


def track(name, subject, make, shape, arguments, count=2):
    inputs = {f"batch{i}": randn(*shape, seed=10 + i) * (1 + i) + i for i in range(count)}
    module_case(name, subject, make, inputs, {"layer": make().__class__.__name__, **arguments}, "train", batches)


def channel_norm(cls, shape, **options):
    names = {
        "eps": "epsilon", "momentum": "momentum", "affine": "affine", "track_running_stats": "tracks",
    }
    arguments = {"features": 3, **{names[k]: v for k, v in options.items()}}
    if "momentum" in options and options["momentum"] is None:
        arguments["cumulative"] = True
        del arguments["momentum"]
    label = "-".join([cls.__name__.lower(), f"{len(shape)}d"] + [f"{k}-{v}" for k, v in options.items()])
    track(label, "ChannelNorm", lambda: cls(3, **options), shape, arguments)


nn = torch.nn
channel_norm(nn.BatchNorm1d, (5, 3))
channel_norm(nn.BatchNorm1d, (4, 3, 5), eps=1e-3, momentum=0.3)
channel_norm(nn.BatchNorm2d, (2, 3, 2, 3))
channel_norm(nn.BatchNorm2d, (2, 3, 2, 3), momentum=None)
channel_norm(nn.BatchNorm2d, (2, 3, 2, 3), affine=False)
channel_norm(nn.BatchNorm2d, (2, 3, 2, 3), track_running_stats=False)
channel_norm(nn.BatchNorm3d, (2, 3, 2, 2, 2), momentum=0.5)
channel_norm(nn.InstanceNorm1d, (2, 3, 5))
channel_norm(nn.InstanceNorm1d, (3, 5), affine=True)
channel_norm(nn.InstanceNorm2d, (2, 3, 2, 3), affine=True, track_running_stats=True)
channel_norm(nn.InstanceNorm2d, (3, 4, 3), affine=True, track_running_stats=True, momentum=0.4)
channel_norm(nn.InstanceNorm3d, (2, 3, 2, 2, 3), affine=True, eps=1e-2)

x = {"input": randn(2, 6, 2, 3) * 2 + 1}
for groups in (1, 2, 6):
    module_case(
        f"group-norm-{groups}", "GroupNorm", lambda: nn.GroupNorm(groups, 6), x,
        {"groups": groups, "channels": 6, "epsilon": 1e-5})
module_case(
    "group-norm-plain", "GroupNorm", lambda: nn.GroupNorm(3, 6, eps=1e-2, affine=False), {"input": randn(4, 6)},
    {"groups": 3, "channels": 6, "epsilon": 1e-2})
for name, shape, options in (
    ("layer-norm", [3], {}), ("layer-norm-two-axes", [2, 3], {"eps": 1e-3}),
    ("layer-norm-no-bias", [3], {"bias": False}), ("layer-norm-plain", [3], {"elementwise_affine": False}),
):
    module_case(
        name, "LayerNorm", lambda: nn.LayerNorm(shape, **options), x,
        {"shape": shape, "epsilon": options.get("eps", 1e-5)})
for name, shape, options in (
    ("rms-norm", [3], {}), ("rms-norm-two-axes", [2, 3], {"eps": 1e-3}),
    ("rms-norm-plain", [3], {"elementwise_affine": False, "eps": 1e-6}),
):
    module_case(
        name, "RMSNorm", lambda: nn.RMSNorm(shape, **options), x,
        {"shape": shape, **({"epsilon": options["eps"]} if "eps" in options else {})})
for name, shape, options in (
    ("local-response", (2, 6, 4, 3), {"size": 3}), ("local-response-even", (2, 6, 5), {"size": 4, "alpha": 0.3}),
    ("local-response-strong", (1, 4, 2, 2, 2), {"size": 5, "alpha": 2.0, "beta": 0.5, "k": 2.0}),
):
    module_case(
        name, "LocalResponseNorm", lambda: nn.LocalResponseNorm(**options), {"input": randn(*shape)}, options)

image, rows = {"input": randn(1, 4, 4, 4)}, {"input": randn(3, 5, 4)}
for name, make, inputs, arguments in (
    ("linear", lambda: nn.Linear(4, 3), rows, {"layer": "Linear"}),
    ("linear-1", lambda: nn.Linear(4, 3), rows, {"layer": "Linear", "axis": 1}),
    ("conv", lambda: nn.Conv2d(4, 6, 3, groups=2), image, {"layer": "Conv2d"}),
    ("conv-1", lambda: nn.Conv2d(4, 6, 3, groups=2), image, {"layer": "Conv2d", "axis": 1}),
    ("conv-transposed", lambda: nn.ConvTranspose2d(4, 6, 3), image, {"layer": "ConvTranspose2d"}),
    ("linear-whole", lambda: nn.Linear(4, 3, bias=False), rows, {"layer": "Linear", "whole": True}),
):
    axis = None if arguments.get("whole") else arguments.get("axis", 0)
    module_case(
        f"weight-norm-{name}", "WeightNorm", lambda: parametrizations.weight_norm(make(), dim=axis), inputs, arguments)
for mode in ("train", "evaluate"):
    module_case(
        f"spectral-norm-linear-{mode}", "SpectralNorm",
        lambda: parametrizations.spectral_norm(nn.Linear(4, 3)), rows, {"layer": "Linear", "iterations": 1}, mode)
    module_case(
        f"spectral-norm-conv-{mode}", "SpectralNorm",
        lambda: parametrizations.spectral_norm(nn.Conv2d(4, 6, 3)), image,
        {"layer": "Conv2d", "iterations": 1}, mode)
    module_case(
        f"spectral-norm-conv-transposed-{mode}", "SpectralNorm",
        lambda: parametrizations.spectral_norm(nn.ConvTranspose2d(4, 6, 3)), image,
        {"layer": "ConvTranspose2d", "iterations": 1}, mode)
    module_case(
        f"spectral-norm-linear-iterations-{mode}", "SpectralNorm",
        lambda: parametrizations.spectral_norm(nn.Linear(4, 3), n_power_iterations=3, dim=1), rows,
        {"layer": "Linear", "iterations": 3, "axis": 1}, mode)


def nested(module, inputs):
    return module(inputs["input"])


def network():
    net = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))
    for part in (net[0], net[2]):
        parametrizations.weight_norm(part)
        parametrizations.spectral_norm(part)
    return net


module_case("weight-norm-then-spectral-norm", "NestedParametrization", network, rows, {}, "train", nested)
write("normalizations")
