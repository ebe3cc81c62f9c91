"""Multi-head attention: sizes, masks, appended keys, weights. Masks are inputs; true is left out."""

import torch

from oracle import module_case, randn, write

LOOSE = {"float32": {"absolute": 2e-6, "relative": 2e-5}, "float64": {"absolute": 1e-12, "relative": 1e-10}}
FUTURE = torch.ones(4, 4).triu(1).bool()
HOLES = torch.tensor([[0, 1, 0, 0, 1], [0, 0, 0, 1, 0], [1, 1, 0, 1, 1], [0, 0, 0, 0, 0]]).bool()
PADDING = torch.tensor([[0, 0, 0, 0, 1], [0, 0, 0, 0, 0], [0, 1, 1, 1, 1]]).bool()


def attention_case(
        name, inputs, mask=None, padding=None, causal=False, weights=None, batch_first=True, **options):
    """inputs: query, and key and value unless attention is to itself."""
    arguments = {"width": 8, "heads": 2, "batch_first": batch_first, **options}
    if causal:
        arguments["causal"] = True
    if weights:
        arguments["weights"] = weights
    extra = {}
    if mask is not None:
        extra["mask"] = mask
    if padding is not None:
        extra["key_padding"] = padding

    def call(module, x):
        query = x["query"]
        key, value = x.get("key", query), x.get("value", query)
        output, found = module(
            query, key, value, key_padding_mask=x.get("key_padding"),
            attn_mask=FUTURE if causal else x.get("mask"), need_weights=weights is not None,
            average_attn_weights=weights == "averaged")
        return {"output": output} if found is None else {"output": output, "weights": found}

    module_case(
        name, "MultiHeadAttention",
        lambda: torch.nn.MultiheadAttention(8, 2, batch_first=batch_first, **options), {**inputs, **extra},
        arguments, call=call, tolerance=LOOSE)


own = {"query": randn(3, 4, 8)}
cross = {"query": randn(3, 4, 8), "key": randn(3, 5, 8, seed=1), "value": randn(3, 5, 8, seed=2)}
wide = {"query": randn(3, 4, 8), "key": randn(3, 5, 6, seed=1), "value": randn(3, 5, 3, seed=2)}

attention_case("attention-self", own)
attention_case("attention-self-no-bias", own, bias=False)
attention_case("attention-one-sample", {"query": randn(4, 8)})
attention_case("attention-causal", own, causal=True)
attention_case("attention-cross", cross)
attention_case("attention-sizes", wide, kdim=6, vdim=3)
attention_case("attention-sequence-first", {k: v.transpose(0, 1).contiguous() for k, v in cross.items()},
               mask=HOLES, batch_first=False)
attention_case("attention-mask", cross, mask=HOLES)
attention_case("attention-mask-added", cross, mask=randn(4, 5, seed=3))
attention_case("attention-mask-heads", cross, mask=randn(6, 4, 5, seed=3))
attention_case("attention-padding", cross, padding=PADDING)
attention_case("attention-padding-mask", cross, padding=PADDING, mask=HOLES & ~torch.eye(4, 5).bool() & (torch.arange(5) > 0))
attention_case("attention-weights", cross, padding=PADDING, weights="averaged")
attention_case("attention-weights-heads", own, causal=True, weights="per_head")
attention_case("attention-appended", cross, padding=PADDING, add_bias_kv=True, add_zero_attn=True)
attention_case("attention-appended-causal", own, causal=True, add_bias_kv=True, weights="averaged")
attention_case("attention-appended-sizes", wide, mask=randn(4, 5, seed=3), kdim=6, vdim=3, add_zero_attn=True)
write("attention")
