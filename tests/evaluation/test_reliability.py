"""The reliability diagram."""

from xml.etree import ElementTree

import numpy as np
import pytest

from evaluation.reliability import calibration_error, drawing, reliability


def test_bins_and_what_they_miss_by() -> None:
    bins = reliability(np.array([0.05, 0.15, 0.15, 1.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert [(each.low, each.count, each.came_true) for each in bins] == [
        (0, 1, 0),
        (0.1, 2, 0.5),
        (0.9, 1, 1),
    ]
    assert calibration_error(bins) == pytest.approx((0.05 + 2 * 0.35 + 0.0) / 4)
    assert calibration_error([]) == 0


def test_the_drawing_has_a_dot_a_bin() -> None:
    bins = reliability(np.array([0.2, 0.9]), np.array([0.0, 1.0]))
    root = ElementTree.fromstring(drawing(bins))
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2
