"""A GPU is used where there is one. There need be none here: torch is told that there is."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from index import embed
from index.embed import Embedder, fitting_device
from index.errors import DeviceMissing

pytestmark = pytest.mark.slow


@pytest.fixture(params=[True, False], ids=["gpu", "no-gpu"])
def gpu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: request.param)
    return bool(request.param)


def test_the_device_is_a_gpu_where_there_is_one(gpu: bool) -> None:
    assert fitting_device("auto") == ("cuda" if gpu else "cpu")
    assert fitting_device("cpu") == "cpu"


def test_a_gpu_that_is_not_there_is_missed(gpu: bool) -> None:
    if gpu:
        assert fitting_device("cuda") == "cuda"
        return
    with pytest.raises(DeviceMissing, match="YOUJU_DEVICE"):
        fitting_device("cuda")


@pytest.mark.parametrize(("bf16", "precision"), [(True, "bf16"), (False, "fp16")])
def test_the_model_is_loaded_there_in_half_precision(
    bf16: bool, precision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    asked = []

    def load(folder: Path, *given: str) -> SimpleNamespace:
        asked.append(given)
        model = SimpleNamespace(
            get_embedding_dimension=lambda: 8, prompts={}, default_prompt_name=None, max_seq_length=512
        )
        model.eval = lambda: model
        return model

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: bf16)
    monkeypatch.setattr(embed, "_load", load)
    (tmp_path / "modules.json").write_text("[]")
    identity = Embedder.load(tmp_path, tmp_path).identity
    assert asked == [(precision, "cuda")]
    on_processor = Embedder.load(tmp_path, tmp_path, device="cpu", precision="fp32").identity
    assert identity.rpartition("-")[0] == on_processor.rpartition("-")[0]
    assert identity.endswith(precision)
