"""Convolutions, and containers around them."""

import torch
from torch import nn

from oracle import module_case, randn, write

# Convolutions: arguments are the settings that are not PyTorch's defaults.
CONVOLUTIONS = {
    "conv1d": ("Conv1d", (2, 4, 9), dict(outputs=6, kernel=3)),
    "conv1d-all": ("Conv1d", (2, 4, 12), dict(outputs=6, kernel=3, stride=2, padding=2, dilation=2, groups=2)),
    "conv1d-same-even": ("Conv1d", (2, 3, 7), dict(outputs=2, kernel=4, padding="same")),
    "conv1d-circular": ("Conv1d", (2, 3, 7), dict(outputs=2, kernel=3, padding=2, padding_mode="circular")),
    "conv1d-sample": ("Conv1d", (3, 7), dict(outputs=2, kernel=3)),
    "conv2d": ("Conv2d", (2, 3, 6, 5), dict(outputs=4, kernel=3, padding=1)),
    "conv2d-no-bias": ("Conv2d", (2, 3, 6, 5), dict(outputs=4, kernel=1, stride=2, bias=False)),
    "conv2d-axes": ("Conv2d", (2, 4, 9, 8), dict(outputs=2, kernel=[3, 2], stride=[2, 1], padding=[0, 2], dilation=[2, 3])),
    "conv2d-grouped": ("Conv2d", (2, 4, 5, 5), dict(outputs=6, kernel=3, padding=1, groups=2)),
    "conv2d-depthwise": ("Conv2d", (2, 3, 5, 5), dict(outputs=6, kernel=3, padding=1, groups=3)),
    "conv2d-same": ("Conv2d", (1, 2, 5, 6), dict(outputs=2, kernel=[4, 3], padding="same", dilation=[1, 2])),
    "conv2d-valid": ("Conv2d", (1, 2, 5, 6), dict(outputs=2, kernel=2, padding="valid", stride=2)),
    "conv2d-reflect": ("Conv2d", (1, 2, 5, 6), dict(outputs=2, kernel=3, padding=[2, 1], padding_mode="reflect")),
    "conv2d-replicate": ("Conv2d", (1, 2, 5, 6), dict(outputs=2, kernel=3, padding=2, stride=2, padding_mode="replicate")),
    "conv2d-circular-same": ("Conv2d", (1, 2, 5, 6), dict(outputs=2, kernel=[2, 3], padding="same", padding_mode="circular")),
    "conv2d-sample": ("Conv2d", (2, 5, 6), dict(outputs=3, kernel=3, padding=1)),
    "conv3d": ("Conv3d", (2, 2, 4, 5, 4), dict(outputs=3, kernel=[2, 3, 2], stride=[1, 2, 1], padding=1)),
    "conv3d-grouped": ("Conv3d", (1, 4, 4, 4, 4), dict(outputs=4, kernel=2, groups=2, padding="same", padding_mode="replicate")),
    "conv-transpose1d": ("ConvTranspose1d", (2, 3, 5), dict(outputs=4, kernel=3)),
    "conv-transpose1d-all": (
        "ConvTranspose1d", (2, 4, 5), dict(outputs=6, kernel=3, stride=2, padding=1, output_padding=1, groups=2, dilation=2)),
    "conv-transpose2d": ("ConvTranspose2d", (2, 3, 4, 3), dict(outputs=2, kernel=2, stride=2)),
    "conv-transpose2d-all": (
        "ConvTranspose2d", (2, 4, 4, 3),
        dict(outputs=2, kernel=[3, 4], stride=[2, 3], padding=[1, 2], output_padding=[1, 2], groups=2, dilation=[1, 2], bias=False)),
    "conv-transpose2d-sample": ("ConvTranspose2d", (3, 4, 3), dict(outputs=2, kernel=3, padding=1)),
    "conv-transpose3d": ("ConvTranspose3d", (1, 2, 3, 2, 3), dict(outputs=2, kernel=2, stride=2, output_padding=[1, 0, 1])),
}
AXES = {"1d": 1, "2d": 2, "3d": 3}


def tuples(value):
    return tuple(value) if isinstance(value, list) else value


for name, (kind, shape, settings) in CONVOLUTIONS.items():
    inputs = shape[-1 - AXES[kind[-2:]]]
    options = {k: tuples(v) for k, v in settings.items() if k not in ("outputs", "kernel")}
    module_case(
        name, kind, lambda: getattr(nn, kind)(inputs, settings["outputs"], tuples(settings["kernel"]), **options),
        {"input": randn(*shape, seed=3)}, {"inputs": inputs, **settings})

module_case(
    "conv-transpose2d-size", "ConvTranspose2d", lambda: nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1),
    {"input": randn(1, 2, 4, 4)}, dict(inputs=2, outputs=3, kernel=3, stride=2, padding=1, output_size=[8, 7]),
    call=lambda m, x: m(x["input"], output_size=[8, 7]))

# Containers.
module_case(
    "sequential", "Sequential",
    lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(18, 3)), {"input": randn(2, 1, 5, 5)})


class Residual(nn.Module):
    """relu(shortcut(x) + scale * body(x))"""

    def __init__(self, learned):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3))
        self.shortcut = nn.Linear(4, 3)
        self.scale = nn.Parameter(torch.tensor(0.3)) if learned else 0.3

    def forward(self, x):
        return torch.relu(self.shortcut(x) + self.scale * self.body(x))


for learned in [False, True]:
    module_case(
        "residual" + ("-learned" if learned else ""), "Residual", lambda: Residual(learned), {"input": randn(3, 4)},
        {"learned": learned})
write("convolutions")
