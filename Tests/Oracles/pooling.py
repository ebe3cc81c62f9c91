"""Pooling and what else moves pixels without parameters."""

from torch import nn

from oracle import module_case, randn, write


def tuples(value):
    return tuple(value) if isinstance(value, list) else value


# Layers without parameters: PyTorch's positional arguments, and its keywords.
PLAIN = {
    "max-pool1d": ("MaxPool1d", (2, 3, 9), [2], {}),
    "max-pool1d-all": ("MaxPool1d", (2, 3, 10), [3], dict(stride=2, padding=1, dilation=2, ceil_mode=True)),
    "max-pool2d": ("MaxPool2d", (2, 2, 6, 5), [2], {}),
    "max-pool2d-all": (
        "MaxPool2d", (2, 2, 7, 8), [[3, 2]], dict(stride=[2, 3], padding=[1, 1], dilation=[2, 1], ceil_mode=True)),
    "max-pool2d-sample": ("MaxPool2d", (2, 6, 5), [3], dict(stride=1)),
    "avg-pool1d": ("AvgPool1d", (2, 3, 9), [2], {}),
    "avg-pool1d-all": (
        "AvgPool1d", (2, 3, 10), [3], dict(stride=2, padding=1, ceil_mode=True, count_include_pad=False)),
    "avg-pool2d": ("AvgPool2d", (2, 2, 6, 5), [2], {}),
    "avg-pool2d-all": (
        "AvgPool2d", (2, 2, 7, 6), [[3, 2]], dict(stride=[2, 1], padding=[1, 0], ceil_mode=True, count_include_pad=False)),
    "avg-pool2d-divisor": ("AvgPool2d", (2, 2, 4, 4), [2], dict(divisor_override=3)),
    "lp-pool2d": ("LPPool2d", (2, 2, 6, 5), [2, [2, 3]], dict(stride=2)),
    "lp-pool2d-ceil": ("LPPool2d", (2, 2, 5, 5), [4, 2], dict(ceil_mode=True)),
    "adaptive-avg-pool1d": ("AdaptiveAvgPool1d", (2, 3, 7), [3], {}),
    "adaptive-avg-pool2d": ("AdaptiveAvgPool2d", (2, 3, 7, 5), [[3, 2]], {}),
    "adaptive-avg-pool2d-none": ("AdaptiveAvgPool2d", (2, 3, 7, 5), [[None, 1]], {}),
    "adaptive-max-pool1d": ("AdaptiveMaxPool1d", (2, 3, 7), [3], {}),
    "adaptive-max-pool2d": ("AdaptiveMaxPool2d", (2, 3, 7, 5), [[3, 2]], {}),
    "max-pool3d": ("MaxPool3d", (2, 2, 4, 5, 3), [2], dict(stride=[2, 1, 2], padding=[0, 1, 1])),
    "avg-pool3d": ("AvgPool3d", (2, 2, 4, 5, 3), [[2, 3, 2]], dict(stride=1, padding=1, divisor_override=5)),
    "lp-pool1d": ("LPPool1d", (2, 2, 7), [3, 3], dict(stride=2)),
    "lp-pool3d": ("LPPool3d", (1, 2, 4, 4, 3), [2, 2], {}),
    "adaptive-avg-pool3d": ("AdaptiveAvgPool3d", (1, 2, 5, 4, 3), [[2, None, 2]], {}),
    "adaptive-max-pool3d": ("AdaptiveMaxPool3d", (1, 2, 5, 4, 3), [2], {}),
    "upsample-nearest3d": ("Upsample", (1, 2, 2, 3, 2), [], dict(scale_factor=2.0, mode="nearest")),
    "upsample-trilinear": ("Upsample", (1, 2, 2, 3, 2), [], dict(size=[3, 4, 5], mode="trilinear")),
    "channel-shuffle": ("ChannelShuffle", (2, 6, 2, 3), [3], {}),
    "pad-constant": ("ConstantPad2d", (2, 2, 3, 4), [[1, 2, 0, 1], 0.5], {}),
    "pad-crop": ("ZeroPad2d", (2, 2, 4, 4), [[-1, 2, 0, -1]], {}),
    "pad-reflect1d": ("ReflectionPad1d", (2, 2, 4), [[1, 2]], {}),
    "pad-reflect2d": ("ReflectionPad2d", (2, 2, 4, 4), [[1, 2, 3, 0]], {}),
    "pad-replicate": ("ReplicationPad2d", (2, 2, 3, 3), [[4, 2, 0, 1]], {}),
    "pad-circular": ("CircularPad2d", (2, 2, 3, 3), [[1, 2, 3, 0]], {}),
    "pad-replicate3d": ("ReplicationPad3d", (1, 1, 2, 3, 2), [[1, 0, 1, 1, 0, 2]], {}),
    "upsample-nearest": ("Upsample", (2, 2, 3, 4), [], dict(scale_factor=2.0, mode="nearest")),
    "upsample-nearest-part": ("Upsample", (2, 2, 5), [], dict(scale_factor=1.7, mode="nearest")),
    "upsample-nearest-exact": ("Upsample", (1, 2, 5, 3), [], dict(size=[3, 7], mode="nearest-exact")),
    "upsample-linear": ("Upsample", (2, 2, 5), [], dict(scale_factor=1.7, mode="linear")),
    "upsample-bilinear": ("Upsample", (1, 2, 4, 3), [], dict(scale_factor=[1.7, 2.5], mode="bilinear")),
    "upsample-bilinear-corners": ("Upsample", (1, 2, 4, 3), [], dict(size=[7, 5], mode="bilinear", align_corners=True)),
    "upsample-bicubic": ("Upsample", (1, 2, 4, 4), [], dict(size=[7, 5], mode="bicubic")),
    "upsample-bicubic-corners": ("Upsample", (1, 2, 4, 4), [], dict(scale_factor=2.0, mode="bicubic", align_corners=True)),
    "pixel-shuffle": ("PixelShuffle", (2, 8, 2, 3), [2], {}),
    "pixel-unshuffle": ("PixelUnshuffle", (2, 2, 4, 6), [2], {}),
    "unfold": ("Unfold", (2, 2, 5, 4), [[2, 3]], dict(padding=1, stride=[2, 1])),
    "unfold-dilated": ("Unfold", (2, 5, 5), [2], dict(dilation=2)),
    "fold": ("Fold", (2, 12, 12), [[5, 4], [2, 3]], dict(padding=1, stride=[2, 1])),
    "flatten": ("Flatten", (2, 3, 2, 2), [1, 2], {}),
    "unflatten": ("Unflatten", (2, 6, 2), [1, [3, 2]], {}),
}
for name, (kind, shape, positional, keywords) in PLAIN.items():
    module_case(
        name, "Plain",
        lambda: getattr(nn, kind)(*map(tuples, positional), **{k: tuples(v) for k, v in keywords.items()}),
        {"input": randn(*shape, seed=4) if "LPPool" not in kind else randn(*shape, seed=4).abs()},
        {"layer": kind, "positional": positional, **keywords})

for axes, shape, size in [(1, (2, 2, 5), [5]), (2, (2, 2, 5, 6), [5, 6]), (3, (1, 2, 4, 4, 6), None)]:
    module_case(
        f"max-unpool{axes}d", f"MaxUnpool{axes}d",
        lambda: getattr(nn, f"MaxPool{axes}d")(2, stride=2, return_indices=True), {"input": randn(*shape)},
        {"output_size": size},
        call=lambda m, x: getattr(nn.functional, f"max_unpool{axes}d")(*m(x["input"]), 2, stride=2, output_size=size))
module_case(
    "global-average-pool", "Plain", nn.Identity, {"input": randn(2, 3, 4, 5)}, {"layer": "GlobalAveragePool", "positional": []},
    call=lambda m, x: x["input"].mean(dim=(2, 3)))
write("pooling")
