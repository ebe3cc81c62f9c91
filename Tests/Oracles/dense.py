"""Affine layers."""

import torch

from oracle import module_case, randn, write

module_case(
    "linear", "Linear", lambda: torch.nn.Linear(4, 3), {"input": randn(2, 5, 4)}, {"inputs": 4, "outputs": 3})
module_case(
    "linear-no-bias", "Linear", lambda: torch.nn.Linear(4, 3, bias=False), {"input": randn(5, 4)},
    {"inputs": 4, "outputs": 3})
write("dense")
