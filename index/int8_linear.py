"""Linear layers that multiply in 8 bits, each token's activations and each output's weights with a scale of their own.

The vector-wise quantisation of Dettmers et al., *LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale*,
NeurIPS 2022, section 3.1, without its outliers: this reader has none that one scale a token would not do for. One scale
for all tokens of a batch, as torch's dynamic quantisation has it, moves the reader's logits by up to 3, these by 0.4.
As in ``index.embed``, torch is imported when a model is loaded.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from torch import Tensor, nn

_STEPS: Final = 127.0  # 8 bits, without -128, so that both signs reach as far
_LEAST: Final = 1e-12  # for rows of zeros
_SMALLEST: Final = 16  # outputs; a layer with fewer costs nothing, and its outputs are what is read


def has_fast_int8() -> bool:
    """Whether the processor multiplies 8 bits several times as fast as float32 (AVX512-VNNI)."""
    import torch  # noqa: PLC0415 - takes seconds; see the module's docstring

    return bool(torch.cpu.get_capabilities().get("avx512_vnni")) and hasattr(torch, "_int_mm")


@dataclass(frozen=True, slots=True, eq=False)
class Int8Linear:
    """What a linear layer computes. A row's result does not depend on the rows beside it."""

    weight: "Tensor"  # (outputs, inputs), 8 bits
    scale: "Tensor"  # (outputs,)
    bias: "Tensor | None"  # (outputs,)

    @classmethod
    def of(cls, layer: "nn.Linear") -> Self:
        """Narrow the weights of a layer; those that were shipped in 8 bits lose nothing more."""
        import torch  # noqa: PLC0415 - takes seconds; loaded with the model

        weight = layer.weight.detach().float()
        largest = weight.abs().amax(1).clamp(min=_LEAST)
        steps = (weight * (_STEPS / largest)[:, None]).round().to(torch.int8)
        return cls(steps, largest / _STEPS**2, None if layer.bias is None else layer.bias.detach().float())

    def __call__(self, values: "Tensor") -> "Tensor":
        """Return what the layer makes of ``values`` (..., inputs), shape (..., outputs), float32."""
        import torch  # noqa: PLC0415 - takes seconds; loaded with the model

        rows = values.reshape(-1, values.shape[-1])
        # twice as fast as the absolute values' largest
        largest = torch.maximum(rows.amax(1), -rows.amin(1)).clamp_(min=_LEAST)[:, None]
        steps = torch.mul(rows, _STEPS / largest).round_().to(torch.int8)
        made = torch._int_mm(steps, self.weight.t()).float().mul_(self.scale).mul_(largest)
        if self.bias is not None:
            made.add_(self.bias)
        return made.reshape(*values.shape[:-1], -1)


def in_int8(network: "nn.Module") -> None:
    """Let a network's linear layers compute in 8 bits, and give their weights free; its small head stays as it is."""
    from torch import nn  # noqa: PLC0415 - takes seconds; loaded with the model

    for layer in network.modules():
        if isinstance(layer, nn.Linear) and layer.out_features >= _SMALLEST:
            setattr(layer, "forward", Int8Linear.of(layer))  # noqa: B010 - mypy lets no method be assigned
            layer.register_parameter("weight", None)
            layer.register_parameter("bias", None)
