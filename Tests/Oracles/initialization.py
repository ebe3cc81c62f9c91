"""Initialisers: the deviation that torch.nn.init asks its generators for, and the values of those that draw nothing."""

import math

import torch
from torch.nn import init

from oracle import case, write

captured = {}


def capture(function):
    """Runs an initialiser with generators that only note the deviation they are asked for."""
    def uniform(self, low=0, high=1, generator=None):
        captured["deviation"] = (high - low) / math.sqrt(12)
        return self

    def normal(self, mean=0, std=1, generator=None):
        captured["deviation"] = std
        return self

    former = torch.Tensor.uniform_, torch.Tensor.normal_
    torch.Tensor.uniform_, torch.Tensor.normal_ = uniform, normal
    try:
        function()
    finally:
        torch.Tensor.uniform_, torch.Tensor.normal_ = former
    return captured.pop("deviation")


def store(name, kind, shape, value, **arguments):
    for dtype_name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
        case(name, "Initializer", dtype_name, {"kind": kind, "shape": list(shape), **arguments},
             outputs={"output": torch.as_tensor(value, dtype=dtype)})


for shape in ((20, 30), (8, 6, 3, 5)):
    weight, label = torch.empty(shape), f"{len(shape)}d"
    store(f"glorot-uniform-{label}", "glorotUniform", shape, capture(lambda: init.xavier_uniform_(weight)))
    store(f"glorot-normal-{label}", "glorotNormal", shape, capture(lambda: init.xavier_normal_(weight)))
    store(f"glorot-gain-{label}", "glorotNormal", shape, capture(lambda: init.xavier_normal_(weight, gain=5 / 3)), scale=5 / 3)
    for mode, fan in (("fan_in", "input"), ("fan_out", "output")):
        for activation, slope in (("relu", 0), ("leaky_relu", 0.2), ("tanh", 0), ("selu", 0), ("linear", 0)):
            gain = init.calculate_gain(activation, slope if activation == "leaky_relu" else None)
            for kind, function in (("heUniform", init.kaiming_uniform_), ("heNormal", init.kaiming_normal_)):
                store(f"{kind}-{fan}-{activation}-{label}".lower(), kind, shape,
                      capture(lambda: function(weight, slope, mode, activation)), fan=fan, activation=activation, slope=slope)
    store(f"default-{label}", "fanInUniform", shape, capture(lambda: init.kaiming_uniform_(weight, a=math.sqrt(5))))
    store(f"lecun-{label}", "lecunNormal", shape, capture(lambda: init.kaiming_normal_(weight, nonlinearity="linear")))

store("eye", "identity", (3, 5), init.eye_(torch.empty(3, 5)))
for groups, shape in ((1, (4, 3, 3)), (2, (4, 3, 3, 2)), (2, (6, 2, 1, 3, 4))):
    store(f"dirac-{len(shape)}d", "dirac", shape, init.dirac_(torch.empty(shape), groups), groups=groups)
write("initialization")
