"""Linear layers that multiply in 8 bits, each token's activations and each output's weights with a scale of their own.

The vector-wise quantisation of Dettmers et al., *LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale*,
NeurIPS 2022, section 3.1, without its outliers: this reader has none that one scale a token would not do for. One scale
for all tokens of a batch, as torch's dynamic quantisation has it, moves the reader's logits by up to 3, these by 0.4.
Imports torch, which takes seconds: import where a model is loaded.
"""

from typing import Final

import torch
from torch import Tensor, nn

_STEPS: Final = 127.0  # 8 bits, without -128, so that both signs reach as far
_LEAST: Final = 1e-12  # for rows of zeros
_SMALLEST: Final = 16  # outputs; a layer with fewer costs nothing, and its outputs are what is read


def has_fast_int8() -> bool:
    """Whether the processor multiplies 8 bits several times as fast as float32 (AVX512-VNNI)."""
    return bool(torch.cpu.get_capabilities().get("avx512_vnni")) and hasattr(torch, "_int_mm")


class Int8Linear(nn.Module):
    """A linear layer for computing only. A row's result does not depend on the rows beside it."""

    weight: Tensor  # (outputs, inputs), 8 bits
    scale: Tensor  # (outputs,)
    bias: Tensor | None  # (outputs,)

    def __init__(self, layer: nn.Linear) -> None:
        """Narrow the weights of ``layer``; those that were shipped in 8 bits lose nothing more."""
        super().__init__()
        weight = layer.weight.detach().float()
        largest = weight.abs().amax(1).clamp(min=_LEAST)
        self.register_buffer("weight", (weight * (_STEPS / largest)[:, None]).round().to(torch.int8))
        self.register_buffer("scale", largest / _STEPS**2)
        self.register_buffer("bias", None if layer.bias is None else layer.bias.detach().float())

    def forward(self, values: Tensor) -> Tensor:
        """Return what the layer makes of ``values`` (..., inputs), shape (..., outputs), float32."""
        rows = values.reshape(-1, values.shape[-1])
        # twice as fast as the absolute values' largest
        largest = torch.maximum(rows.amax(1), -rows.amin(1)).clamp_(min=_LEAST)
        largest = largest[:, None]
        steps = torch.mul(rows, _STEPS / largest).round_().to(torch.int8)
        made = torch._int_mm(steps, self.weight.t()).float().mul_(self.scale).mul_(largest)
        if self.bias is not None:
            made.add_(self.bias)
        return made.reshape(*values.shape[:-1], -1)


def in_int8(network: nn.Module) -> None:
    """Put layers of 8 bits in the place of a network's linear layers; of its head's, which is small, not."""
    for name, layer in list(network.named_modules()):
        if isinstance(layer, nn.Linear) and layer.out_features >= _SMALLEST:
            parent, _, own = name.rpartition(".")
            setattr(network.get_submodule(parent), own, Int8Linear(layer))
