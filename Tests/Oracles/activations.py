"""Activations: elementwise ones by their text, and those with parameters or axes."""

import torch

from oracle import TOLERANCE, module_case, randn, write

nn = torch.nn
# On both sides of every kink, and far out.
x = {"input": torch.cat([randn(4, 6) * 2, torch.tensor([[-30.0, -6.5, -0.3, 0.3, 6.5, 30.0]], dtype=torch.float64)])}
for text, make in {
    "identity": nn.Identity,
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky-relu": nn.LeakyReLU,
    "leaky-relu[slope=0.3]": lambda: nn.LeakyReLU(0.3),
    "elu": nn.ELU,
    "elu[alpha=0.7]": lambda: nn.ELU(0.7),
    "selu": nn.SELU,
    "celu": nn.CELU,
    "celu[alpha=2]": lambda: nn.CELU(2),
    "gelu": nn.GELU,
    "gelu[approximation=tanh]": lambda: nn.GELU("tanh"),
    "silu": nn.SiLU,
    "mish": nn.Mish,
    "softplus": nn.Softplus,
    "softplus[beta=2,threshold=3]": lambda: nn.Softplus(2, 3),
    "softsign": nn.Softsign,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "log-sigmoid": nn.LogSigmoid,
    "hardtanh": nn.Hardtanh,
    "hardtanh[minimum=-0.5,maximum=2]": lambda: nn.Hardtanh(-0.5, 2),
    "hardsigmoid": nn.Hardsigmoid,
    "hardswish": nn.Hardswish,
    "hardshrink": nn.Hardshrink,
    "hardshrink[threshold=1]": lambda: nn.Hardshrink(1),
    "softshrink": nn.Softshrink,
    "softshrink[threshold=1]": lambda: nn.Softshrink(1),
    "tanhshrink": nn.Tanhshrink,
    "threshold[threshold=0.2,value=-3]": lambda: nn.Threshold(0.2, -3),
}.items():
    # PyTorch's backward of hardsigmoid takes 1/6 in single precision, also in float64; ours is exact.
    inexact = {**TOLERANCE, "float64": {"absolute": 1e-8, "relative": 1e-8}} if text == "hardsigmoid" else None
    module_case(f"activation-{text}", "Activation", make, x, {"activation": text}, tolerance=inexact)

maps = {"input": randn(2, 4, 3, 2)}
module_case("prelu", "PReLU", nn.PReLU, maps, {"count": 1})
module_case("prelu-channels", "PReLU", lambda: nn.PReLU(4, 0.1), maps, {"count": 4})
module_case("rrelu", "RReLU", lambda: nn.RReLU(0.1, 0.5), maps, {"lower": 0.1, "upper": 0.5})
module_case("glu", "GLU", nn.GLU, maps, {"axis": -1})
module_case("glu-channels", "GLU", lambda: nn.GLU(1), maps, {"axis": 1})
for name in ("Softmax", "LogSoftmax", "Softmin"):
    for axis in (1, -1):
        module_case(f"{name.lower()}-{axis}", name, lambda: getattr(nn, name)(axis), maps, {"axis": axis})
module_case("softmax2d", "Softmax2d", nn.Softmax2d, maps)
module_case("softmax2d-single", "Softmax2d", nn.Softmax2d, {"input": randn(4, 3, 2)})
write("activations")
