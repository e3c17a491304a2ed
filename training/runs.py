"""What a run leaves behind: its log, and checkpoints that a later process goes on from."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from training.optimiser import MasterAdamW

_CHECKPOINT = "checkpoint.pt"
_WEIGHTS = "model.safetensors"


def keep(run: Path, optimiser: MasterAdamW, step: int) -> None:
    """Write a checkpoint in one step; one that is half written is never seen."""
    partial = run / f"{_CHECKPOINT}.partial"
    torch.save({"step": step, "optimiser": optimiser.state()}, partial)
    partial.replace(run / _CHECKPOINT)


def restored(run: Path, optimiser: MasterAdamW) -> int:
    """Return the step of the last checkpoint, from which ``optimiser`` then goes on; 0 where there is none."""
    path = run / _CHECKPOINT
    if not path.is_file():
        return 0
    kept = torch.load(path, weights_only=True)
    optimiser.restore(kept["optimiser"])
    return int(kept["step"])


def save(network: PreTrainedModel, start: Path, folder: Path) -> None:
    """Write a trained network as a standard folder of transformers, with the tokenizer of what it started from."""
    network.save_pretrained(folder)
    shutil.copyfile(start / "tokenizer.json", folder / "tokenizer.json")


def mean(folders: Sequence[Path], target: Path) -> None:
    """Write the network whose weights are the mean of those in ``folders``, runs that went on from one another.

    Their mean is often better than each (Wortsman et al., *Model soups*, ICML 2022).
    """
    every = [load_file(folder / _WEIGHTS) for folder in folders]
    summed = {name: torch.stack([kept[name].float() for kept in every]).mean(0) for name in every[0]}
    shutil.copytree(folders[0], target, dirs_exist_ok=True)
    save_file(summed, target / _WEIGHTS, metadata={"format": "pt"})


def log(run: Path, **values: object) -> None:
    """Add a line to the run's log, and print it."""
    line = json.dumps(values)
    print(line, flush=True)
    with (run / "log.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
