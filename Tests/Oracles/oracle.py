"""What the oracle scripts share: cases in the form of the golden files, computed by PyTorch, in float32 and float64.

A script names its cases with `module_case` or `case`, and ends with `write("family")`, which makes
Tests/Fixtures/oracles/torch/family.json and .safetensors. Run with the Python package of the torch version that `setup`
pins; it needs torch and numpy only.
"""

import json
import pathlib
import struct

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "oracles" / "torch"
DTYPES = {"float32": torch.float32, "float64": torch.float64}
TOLERANCE = {
    "float32": {"absolute": 1e-6, "relative": 1e-5},
    "float64": {"absolute": 1e-12, "relative": 1e-10},
}

_tensors = {}
_cases = {}


def randn(*shape, seed=0, dtype=torch.float32):
    """Standard normal numbers that are the same in every dtype."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def _store(case, kind, tensors):
    """Stores tensors by name and returns name -> key."""
    keys = {}
    for name, tensor in tensors.items():
        key = f"{case}.{kind}.{name}"
        _tensors[key] = tensor.detach().clone().contiguous()
        keys[name] = key
    return keys


def case(name, subject, dtype, arguments=None, inputs=None, parameters=None, buffers=None, outputs=None,
         buffers_after=None, cotangents=None, gradients=None, mode="evaluate", tolerance=None):
    """Records one case of plain tensors (name -> tensor)."""
    key = f"{name}-{dtype}"
    assert key not in _cases, key
    _cases[key] = {
        "subject": subject,
        "arguments": {"dtype": dtype, **(arguments or {})},
        "mode": mode,
        "inputs": _store(key, "input", inputs or {}),
        "parameters": _store(key, "parameter", parameters or {}),
        "buffers": _store(key, "buffer", buffers or {}),
        "outputs": _store(key, "output", outputs or {}),
        "buffers_after": _store(key, "buffer_after", buffers_after or {}),
        "cotangent": _store(key, "cotangent", cotangents or {}),
        "gradients": _store(key, "gradient", gradients or {}),
        "tolerance": tolerance or TOLERANCE[dtype],
    }


def module_case(name, subject, make, inputs, arguments=None, mode="evaluate", call=None, tolerance=None, seed=1):
    """Records a torch.nn.Module in both dtypes: output(s), gradients of inputs and parameters, buffers afterwards.

    make() builds the module. inputs: name -> float64 tensor (cast to the dtype; integer tensors stay). Gradients are
    taken of every floating input and every parameter, with random cotangents. call(module, inputs) -> tensor or dict
    of name -> tensor; by default module(inputs["input"]). Parameters are shifted a little, so that none is constant.
    """
    for dtype_name, dtype in DTYPES.items():
        torch.manual_seed(seed)
        module = make().to(dtype)
        with torch.no_grad():
            for i, parameter in enumerate(module.parameters()):
                parameter.add_(0.1 * randn(*parameter.shape, seed=100 + i, dtype=dtype))
        module.train(mode == "train")
        leaves = {
            k: v.to(dtype).clone().requires_grad_() if v.is_floating_point() else v.clone() for k, v in inputs.items()
        }
        parameters = {k: v.detach().clone() for k, v in module.named_parameters()}
        buffers = {k: v.detach().clone() for k, v in module.named_buffers()}
        found = call(module, leaves) if call else module(leaves["input"])
        outputs = found if isinstance(found, dict) else {"output": found}
        cotangents = {
            k: randn(*v.shape, seed=50 + i, dtype=dtype)
            for i, (k, v) in enumerate(outputs.items()) if v.is_floating_point() and v.requires_grad
        }
        sources = {k: v for k, v in leaves.items() if v.requires_grad}
        sources.update(module.named_parameters())
        slopes = torch.autograd.grad(
            [outputs[k] for k in cotangents], list(sources.values()), list(cotangents.values()), allow_unused=True
        ) if cotangents else [None] * len(sources)
        gradients = {
            k: torch.zeros_like(s) if g is None else g for (k, s), g in zip(sources.items(), slopes)
        } if cotangents else {}
        case(
            name, subject, dtype_name, arguments, {k: v for k, v in leaves.items()}, parameters, buffers, outputs,
            dict(module.named_buffers()) if mode == "train" else {}, cotangents, gradients, mode, tolerance and tolerance[dtype_name])


def write(family):
    """Writes what was recorded."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = {"paper": 0, "torch": torch.__version__.split("+")[0], "cases": _cases}
    (FOLDER / f"{family}.json").write_text(json.dumps(text, indent=1) + "\n")
    names = {
        torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.int32: "I32", torch.bool: "BOOL",
        torch.uint8: "U8",
    }
    header, blobs, offset = {}, [], 0
    for key, tensor in _tensors.items():
        blob = tensor.numpy().tobytes()
        header[key] = {
            "dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]
        }
        blobs.append(blob)
        offset += len(blob)
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    (FOLDER / f"{family}.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + b"".join(blobs))
    print(f"{family}: {len(_cases)} cases, {offset} bytes")
