"""Writes Sources/docgen/pytorch-names.txt: the documented public names of PyTorch, one a line.

Run with the Python package of the torch version that `setup` pins:  python Tests/Oracles/public_names.py
"""

import inspect
import pathlib

import torch
import torch.autograd.functional
import torch.distributions
import torch.func
import torch.nn.utils.parametrizations
import torch.optim.swa_utils


def is_function(value):
    return callable(value) and not inspect.isclass(value) and not inspect.ismodule(value)


# Names that modules import for themselves, and parts of PyTorch's own machinery.
NOT_API = {
    "Optional", "boolean_dispatch", "Literal", "Module", "LRScheduler", "cast", "deepcopy", "override", "Optimizer",
    "has_torch_function", "has_torch_function_unary", "has_torch_function_variadic", "handle_torch_function",
    "merge_type_from_type_comment", "parse_type_comment", "parse_ir", "parse_schema", "typename", "unify_type_list",
    "import_ir_module", "import_ir_module_from_buffer", "init_num_threads", "debug_unwrap", "is_warn_always_enabled",
    "set_warn_always", "fork", "wait", "compiled_with_cxx11_abi", "get_device_module", "thread_safe_generator",
    "hash_tensor", "Container", "NLLLoss2d", "CrossMapLRN2d", "rearrange",
}


def names(module, accepts):
    """Public names with a documentation text of their own; in-place forms end in an underscore and are left out."""
    for name in sorted(dir(module)):
        value = getattr(module, name, None)
        if name.startswith("_") or name.endswith("_") or not accepts(value) or name in NOT_API:
            continue
        if inspect.isclass(value) and not getattr(value, "__module__", "").startswith("torch"):
            continue
        if inspect.getdoc(value):
            yield name


tables = [
    ("torch", torch, is_function),
    ("torch.Tensor", torch.Tensor, is_function),
    ("torch.linalg", torch.linalg, is_function),
    ("torch.special", torch.special, is_function),
    ("torch.fft", torch.fft, is_function),
    ("torch.nn", torch.nn, inspect.isclass),
    ("torch.nn.functional", torch.nn.functional, is_function),
    ("torch.nn.init", torch.nn.init, None),
    ("torch.nn.utils", torch.nn.utils, is_function),
    ("torch.nn.utils.parametrizations", torch.nn.utils.parametrizations, is_function),
    ("torch.optim", torch.optim, inspect.isclass),
    ("torch.optim.lr_scheduler", torch.optim.lr_scheduler, inspect.isclass),
    ("torch.optim.swa_utils", torch.optim.swa_utils, lambda v: inspect.isclass(v) or is_function(v)),
    ("torch.distributions", torch.distributions, inspect.isclass),
    ("torch.autograd.functional", torch.autograd.functional, is_function),
    ("torch.func", torch.func, is_function),
]

lines, seen = [], set()
for prefix, module, accepts in tables:
    if prefix == "torch.nn.init":
        found = [n for n in sorted(dir(module)) if n.endswith("_") and not n.startswith("_")]
    else:
        found = list(names(module, accepts))
    if prefix == "torch.Tensor":
        found = [n for n in found if n not in seen]
    seen |= set(found)
    lines += [f"{prefix}.{n}" for n in found]

target = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "docgen" / "pytorch-names.txt"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(f"# PyTorch {torch.__version__.split('+')[0]}\n" + "\n".join(lines) + "\n")
print(len(lines))
