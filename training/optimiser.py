"""AdamW for weights in bfloat16: the steps are taken on float32 copies, which the weights are rounded from.

Weights, activations and gradients in bfloat16 are what a processor with AMX multiplies fast; without the copies,
steps smaller than a weight's rounding would be lost (Micikevicius et al., *Mixed Precision Training*, ICLR 2018).
Where weights are float32 the copies change nothing.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

_NOT_DECAYED = ("bias", "LayerNorm")


class MasterAdamW:
    """Holds a float32 copy of each parameter. The learning rate rises and then falls in a straight line."""

    def __init__(
        self, model: nn.Module, *, rate: float, steps: int, warm_up: float = 0.06, decay: float = 0.01
    ) -> None:
        """Prepare ``steps`` steps, of which a share ``warm_up`` leads up to ``rate``."""
        named = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
        self._weights = [each for _, each in named]
        self._masters = [each.detach().float().clone().requires_grad_() for each in self._weights]
        decayed = [m for (name, _), m in zip(named, self._masters, strict=True) if not _is_plain(name)]
        plain = [m for (name, _), m in zip(named, self._masters, strict=True) if _is_plain(name)]
        groups = [{"params": decayed, "weight_decay": decay}, {"params": plain, "weight_decay": 0.0}]
        self._adam = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
        rising = max(int(steps * warm_up), 1)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._adam, lambda step: min((step + 1) / rising, max(steps - step, 0) / max(steps - rising, 1))
        )

    def step(self, largest: float = 1.0) -> float:
        """Take a step along the gradients, their norm cut at ``largest``; return that norm."""
        for weight, master in zip(self._weights, self._masters, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        norm = float(nn.utils.clip_grad_norm_(self._masters, largest))
        self._adam.step()
        self._schedule.step()
        with torch.no_grad():
            for weight, master in zip(self._weights, self._masters, strict=True):
                weight.copy_(master)
        return norm

    def state(self) -> dict[str, Any]:
        """Return what a later process goes on from."""
        return {
            "masters": [master.detach() for master in self._masters],
            "adam": self._adam.state_dict(),
            "schedule": self._schedule.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` has returned."""
        with torch.no_grad():
            _copy(self._masters, state["masters"])
            _copy(self._weights, state["masters"])
        self._adam.load_state_dict(state["adam"])
        self._schedule.load_state_dict(state["schedule"])


def _is_plain(name: str) -> bool:
    return any(part in name for part in _NOT_DECAYED)


def _copy(to: Iterable[torch.Tensor], source: Iterable[torch.Tensor]) -> None:
    for target, values in zip(to, source, strict=True):
        target.copy_(values)
