"""Affine and bilinear layers, tables of vectors."""

import torch
from torch import nn

from oracle import module_case, randn, write

module_case(
    "linear", "Linear", lambda: torch.nn.Linear(4, 3), {"input": randn(2, 5, 4)}, {"inputs": 4, "outputs": 3})
module_case(
    "linear-no-bias", "Linear", lambda: torch.nn.Linear(4, 3, bias=False), {"input": randn(5, 4)},
    {"inputs": 4, "outputs": 3})

for bias in [True, False]:
    module_case(
        "bilinear" + ("" if bias else "-no-bias"), "Bilinear", lambda: nn.Bilinear(4, 3, 5, bias=bias),
        {"first": randn(2, 6, 4), "second": randn(2, 6, 3, seed=1)}, {"first": 4, "second": 3, "outputs": 5},
        call=lambda m, x: m(x["first"], x["second"]))

indices = torch.tensor([[1, 4, 2], [0, 1, 1]])
for name, options in {
    "": {}, "-padding": {"padding_idx": 1}, "-padding-last": {"padding_idx": -1}, "-norm": {"max_norm": 1.1},
    "-norm-1": {"max_norm": 1.5, "norm_type": 1.0},
}.items():
    module_case(
        "embedding" + name, "Embedding", lambda: nn.Embedding(5, 3, **options), {"indices": indices},
        {"count": 5, "features": 3, **options}, call=lambda m, x: m(x["indices"]) * 1)
module_case(
    "embedding-int32", "Embedding", lambda: nn.Embedding(5, 3), {"indices": indices.int()},
    {"count": 5, "features": 3}, call=lambda m, x: m(x["indices"]) * 1)

flat = torch.tensor([1, 4, 2, 0, 1, 1, 3])
offsets = torch.tensor([0, 3, 3, 5])
for mode in ["sum", "mean", "max"]:
    for name, options in {"": {}, "-padding": {"padding_idx": 1}}.items():
        settings = {"count": 5, "features": 3, "mode": mode, **options}
        module_case(
            f"bag-{mode}{name}-rows", "EmbeddingBag", lambda: nn.EmbeddingBag(5, 3, mode=mode, **options),
            {"indices": indices}, settings, call=lambda m, x: m(x["indices"]) * 1)
        module_case(
            f"bag-{mode}{name}-offsets", "EmbeddingBag", lambda: nn.EmbeddingBag(5, 3, mode=mode, **options),
            {"indices": flat, "offsets": offsets}, settings, call=lambda m, x: m(x["indices"], x["offsets"]) * 1)
module_case(
    "bag-sum-weighted", "EmbeddingBag", lambda: nn.EmbeddingBag(5, 3, mode="sum"),
    {"indices": flat, "offsets": offsets, "weights": randn(7)}, {"count": 5, "features": 3, "mode": "sum"},
    call=lambda m, x: m(x["indices"], x["offsets"], x["weights"]))
write("dense")
