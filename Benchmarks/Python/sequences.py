"""Forward and backward of PyTorch's recurrent layers, attention and transformers."""
import torch
from harness import emit, seconds
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def main(threads):
    torch.set_num_threads(threads)

    def measure(name, module, forward):
        parameters = list(module.parameters())
        emit(f"sequence/{name}/{threads}", "pytorch",
             seconds(lambda: torch.autograd.grad(forward().sum(), parameters)))

    steps = torch.randn(35, 20, 200)
    lengths = torch.tensor([35 - i for i in range(20)])
    lstm, gru = nn.LSTM(200, 200, 2), nn.GRU(200, 200, 2)
    measure("lstm", lstm, lambda: lstm(steps)[0])
    measure("lstm-lengths", lstm, lambda: pad_packed_sequence(
        lstm(pack_padded_sequence(steps, lengths, enforce_sorted=False))[0], total_length=35)[0])
    measure("gru", gru, lambda: gru(steps)[0])

    tokens = torch.randn(16, 128, 128)
    mask = nn.Transformer.generate_square_subsequent_mask(128)
    attention = nn.MultiheadAttention(128, 4, batch_first=True)
    measure("attention", attention, lambda: attention(
        tokens, tokens, tokens, need_weights=False, attn_mask=mask, is_causal=True)[0])
    for name, dropout in (("transformer", 0.0), ("transformer-dropout", 0.1)):
        layer = nn.TransformerEncoderLayer(
            128, 4, 512, dropout=dropout, activation="gelu", batch_first=True, norm_first=True)
        encoder = nn.TransformerEncoder(layer, 4, enable_nested_tensor=False)
        measure(name, encoder, lambda: encoder(tokens, mask=mask, is_causal=True))
