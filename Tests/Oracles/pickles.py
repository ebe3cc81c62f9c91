"""Files that the restricted unpickler is tested with: Tests/Fixtures/pickle.

    python Tests/Oracles/pickles.py [check]

Needs torch, numpy and scipy. Every `NAME.pt` has its tensors beside it as `NAME.npz` (bfloat16 as float32), every other
file a line in what `plain()` and `planetoid()` write. `hostile()` writes files that must be refused; the name of each begins
with the last part of the code of the expected error.
"""

import collections
import io
import os
import pathlib
import pickle
import struct
import sys
import zipfile

import numpy as np
import scipy.sparse as sp
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "pickle"
OLD = {"_use_new_zipfile_serialization": False}


def numbers(*shape, dtype=torch.float32, seed=0):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 50
    return (x > 0) if dtype == torch.bool else x.to(dtype) if dtype != torch.uint8 else x.abs().to(dtype)


def tensors():
    """Every element type, views, shared storages, empty tensors and scalars, in both forms."""
    types = [
        torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32,
        torch.float64, torch.bool, torch.complex64, torch.complex128,
    ]
    state = collections.OrderedDict((str(t)[6:], numbers(2, 3, dtype=t, seed=i)) for i, t in enumerate(types))
    state["scalar"] = torch.tensor(2.5)
    state["empty"] = torch.zeros(0, 4)
    state["long.name \u00fc"] = torch.arange(3)
    save("dtypes", state)

    base = torch.arange(24, dtype=torch.float32)
    weight = nn.Parameter(numbers(4, 3, seed=9))
    save("views", collections.OrderedDict([
        ("whole", base), ("matrix", base.view(4, 6)), ("transposed", base.view(4, 6).t()), ("slice", base.view(4, 6)[1:3, ::2]),
        ("tail", base[20:]), ("expanded", base[3:4].expand(2, 5)), ("windows", base[:6].unfold(0, 3, 1)),
        ("encoder.weight", weight), ("decoder.weight", weight), ("column", base.view(4, 6)[:, 2]),
    ]))

    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimizer = torch.optim.Adam(model.parameters())
    model(numbers(5, 3)).sum().backward()
    optimizer.step()
    wrapped = collections.OrderedDict(("module." + k, v) for k, v in model.state_dict().items())
    checkpoint = {
        "epoch": 3, "state_dict": wrapped, "optimizer": optimizer.state_dict(), "best": 0.75, "name": "a \u00fc",
        "device": torch.device("cuda", 0), "dtype": torch.float16, "size": torch.Size([1, 2]), "rng": torch.get_rng_state()[:8],
        "args": {"lr": 0.1, "layers": [1, 2], "flag": True, "none": None}, "large": 2 ** 70,
        "numpy": np.float32(1.5), "array": np.arange(6).reshape(2, 3),
    }
    for name, options in [("checkpoint", {}), ("checkpoint-legacy", OLD)]:
        torch.save(checkpoint, FOLDER / f"{name}.pt", **options)
    np.savez(FOLDER / "checkpoint.npz", **{k: v.numpy() for k, v in wrapped.items()})
    torch.save({"model": {"a": torch.ones(2)}, "net": {"a": torch.zeros(2)}}, FOLDER / "ambiguous.pt")
    torch.save({"sparse": torch.eye(3).to_sparse(), "csr": torch.eye(3).to_sparse_csr()}, FOLDER / "sparse.pt")
    big = collections.OrderedDict(x=torch.tensor([1.0, -2.5, 3.25]), n=torch.tensor([1, -2 ** 40]), z=torch.tensor([1 + 2j]))
    big_endian(big)
    with zipfile.ZipFile(FOLDER / "dtypes.pt") as source, zipfile.ZipFile(
            FOLDER / "dtypes-deflated.pt", "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    legacy_view()


def save(name, state):
    torch.save(state, FOLDER / f"{name}.pt")
    torch.save(state, FOLDER / f"{name}-legacy.pt", **OLD)
    np.savez(FOLDER / f"{name}.npz", **{
        k: (v.detach().float() if v.dtype == torch.bfloat16 else v.detach()).contiguous().numpy() for k, v in state.items()
    })


def big_endian(state):
    """The archive as a big-endian machine writes it."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    source = zipfile.ZipFile(buffer)
    sizes = {f"archive/data/{i}": v.element_size() // (2 if v.is_complex() else 1) for i, v in enumerate(state.values())}
    with zipfile.ZipFile(FOLDER / "big-endian.pt", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name in sizes:
                content = np.frombuffer(content, f"u{sizes[name]}").byteswap().tobytes()
            target.writestr(name, b"big" if name == "archive/byteorder" else content)


def legacy_view():
    """A legacy file in which a tensor lies in a view of a storage, as PyTorch before 0.4 wrote it."""
    content = b""
    for value in [0x1950a86a20f9469cfc6c, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}]:
        content += pickle.dumps(value, 2)
    content += (
        b"\x80\x02ctorch._utils\n_rebuild_tensor\n((U\x07storagectorch\nFloatStorage\nU\x011U\x03cpuK\x06(U\x012K\x02K\x03ttQK\x01K\x02\x85K\x01\x85tR."
    )
    content += pickle.dumps(["1"], 2) + struct.pack("<q6f", 6, 0, 1, 2, 3, 4, 5)
    (FOLDER / "legacy-view.pt").write_bytes(content)  # elements 3 and 4


def plain():
    """Plain pickles of every protocol."""
    value = {
        "none": None, "true": True, "false": False, "int": -5, "byte": 200, "short": 60000, "long": 2 ** 40, "huge": -2 ** 70,
        "real": -1.5, "infinite": float("inf"), "text": "a\n\\\u00fc\u4e2d\U0001f600", "bytes": b"\x00\xff\n", "empty": b"",
        "list": [1, [2, []]], "tuple": (1, (2, 3), ()), "set": {7}, "frozen": frozenset([8]), "bytearray": bytearray(b"ab"),
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]), "default": collections.defaultdict(list, {1: [2]}),
        "counter": collections.Counter("aab"), ("key", 1): "tuple", 3: "three", 2.5: "real key", b"k": "bytes key",
        "array": np.arange(6, dtype="<i4").reshape(2, 3), "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "big": np.array([1, -2, 300], ">i2"), "unsigned": np.array([1, 2 ** 32 - 1], np.uint32), "flags": np.array([True, False]),
        "half": np.array([0.5, -2], np.float16), "texts": np.array([["a", "b\u00fc"], ["", "dd"]]),
        "objects": np.array([1, "x", None], object), "scalar": np.float32(1.25), "truth": np.bool_(True),
        "integer": np.int64(-7), "text scalar": np.str_("n"), "none array": np.zeros((0, 3)), "zero axes": np.array(4.5),
        "dtype": np.dtype("f8"), "complex": np.array([1 + 2j]),
        "csr": sp.csr_matrix(np.array([[0, 1.5, 0], [2, 0, 3]])), "csc": sp.csc_matrix(np.array([[0, 1.5, 0], [2, 0, 3]])),
        "coo": sp.coo_matrix(([1.0, 2, 4, 8], ([1, 0, 1, 1], [2, 1, 2, 0])), (2, 3)),
        "csr array": sp.csr_array(np.eye(2)), "coo array": sp.coo_array(np.eye(2)),
    }
    value["shared"] = value["list"]
    for protocol in range(6):
        (FOLDER / f"plain-{protocol}.pkl").write_bytes(pickle.dumps(value, protocol))
        tensor = {"w": torch.arange(4.0), "p": nn.Parameter(torch.ones(2))}
        (FOLDER / f"tensors-{protocol}.pkl").write_bytes(pickle.dumps(tensor, protocol))
    (FOLDER / "several.pkl").write_bytes(pickle.dumps(1) + pickle.dumps([2]))


class Python2:
    """Writes pickles as Python 2's cPickle with protocol 2 did."""

    def __init__(self):
        self.data, self.memo = bytearray(b"\x80\x02"), 0

    def put(self):
        self.memo += 1
        self.data += b"q" + bytes([self.memo]) if self.memo < 256 else b"r" + struct.pack("<I", self.memo)

    def integer(self, n):
        self.data += (
            b"K" + bytes([n]) if 0 <= n < 256 else b"M" + struct.pack("<H", n) if 0 <= n < 65536 else b"J" + struct.pack("<i", n)
        )

    def string(self, s):
        s = s if isinstance(s, bytes) else s.encode()
        self.data += b"U" + bytes([len(s)]) + s if len(s) < 256 else b"T" + struct.pack("<i", len(s)) + s

    def name(self, module, name):
        self.data += f"c{module}\n{name}\n".encode()
        self.put()

    def array(self, a):
        self.name("numpy.core.multiarray", "_reconstruct")
        self.name("numpy", "ndarray")
        self.data += b"K\x00\x85U\x01b\x87R"
        self.put()
        self.data += b"(K\x01"
        for n in a.shape:
            self.integer(n)
        self.data += [b")", b"\x85", b"\x86", b"\x87"][a.ndim]
        self.name("numpy", "dtype")
        self.string(a.dtype.str[1:])
        self.data += b"K\x00K\x01\x87R"
        self.put()
        self.data += b"(K\x03U\x01" + a.dtype.str[:1].encode() + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        self.string(a.tobytes())
        self.data += b"tb"

    def csr(self, m):
        self.name("scipy.sparse.csr", "csr_matrix")
        self.data += b")\x81"
        self.put()
        self.data += b"}"
        self.put()
        self.data += b"("
        self.string("format")
        self.string("csr")
        self.string("_shape")
        for n in m.shape:
            self.integer(n)
        self.data += b"\x86"
        for key in ["indptr", "indices", "data"]:
            self.string(key)
            self.put()
            self.array(getattr(m, key))
        self.string("maxprint")
        self.integer(50)
        self.data += b"ub"

    def graph(self, graph):
        self.name("collections", "defaultdict")
        self.name("__builtin__", "list")
        self.data += b"\x85R"
        self.put()
        self.data += b"("
        for node, neighbours in graph.items():
            self.integer(node)
            self.data += b"]"
            self.put()
            if len(neighbours) == 1:
                self.integer(neighbours[0])
                self.data += b"a"
            elif neighbours:
                self.data += b"("
                for other in neighbours:
                    self.integer(other)
                self.data += b"e"
        self.data += b"u"

    def write(self, path):
        path.write_bytes(bytes(self.data + b"."))


def planetoid():
    """A made-up graph of ten nodes in the files of Planetoid (Yang et al. 2016)."""
    random = np.random.default_rng(0)
    for part, count in [("x", 4), ("tx", 3), ("allx", 7)]:
        writer = Python2()
        writer.csr(sp.random(count, 300, 0.02, "csr", np.float32, random_state=random))
        writer.write(FOLDER / f"ind.tiny.{part}")
        writer = Python2()
        writer.array(np.eye(3, dtype=np.int32)[random.integers(0, 3, count)])
        writer.write(FOLDER / f"ind.tiny.{part.replace('x', 'y')}")
    writer = Python2()
    writer.graph({n: [(n + 1) % 10, (n + 9) % 10] if n != 5 else [6] for n in range(10)})
    writer.write(FOLDER / "ind.tiny.graph")
    (FOLDER / "ind.tiny.test.index").write_text("9\n7\n8\n")
    for part in ["x", "ty", "graph"]:
        pickle.loads((FOLDER / f"ind.tiny.{part}").read_bytes(), encoding="latin1")


class Evil:
    def __reduce__(self):
        return os.system, ("echo this ran",)


class Net(nn.Module):
    pass


def hostile():
    folder = FOLDER / "hostile"
    folder.mkdir(exist_ok=True)

    def write(name, content):
        (folder / name).write_bytes(content)

    write("global-system.pkl", pickle.dumps(Evil()))
    write("global-system-0.pkl", pickle.dumps(Evil(), 0))
    torch.save({"w": torch.ones(1), "x": Evil()}, folder / "global-system.pt")
    torch.save(nn.Linear(1, 1), folder / "global-model.pt")
    torch.save(nn.Linear(1, 1), folder / "global-model-legacy.pt", **OLD)
    write("global-eval.pkl", b"c__builtin__\neval\n(S'1'\ntR.")
    write("global-getattr.pkl", b"\x80\x04\x8c\x08builtins\x8c\x07getattr\x93.")
    write("global-dotted.pkl", b"\x80\x04\x8c\x0bcollections\x8c\x11OrderedDict.fromk\x93.")
    write("global-instance.pkl", b"(S'ls'\nios\nsystem\n.")
    write("global-extension.pkl", b"\x80\x02\x82\x01.")
    write("global-factory.pkl", b"ccollections\ndefaultdict\n(cos\nsystem\ntR.")
    write("call-factory.pkl", b"ccollections\ndefaultdict\n(c__builtin__\nbytes\ntR.")
    write("call-number.pkl", b"I1\n)R.")
    write("call-state.pkl", b"]}b.")
    write("depth.pkl", b"(" * 9999 + b"t" * 9999 + b".")
    write("depth-list.pkl", b"]" * 10000 + b"a" * 9999 + b".")
    # Deep only through the memo: each list goes into the one before after that was stored.
    write("depth-memo.pkl", b"]\x94" + b"".join(b"j" + struct.pack("<I", i) + b"]\x94a0" for i in range(3000)) + b".")
    write("cycle.pkl", b"]q\x00h\x00a.")
    write("cycle-tuple.pkl", b"]q\x00(h\x00tq\x01a.")
    laughs = b"](I1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\ne"
    write("count.pkl", laughs + b"".join(b"q\x000](" + b"h\x00" * 10 + b"e" for _ in range(30)) + b".")
    write("count-key.pkl", b"}" + b"K\x01" + b"".join(b"q\x000(" + b"h\x00" * 10 + b"t" for _ in range(40)) + b"Ns.")
    write("memo.pkl", b"h\x07.")
    write("stack.pkl", b"a.")
    write("stack-mark.pkl", b"I1\nt.")
    write("stack-left.pkl", b"I1\nI2\n.")
    write("stack-odd.pkl", b"}(I1\nu.")
    write("stack-below.pkl", b"I1\n(0R.")
    write("opcode.pkl", b"\x80\x02\xff.")
    write("protocol.pkl", b"\x80\x09N.")
    write("truncated-length.pkl", b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fabc.")
    write("truncated-length64.pkl", b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc.")
    write("truncated-frame.pkl", b"\x80\x04\x95\xff\xff\xff\x00\x00\x00\x00\x00N.")
    write("value-negative.pkl", b"T\xff\xff\xff\xff.")
    write("value-key.pkl", b"}]I1\ns.")
    write("value-number.pkl", b"Iabc\n.")
    write("value-digits.pkl", b"L" + b"9" * 5000 + b"L\n.")
    write("value-append.pkl", b"}I1\na.")
    write("value-quotes.pkl", b"Sabc\n.")
    write("text.pkl", b"X\x02\x00\x00\x00\xff\xfe.")
    write("persistent.pkl", b"Pstorage\n.")
    write("buffer.pkl", b"\x80\x05\x97.")
    write("trailing.pkl", b"N.N.")
    write("format.pkl", b"PK\x03\x04")
    dtype = b"cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR"
    array = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
    write("array-none.pkl", array + b".")
    write("array-short.pkl", array + b"(I1\n(I1000000000\nt" + dtype + b"I0\nS'abc'\ntb.")
    write("array-overflow.pkl", array + b"(I1\n(I4294967296\nI4294967296\nt" + dtype + b"I0\nS''\ntb.")
    write("array-negative.pkl", array + b"(I1\n(I-1\nt" + dtype + b"I0\nS''\ntb.")
    write("array-date.pkl", pickle.dumps(np.array(["2020-01-01"], "M8[D]"), 2))
    write("array-record.pkl", pickle.dumps(np.zeros(2, [("a", "f4")]), 2))
    write("size-texts.pkl", array + b"(I1\n(I1000000000\nt" + dtype.replace(b"f8", b"U0") + b"I0\nS''\ntb.")
    write("sparse-dia.pkl", pickle.dumps(sp.dia_matrix(np.eye(2)), 4))
    m = sp.csr_matrix(np.eye(3))
    m.indices = np.array([0, 7, 1], np.int32)
    write("sparse-column.pkl", pickle.dumps(m, 4))
    m = sp.csr_matrix(np.eye(3))
    m.indptr = np.array([0, 5, 1, 3], np.int32)
    write("sparse-pointers.pkl", pickle.dumps(m, 4))
    m = sp.coo_matrix(np.eye(2))
    m._shape = (2 ** 60, 2)
    write("size-sparse.pkl", pickle.dumps(m, 4))
    write("dtype-complex.pkl", pickle.dumps(1j, 2))
    torch_files(folder)


def archive(path, pickled, storages, **entries):
    """Writes an archive by hand; entries replace others by name, None removes one."""
    content = {"data.pkl": pickled, "byteorder": b"little", "version": b"3\n"}
    content.update({f"data/{k}": v for k, v in storages.items()})
    content.update({k.replace("_", "."): v for k, v in entries.items()})
    with zipfile.ZipFile(path, "w") as target:
        for name, data in content.items():
            if data is not None:
                target.writestr("x/" + name, data)


def rebuilt(offset, shape, strides, count=6, key="0", kind="FloatStorage", hooks=b"}"):
    def integers(values):
        return b"(" + b"".join(b"L%dL\n" % v for v in values) + b"t"

    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\n" + kind.encode() + b"\nS'" + key.encode()
        + b"'\nS'cpu'\nL%dL\ntQ" % count + b"L%dL\n" % offset + integers(shape) + integers(strides) + b"I00\n" + hooks + b"tR."
    )


def torch_files(folder):
    six = {"0": struct.pack("<6f", *range(6))}
    archive(folder / "tensor-offset.pt", rebuilt(4, [3], [1]), six)
    archive(folder / "tensor-negative-offset.pt", rebuilt(-1, [3], [1]), six)
    archive(folder / "tensor-stride.pt", rebuilt(0, [3], [3]), six)
    archive(folder / "tensor-negative-stride.pt", rebuilt(5, [3], [-1]), six)
    archive(folder / "tensor-shape.pt", rebuilt(0, [-3], [1]), six)
    archive(folder / "tensor-rank.pt", rebuilt(0, [3, 2], [1]), six)
    archive(folder / "tensor-overflow.pt", rebuilt(0, [2 ** 40, 2 ** 40], [0, 0]), six)
    archive(folder / "tensor-overflow-stride.pt", rebuilt(1, [3], [2 ** 62]), six)
    archive(folder / "tensor-empty.pt", rebuilt(0, [0, 2 ** 50], [1, 1]), six)
    archive(folder / "size-expanded.pt", rebuilt(0, [2 ** 30, 16], [0, 0]), six)
    archive(folder / "storage-missing.pt", rebuilt(0, [3], [1], key="1"), six)
    archive(folder / "storage-size.pt", rebuilt(0, [3], [1], count=7), six)
    archive(folder / "storage-huge.pt", rebuilt(0, [3], [1], count=2 ** 62), six)
    archive(folder / "storage-bool.pt", rebuilt(0, [3], [1], count=3, kind="BoolStorage"), {"0": b"\x00\x01\x02"})
    archive(folder / "storage-id.pt", b"(S'module'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI6\ntQ.", six)
    archive(folder / "global-hooks.pt", rebuilt(0, [3], [1], hooks=b"}I1\nI1\ns"), six)
    archive(folder / "dtype-quantised.pt", rebuilt(0, [3], [1], kind="QInt8Storage"), six)
    archive(folder / "version.pt", rebuilt(0, [3], [1]), six, version=b"99\n")
    archive(folder / "format-byteorder.pt", rebuilt(0, [3], [1]), six, byteorder=b"middle")
    archive(folder / "script.pt", rebuilt(0, [3], [1]), six, constants_pkl=b")." )
    archive(folder / "format-no-pickle.pt", None, six, data_pkl=None)
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(folder / "duplicate.pt", "w") as target:
            for content in [rebuilt(0, [3], [1]), rebuilt(0, [2], [1])]:
                target.writestr("x/data.pkl", content)
    with zipfile.ZipFile(folder / "zipsize.pt", "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("x/data.pkl", rebuilt(0, [3], [1], count=2 ** 23))
        target.writestr("x/data/0", bytes(2 ** 25))
    with zipfile.ZipFile(folder / "format-two.pt", "w") as target:
        for name in ["x", "y"]:
            target.writestr(name + "/data.pkl", b"N.")
    head = b"".join(
        pickle.dumps(v, 2) for v in [0x1950a86a20f9469cfc6c, 1001, {"protocol_version": 1001, "little_endian": True}])
    body = rebuilt(0, [3], [1])
    keys = pickle.dumps(["0"], 2)
    for name, content in [
        ("storage-count", head + body + keys + struct.pack("<q6f", 7, *range(6))),
        ("truncated-storage", head + body + keys + struct.pack("<q5f", 6, *range(5))),
        ("storage-unlisted", head + body + pickle.dumps([], 2)),
        ("storage-unknown", head + body + pickle.dumps(["0", "1"], 2) + struct.pack("<q6f", 6, *range(6))),
        ("trailing-storage", head + body + keys + struct.pack("<q6f", 6, *range(6)) + b"x"),
        ("format-plain", pickle.dumps({"w": 1})),
        ("format-tar", b"\0" * 257 + b"ustar" + b"\0" * 250),
        ("format-lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
        ("format-safetensors", b"\x02\0\0\0\0\0\0\0{}"),
        ("truncated-nothing", b""),
        ("version-legacy", pickle.dumps(0x1950a86a20f9469cfc6c, 2) + pickle.dumps(1000, 2)),
    ]:
        (folder / f"{name}-file.pt").write_bytes(content)


def check():
    """Reads what Gimbal wrote (TorchWritingTests) with PyTorch, and compares it."""
    for name in ["written.pt", "written-large.pt"]:
        state = torch.load(FOLDER / name, weights_only=True)
        types = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64,
                 torch.complex64, torch.complex128, torch.bool, torch.bfloat16]
        assert list(state) == [f"layer.{str(t)[6:]}" for t in types] + [
            "encoder", "decoder", "transposed", "scalar \u00fc", "empty"], list(state)
        for i, (key, dtype) in enumerate(zip(state, types)):
            expected = torch.tensor([(k + i) % 3 for k in range(6)]).reshape(2, 3).to(dtype)
            assert state[key].dtype == dtype and torch.equal(state[key], expected), key
        assert torch.equal(state["encoder"], (torch.arange(300.0) / 7).reshape(300, 1))
        assert state["encoder"].data_ptr() == state["decoder"].data_ptr()
        assert torch.equal(state["transposed"], torch.arange(6.0).reshape(2, 3).t())
        assert state["scalar \u00fc"].item() == 2.5 and state["empty"].shape == (0, 4)
        for information in zipfile.ZipFile(FOLDER / name).infolist():
            with open(FOLDER / name, "rb") as file:
                file.seek(information.header_offset + 26)
                lengths = struct.unpack("<HH", file.read(4))
            assert (information.header_offset + 30 + sum(lengths)) % 64 == 0, information
        assert zipfile.ZipFile(FOLDER / name).testzip() is None
    assert torch.load(FOLDER / "legacy-view.pt", weights_only=True).tolist() == [3, 4]
    print("PyTorch reads what Gimbal wrote")


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        check()
        sys.exit()
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    tensors()
    plain()
    planetoid()
    hostile()
    print(sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file()), "bytes")
