"""Recurrent networks and cells, with states, lengths, directions and projections."""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from oracle import module_case, randn, write

LENGTHS = [3, 4, 1]
KINDS = {"RNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}
LOOSE = {"float32": {"absolute": 2e-6, "relative": 2e-5}, "float64": {"absolute": 1e-12, "relative": 1e-10}}


def cell_cases():
    for name, kind, arguments in [
        ("rnn-cell", torch.nn.RNNCell, {}), ("rnn-cell-relu", torch.nn.RNNCell, {"nonlinearity": "relu"}),
        ("lstm-cell", torch.nn.LSTMCell, {}), ("gru-cell", torch.nn.GRUCell, {}),
        ("gru-cell-no-bias", torch.nn.GRUCell, {"bias": False}),
    ]:
        has_cell = kind is torch.nn.LSTMCell
        inputs = {"input": randn(3, 4), "hidden": randn(3, 5, seed=1)}
        if has_cell:
            inputs["cell"] = randn(3, 5, seed=2)

        def call(module, x):
            if not has_cell:
                return {"hidden": module(x["input"], x["hidden"])}
            hidden, cell = module(x["input"], (x["hidden"], x["cell"]))
            return {"hidden": hidden, "cell": cell}

        module_case(
            name, kind.__name__, lambda: kind(4, 5, **arguments), inputs,
            {"kind": kind.__name__, "inputs": 4, "hidden": 5, **arguments}, call=call)


def sequence_case(name, kind, lengths=None, with_state=False, **options):
    features = options.get("proj_size") or 3
    batch_first = options.get("batch_first", False)
    inputs = {"input": randn(3, 4, 3) if batch_first else randn(4, 3, 3)}
    count = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
    if with_state:
        inputs["hidden"] = randn(count, 3, features, seed=1)
        if kind == "LSTM":
            inputs["cell"] = randn(count, 3, 3, seed=2)

    def call(module, x):
        sequences = x["input"]
        if lengths:
            sequences = pack_padded_sequence(
                sequences, torch.tensor(lengths), batch_first=batch_first, enforce_sorted=False)
        state = None
        if with_state:
            state = (x["hidden"], x["cell"]) if kind == "LSTM" else x["hidden"]
        output, final = module(sequences, state)
        if lengths:
            output, _ = pad_packed_sequence(output, batch_first=batch_first, total_length=4)
        if kind != "LSTM":
            return {"output": output, "final_hidden": final}
        return {"output": output, "final_hidden": final[0], "final_cell": final[1]}

    arguments = {"kind": kind, "inputs": 3, "hidden": 3, **options}
    if lengths:
        arguments["lengths"] = lengths
    module_case(
        name, kind, lambda: KINDS[kind](3, 3, **options), inputs, arguments, call=call, tolerance=LOOSE)


cell_cases()
for kind in KINDS:
    low = kind.lower()
    sequence_case(low, kind)
    sequence_case(f"{low}-layers", kind, with_state=True, num_layers=2)
    sequence_case(
        f"{low}-bidirectional", kind, with_state=True, num_layers=2, bidirectional=True, batch_first=True)
    sequence_case(f"{low}-no-bias", kind, bias=False, bidirectional=True)
    sequence_case(f"{low}-lengths", kind, lengths=LENGTHS, with_state=True)
    sequence_case(
        f"{low}-lengths-bidirectional", kind, lengths=LENGTHS, with_state=True, num_layers=2, bidirectional=True,
        batch_first=True)
sequence_case("rnn-relu", "RNN", with_state=True, nonlinearity="relu", num_layers=2)
sequence_case("lstm-projection", "LSTM", with_state=True, proj_size=2, num_layers=2, bidirectional=True)
sequence_case("lstm-projection-lengths", "LSTM", lengths=LENGTHS, proj_size=2, bidirectional=True)
write("recurrent")
