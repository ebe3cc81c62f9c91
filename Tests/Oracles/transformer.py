"""Layers and stacks of the transformer."""

import torch

from oracle import module_case, randn, write

LOOSE = {"float32": {"absolute": 5e-6, "relative": 5e-5}, "float64": {"absolute": 1e-11, "relative": 1e-9}}
FUTURE = torch.ones(4, 4).triu(1).bool()
PADDING = torch.tensor([[0, 0, 0, 1], [0, 0, 0, 0]]).bool()
MEMORY_PADDING = torch.tensor([[0, 0, 0, 0, 1], [0, 0, 1, 1, 1]]).bool()
SIZES = {"width": 8, "heads": 2, "feed_forward": 12}


def options_of(arguments):
    return {
        "dim_feedforward": 12, "dropout": 0.0, "batch_first": arguments.get("batch_first", True),
        "activation": arguments.get("activation", "relu"), "norm_first": arguments.get("norm_first", False),
    }


def encoder_case(name, **arguments):
    causal, layers = arguments.get("causal", False), arguments.get("layers")
    x = randn(2, 4, 8)
    inputs = {"input": x if arguments.get("batch_first", True) else x.transpose(0, 1).contiguous()}
    if arguments.get("padding"):
        inputs["key_padding"] = PADDING

    def make():
        layer = torch.nn.TransformerEncoderLayer(8, 2, **options_of(arguments))
        if layers is None:
            return layer
        return torch.nn.TransformerEncoder(layer, layers, norm=torch.nn.LayerNorm(8), enable_nested_tensor=False)

    def call(module, x):
        if layers is None:
            return module(x["input"], src_mask=FUTURE if causal else None,
                          src_key_padding_mask=x.get("key_padding"))
        return module(x["input"], mask=FUTURE if causal else None, src_key_padding_mask=x.get("key_padding"))

    module_case(
        name, "TransformerEncoderLayer" if layers is None else "TransformerEncoder", make, inputs,
        {**SIZES, **arguments}, call=call, tolerance=LOOSE)


def decoder_case(name, **arguments):
    layers = arguments.get("layers")
    inputs = {"input": randn(2, 4, 8), "memory": randn(2, 5, 8, seed=1)}
    if arguments.get("padding"):
        inputs["memory_padding"] = MEMORY_PADDING

    def make():
        layer = torch.nn.TransformerDecoderLayer(8, 2, **options_of(arguments))
        return layer if layers is None else torch.nn.TransformerDecoder(layer, layers, norm=torch.nn.LayerNorm(8))

    def call(module, x):
        return module(
            x["input"], x["memory"], tgt_mask=FUTURE if arguments.get("causal") else None,
            memory_key_padding_mask=x.get("memory_padding"))

    module_case(
        name, "TransformerDecoderLayer" if layers is None else "TransformerDecoder", make, inputs,
        {**SIZES, **arguments}, call=call, tolerance=LOOSE)


def whole_case(name, **arguments):
    module_case(
        name, "Transformer",
        lambda: torch.nn.Transformer(
            8, 2, num_encoder_layers=1, num_decoder_layers=2, **options_of(arguments)),
        {"input": randn(2, 4, 8), "source": randn(2, 5, 8, seed=1), "source_padding": MEMORY_PADDING},
        {**SIZES, **arguments},
        call=lambda module, x: module(
            x["source"], x["input"], tgt_mask=FUTURE, src_key_padding_mask=x["source_padding"],
            memory_key_padding_mask=x["source_padding"]),
        tolerance=LOOSE)


encoder_case("encoder-layer", padding=True)
encoder_case("encoder-layer-norm-first", norm_first=True, activation="gelu", causal=True)
encoder_case("encoder-layer-sequence-first", batch_first=False)
encoder_case("encoder", layers=2, padding=True)
decoder_case("decoder-layer", causal=True, padding=True)
decoder_case("decoder-layer-norm-first", norm_first=True, activation="gelu")
decoder_case("decoder", layers=2, causal=True)
whole_case("transformer", norm_first=True)
write("transformer")
