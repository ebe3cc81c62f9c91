"""Residual networks, a small convolutional network and multilayer perceptrons, built here in plain torch.

The residual networks have the names of torchvision's state dicts, without torchvision.
"""

import torch
from torch import nn
from torch.nn import functional as F

from oracle import module_case, randn, write


class Padding(nn.Module):
    """Option A: every second pixel, channels of zeros on both sides."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.before = (outputs - inputs) // 2
        self.after = outputs - inputs - self.before
        self.stride = stride

    def forward(self, x):
        return F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.before, self.after))


def conv(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


class Block(nn.Module):
    def __init__(self, c, inputs, planes, inner, stride):
        super().__init__()
        self.c = c
        basic = c["block"] == "basic"
        outputs = planes * (1 if basic else 4)
        inner = planes if basic else inner
        before = c["preactivation"]
        self.conv1 = conv(inputs, inner, 3 if basic else 1, stride if basic else 1)
        self.bn1 = nn.BatchNorm2d(inputs if before else inner)
        self.conv2 = conv(inner, inner, 3, 1 if basic else stride, c["groups"])
        self.bn2 = nn.BatchNorm2d(inner)
        if not basic:
            self.conv3 = conv(inner, outputs, 1)
            self.bn3 = nn.BatchNorm2d(inner if before else outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            if c["shortcut"] == "padding":
                self.downsample = Padding(inputs, outputs, stride)
            else:
                parts = [conv(inputs, outputs, 1, stride)]
                self.downsample = nn.Sequential(*(parts if before else parts + [nn.BatchNorm2d(outputs)]))

    def forward(self, x):
        f = getattr(F, self.c["activation"])
        basic = self.c["block"] == "basic"
        if self.c["preactivation"]:
            first = f(self.bn1(x))
            y = self.conv2(f(self.bn2(self.conv1(first))))
            y = y if basic else self.conv3(f(self.bn3(y)))
            project = isinstance(self.downsample, nn.Sequential)
            return y + (x if self.downsample is None else self.downsample(first if project else x))
        y = self.bn2(self.conv2(f(self.bn1(self.conv1(x)))))
        y = y if basic else self.bn3(self.conv3(f(y)))
        return f(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        base = c["base"]
        small = c["stem"] == "small"
        self.conv1 = conv(c["inputs"], base, 3 if small else 7, 1 if small else 2)
        if not c["preactivation"]:
            self.bn1 = nn.BatchNorm2d(base)
        expansion = 1 if c["block"] == "basic" else 4
        width = base
        for stage, count in enumerate(c["blocks"]):
            planes = base * c["widening"] * 2 ** stage
            blocks = []
            for index in range(count):
                blocks.append(Block(
                    c, width, planes, int(planes * (c["width"] / 64)) * c["groups"],
                    2 if stage > 0 and index == 0 else 1))
                width = planes * expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        if c["preactivation"]:
            self.final_norm = nn.BatchNorm2d(width)
        self.fc = nn.Linear(width, c["outputs"])

    def forward(self, x):
        f = getattr(F, self.c["activation"])
        x = self.conv1(x)
        if not self.c["preactivation"]:
            x = f(self.bn1(x))
        if self.c["stem"] == "large":
            x = F.max_pool2d(x, 3, 2, 1)
        for stage in range(len(self.c["blocks"])):
            x = getattr(self, f"layer{stage + 1}")(x)
        if self.c["preactivation"]:
            x = f(self.final_norm(x))
        features = x.mean(dim=(2, 3))
        return {"features": features, "logits": self.fc(features)}


USUAL = dict(
    inputs=2, outputs=3, stem="small", block="basic", blocks=[1, 1], base=2, widening=1, groups=1, width=64,
    shortcut="projection", preactivation=False, activation="relu")
NETWORKS = {  # small ones: the files hold every weight and its gradient
    "cifar-a": ("train", dict(shortcut="padding", blocks=[1, 2, 1], inputs=1)),
    "cifar-b": ("train", dict()),
    "cifar-b-silu": ("evaluate", dict(activation="silu")),
    "wide-preactivation": ("train", dict(preactivation=True, widening=2, base=1)),
    "preactivation-padding": ("evaluate", dict(preactivation=True, shortcut="padding")),
    "preactivation-bottleneck": ("train", dict(preactivation=True, block="bottleneck", base=1)),
    "imagenet-basic": ("evaluate", dict(stem="large", blocks=[1, 1, 1, 1], base=1)),
    "imagenet-bottleneck": ("train", dict(stem="large", block="bottleneck", base=1, inputs=1)),
    "resnext": ("evaluate", dict(stem="large", block="bottleneck", base=2, groups=2, width=32, inputs=1)),
    "wide-bottleneck": ("train", dict(stem="small", block="bottleneck", base=1, width=128)),
}
# Sums over many more terms than a single layer has.
LOOSE = {"float32": {"absolute": 1e-5, "relative": 1e-4}, "float64": {"absolute": 1e-12, "relative": 1e-9}}
for name, (mode, changes) in NETWORKS.items():
    settings = {**USUAL, **changes}
    side = 6 if settings["stem"] == "small" else 16
    module_case(
        f"resnet-{name}", "ResNet", lambda: ResNet(settings),
        {"input": randn(2, settings["inputs"], side, side, seed=7)}, settings, mode, call=lambda m, x: m(x["input"]),
        tolerance=LOOSE)


class ConvNet(nn.Module):
    def __init__(self, pool, norm):
        super().__init__()
        self.pool = pool
        self.blocks = nn.ModuleList()
        for inputs, outputs in [(1, 3), (3, 4)]:
            block = nn.Module()
            stride = 2 if pool == "stride" else 1
            block.conv = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=not norm)
            if norm:
                block.norm = nn.BatchNorm2d(outputs)
            self.blocks.append(block)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        for block in self.blocks:
            x = block.conv(x)
            x = torch.relu(block.norm(x) if hasattr(block, "norm") else x)
            if self.pool == "max":
                x = F.max_pool2d(x, 2)
            if self.pool == "mean":
                x = F.avg_pool2d(x, 2)
        features = x.mean(dim=(2, 3))
        return {"features": features, "logits": self.head(features)}


for pool, norm, mode in [("max", True, "train"), ("mean", True, "evaluate"), ("stride", True, "train"), ("max", False, "evaluate")]:
    module_case(
        f"convnet-{pool}-{'norm' if norm else 'bare'}", "ConvNet", lambda: ConvNet(pool, norm),
        {"input": randn(2, 1, 7, 6, seed=8)}, {"pool": pool, "norm": norm}, mode, call=lambda m, x: m(x["input"]))


class MLP(nn.Module):
    def __init__(self, widths, activation, norm, residual):
        super().__init__()
        self.activation = getattr(torch, activation)
        self.residual = residual
        self.blocks = nn.ModuleList()
        for inputs, outputs in zip([3] + widths, widths):
            block = nn.Module()
            block.linear = nn.Linear(inputs, outputs)
            if norm:
                block.norm = {"batch-norm": nn.BatchNorm1d, "layer-norm": nn.LayerNorm}[norm](outputs)
            self.blocks.append(block)
        self.head = nn.Linear(widths[-1], 2)

    def forward(self, x):
        for block in self.blocks:
            y = block.linear(x)
            y = self.activation(block.norm(y) if hasattr(block, "norm") else y)
            x = x + y if self.residual and x.shape == y.shape else y
        return {"features": x, "logits": self.head(x)}


for name, settings, mode in [
    ("plain", dict(widths=[5, 4], activation="relu", norm=None, residual=False), "evaluate"),
    ("residual", dict(widths=[4, 4, 4], activation="tanh", norm="layer-norm", residual=True), "evaluate"),
    ("batch-norm", dict(widths=[4, 6], activation="relu", norm="batch-norm", residual=False), "train"),
    ("selu", dict(widths=[4, 4], activation="selu", norm=None, residual=True), "train"),
]:
    module_case(
        f"mlp-{name}", "MLP", lambda: MLP(**settings), {"input": randn(6, 3, seed=9)}, settings, mode,
        call=lambda m, x: m(x["input"]))
write("backbones")
