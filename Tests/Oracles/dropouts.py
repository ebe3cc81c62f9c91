"""Dropouts: evaluation, and the affine maps of training, which do not depend on the random numbers."""

import torch

from oracle import DTYPES, case, randn, write

nn = torch.nn
SHAPES = {
    "Dropout": (50, 8), "Dropout1d": (50, 8, 3), "Dropout2d": (20, 8, 2, 3), "Dropout3d": (20, 8, 2, 3, 2),
    "AlphaDropout": (50, 8), "FeatureAlphaDropout": (50, 8, 3),
}


def levels(layer, shape, dtype):
    """What becomes of dropped elements, of zeros and of ones that are kept."""
    torch.manual_seed(3)
    low, high = layer(torch.zeros(shape, dtype=dtype)), layer(torch.ones(shape, dtype=dtype))
    dropped = min(low.min(), high.min())
    return torch.stack([dropped, low.max(), high.max()])


for name, shape in SHAPES.items():
    for p in (0.0, 0.05, 0.5, 1.0):
        for dtype_name, dtype in DTYPES.items():
            layer = getattr(nn, name)(p)
            x = randn(*shape[:1], *shape[1:], dtype=dtype)[:2]
            evaluated = layer.eval()(x)
            case(
                f"{name.lower()}-{p}", "Dropouts", dtype_name, {"layer": name, "probability": p, "shape": list(shape)},
                {"input": x}, outputs={"evaluated": evaluated, "levels": levels(layer.train(), shape, dtype)})
write("dropouts")
