"""Linear layers in 8 bits: near to those in float32, each row by itself."""

import pytest
import torch
from torch import nn

from index.int8_linear import Int8Linear, in_int8


@pytest.fixture
def layer() -> nn.Linear:
    torch.manual_seed(1)
    return nn.Linear(48, 32)


def made(layer: nn.Module | Int8Linear, values: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return torch.as_tensor(layer(values))


def test_it_makes_nearly_the_same(layer: nn.Linear) -> None:
    values = torch.randn(3, 7, 48)
    exact, near = made(layer, values), made(Int8Linear.of(layer), values)
    assert near.shape == exact.shape
    assert near.dtype == torch.float32
    assert float((near - exact).abs().max()) < 0.03 * float(exact.abs().max())
    assert not torch.equal(near, exact)


def test_a_row_does_not_hang_on_the_rows_beside_it(layer: nn.Linear) -> None:
    narrow = Int8Linear.of(layer)
    values = torch.randn(20, 48)
    values[3] *= 1000  # with one scale for all rows nothing would be left of the others
    together = made(narrow, values)
    for row in (0, 3, 19):
        assert torch.equal(made(narrow, values[row : row + 1])[0], together[row])
    exact = made(layer, values)
    assert float((together - exact).abs()[:3].max()) < 0.03 * float(exact[:3].abs().max())


def test_rows_of_zeros_and_weights_of_zeros_make_the_bias(layer: nn.Linear) -> None:
    assert torch.allclose(made(Int8Linear.of(layer), torch.zeros(2, 48)), layer.bias.detach().expand(2, -1))
    nn.init.zeros_(layer.weight)
    assert torch.allclose(made(Int8Linear.of(layer), torch.randn(1, 48))[0], layer.bias.detach())


def test_a_layer_without_bias() -> None:
    torch.manual_seed(2)
    layer = nn.Linear(48, 32, bias=False)
    values = torch.randn(5, 48)
    torch.testing.assert_close(made(Int8Linear.of(layer), values), made(layer, values), atol=0.05, rtol=0.05)


def test_weights_that_were_shipped_in_8_bits_stay_as_they_are(layer: nn.Linear) -> None:
    steps = torch.randint(-126, 127, layer.weight.shape)
    steps[:, 0] = 127
    scales = torch.rand(32, 1) + 0.1
    with torch.no_grad():
        layer.weight.copy_(steps * scales)
    assert torch.equal(Int8Linear.of(layer).weight.int(), steps.int())


def test_all_of_a_network_but_its_small_head_is_narrowed(layer: nn.Linear) -> None:
    network = nn.Sequential(nn.Sequential(layer, nn.ReLU()), nn.Linear(32, 3))
    values = torch.randn(4, 48)
    exact = made(network, values)
    in_int8(network)
    assert layer.weight is None and layer.bias is None
    assert len(list(network.parameters())) == 2  # of the head
    assert float((made(network, values) - exact).abs().max()) < 0.05
